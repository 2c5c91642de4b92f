from django.apps import AppConfig


class BudgetsConfig(AppConfig):
    name = "budgets"
    verbose_name = "部门预算"

    def ready(self) -> None:
        from budgets import registration  # noqa: PLC0415  registration needs loaded models
        from budgets.importers import jobs

        registration.register()
        jobs.register_all()
