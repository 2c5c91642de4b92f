"""The settings of a site whose work lasts as long as a test wants."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.budgets.jobs.planted.PlantedConfig"]
