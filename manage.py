#!/usr/bin/env python
"""Django's command line. Where a command needs the local PostgreSQL and it is down, it runs for as long as the command does."""

import contextlib
import os
import signal
import sys
from pathlib import Path

WITHOUT_DATABASE = {
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "startapp",
    "version",
}


def needs_database(arguments: list[str]) -> bool:
    if os.environ.get("DATABASE_URL", "").strip() or not arguments:
        return False
    asks = any(argument in {"-h", "--help", "--version"} for argument in arguments)
    return not asks and arguments[0] not in WITHOUT_DATABASE


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    with contextlib.ExitStack() as stack:
        if needs_database(sys.argv[1:]):
            from config.localdb import LocalDatabase, LocalDatabaseError

            # So that a terminated command leaves by way of the finally blocks and stops what it started.
            signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
            var_dir = Path(os.environ.get("VAR_DIR", "").strip() or Path(__file__).resolve().parent / "var")
            try:
                stack.enter_context(LocalDatabase(var_dir).running())
            except LocalDatabaseError as error:
                sys.exit(str(error))
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
