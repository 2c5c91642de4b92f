from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "disclosure"
    verbose_name = "预算公开"

    def ready(self) -> None:
        from disclosure import jobs, own_parts  # noqa: PLC0415  registration needs loaded models

        own_parts.register()
        jobs.register_all()
