from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "performance"
    verbose_name = "绩效目标"

    def ready(self) -> None:
        from performance import registration  # noqa: PLC0415  registration needs loaded models

        registration.register()
