from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "budgets"
    verbose_name = "部门预算"

    def ready(self) -> None:
        from budgets import import_jobs, own_parts  # noqa: PLC0415  registration needs loaded models

        own_parts.register()
        import_jobs.register_all()
