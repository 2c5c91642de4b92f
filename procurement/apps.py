from django.apps import AppConfig


class ProcurementConfig(AppConfig):
    name = "procurement"
    verbose_name = "政府采购"

    def ready(self) -> None:
        from procurement import registration  # noqa: PLC0415  registration needs loaded models

        registration.register()
