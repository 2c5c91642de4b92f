"""The rules over performance objectives. Importing this package registers them."""

from performance.checks import duties, indicators, measures, sheets  # noqa: F401
