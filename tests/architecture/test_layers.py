"""Foreign keys point down: disclosure, then the three siblings, then the ground. Imports are import-linter's part."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.db import models
from django.test.utils import isolate_apps

FLOORS = {"budgets": 0, "performance": 1, "procurement": 1, "assets": 1, "disclosure": 2}


def relations(tables: Iterable[type[models.Model]]) -> list[tuple[str, str, str]]:
    """(app, field, target app) of everything that refers to another table, written as a class or as a string."""
    found = []
    for table in tables:
        for field in [*table._meta.get_fields(include_hidden=True), *table._meta.private_fields]:
            if getattr(field, "remote_field", None) is None or field.auto_created:
                continue
            target: Any = field.related_model
            if target is None:  # a generic relation: it may lead anywhere
                found.append((table._meta.app_label, str(field), "*"))
            else:
                app = target.partition(".")[0] if isinstance(target, str) else target._meta.app_label
                found.append((table._meta.app_label, f"{table._meta.label}.{field.name}", app))
    return found


def violations(tables: Iterable[type[models.Model]]) -> list[str]:
    wrong = []
    for app, field, target in relations(tables):
        if app not in FLOORS or target == app:
            continue
        if target == "*" or (target in FLOORS and FLOORS[target] >= FLOORS[app]):
            wrong.append(f"{field} refers to {target}")
    return wrong


def own_tables() -> list[type[models.Model]]:
    configs: list[AppConfig] = [apps.get_app_config(label) for label in FLOORS]
    return [table for config in configs for table in config.get_models(include_auto_created=True)]


def test_every_foreign_key_points_down() -> None:
    tables = own_tables()
    assert {app for app, _, _ in relations(tables)} >= {"budgets", "disclosure"}, "no relation was looked at"
    assert violations(tables) == []


def test_every_app_of_the_project_has_its_floor() -> None:
    own = {config.label for config in apps.get_app_configs() if "site-packages" not in config.path}
    assert own == set(FLOORS)


@pytest.mark.parametrize(
    ("app", "target"),
    [("budgets", "disclosure.Anything"), ("budgets", "assets.Anything"), ("performance", "procurement.Anything")],
)
def test_a_planted_violation_is_found(app: str, target: str) -> None:
    with isolate_apps(app):

        class Planted(models.Model):
            beyond = models.ForeignKey(target, on_delete=models.CASCADE)

            class Meta:
                app_label = app

        assert violations([Planted]) == [f"{app}.Planted.beyond refers to {target.partition('.')[0]}"]


def test_a_key_that_points_down_is_none() -> None:
    with isolate_apps("disclosure"):

        class Planted(models.Model):
            budget = models.ForeignKey("budgets.DepartmentalBudget", on_delete=models.CASCADE)

            class Meta:
                app_label = "disclosure"

        assert violations([Planted]) == []
