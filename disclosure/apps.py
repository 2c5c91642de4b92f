from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DisclosureConfig(AppConfig):
    name = "disclosure"
    verbose_name = "预算公开"

    def ready(self) -> None:
        from disclosure import registration  # noqa: PLC0415  registration needs loaded models
        from disclosure.official_tables import jobs as table_jobs
        from disclosure.publication import jobs

        registration.register()
        jobs.register_all()
        table_jobs.register_all()
        post_migrate.connect(_freeze_what_waits, sender=self)


def _freeze_what_waits(*, using: str, **_: Any) -> None:
    """After an upgrade, before anybody works: what waits for a decision is frozen as it was, while it still composes so.

    Also where nothing was migrated: the process that did so may have died before it came to this.
    """
    from django.db import connections  # noqa: PLC0415  only where something was migrated
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415

    from budgets.frozen import late  # noqa: PLC0415

    executor = MigrationExecutor(connections[using])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return  # not everything is there yet
    for budget in late.after_migration():
        print(f"{budget}：生成的文件与审核通过的内容不一致，没有留存。公开前请由审核人退回，重新报送、审核。")  # noqa: T201
