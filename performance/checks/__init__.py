"""The rules over performance objectives. Importing this package registers them."""

from performance.checks import duties, indicators, sheets  # noqa: F401
