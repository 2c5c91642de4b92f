from django.apps import AppConfig


class AssetsConfig(AppConfig):
    name = "assets"
    verbose_name = "国有资产"

    def ready(self) -> None:
        from assets import registration  # noqa: PLC0415  registration needs loaded models

        registration.register()
