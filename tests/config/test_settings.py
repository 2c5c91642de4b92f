"""Settings come from the environment; what cannot be read stops the start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

import manage
from config import settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("raw", "value"), [("1", True), ("on", True), ("0", False), ("False", False), ("", True)])
def test_a_switch_is_on_or_off(monkeypatch: pytest.MonkeyPatch, raw: str, value: bool) -> None:
    monkeypatch.setenv("SWITCH", raw)
    assert settings.envbool("SWITCH", default=True) is value


def test_anything_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCH", "maybe")
    with pytest.raises(ImproperlyConfigured, match="SWITCH"):
        settings.envbool("SWITCH", default=True)
    with pytest.raises(ImproperlyConfigured, match="SWITCH"):
        settings.envint("SWITCH", default=1)


def test_a_database_address_may_be_a_socket_or_a_host() -> None:
    found = settings.database_from_url("postgresql://u:p%40ss@db.example:5433/budget?sslmode=require")
    assert found == {
        "NAME": "budget",
        "USER": "u",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }
    assert settings.database_from_url("postgresql://app@/app?host=%2Fvar%2Fsocket")["HOST"] == "/var/socket"


@pytest.mark.parametrize(
    "url", ["postgresql://u:secret@host/", "postgresql://u:secret@host/x?secret=1", "mysql://secret"]
)
def test_an_address_that_is_none_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        settings.database_from_url(url)
    assert "secret" not in str(refused.value)


def test_the_secret_key_is_made_once_and_nobody_else_can_read_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setattr(settings, "VAR_DIR", tmp_path)
    key = settings.secret_key()
    assert len(key) >= 50
    assert settings.secret_key() == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("arguments", "needs"),
    [(["migrate"], True), (["migrate", "--help"], False), (["help"], False), (["collectstatic"], False), ([], False)],
)
def test_only_commands_that_need_the_database_start_it(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], needs: bool
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert manage.needs_database(arguments) is needs
    monkeypatch.setenv("DATABASE_URL", "postgresql://elsewhere/app")
    assert not manage.needs_database(arguments)


def test_a_production_server_passes_djangos_own_check(tmp_path: Path) -> None:
    # The browser's tests set it for their own process; no server has it.
    outside = {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
    environment = outside | {"SITE_HTTPS": "1", "ALLOWED_HOSTS": "budget.example", "VAR_DIR": str(tmp_path)}
    command = [sys.executable, ROOT / "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    insecure = subprocess.run(command, env=environment | {"SITE_HTTPS": "0"}, capture_output=True, text=True)
    assert insecure.returncode == 1, "the check would pass anything"
    assert "security.W" in insecure.stderr
