"""The settings of Relata, with a database of the benchmark's own and one more address.

Everything else is as in production, so that what is measured is what runs: calls are counted, too, but nobody reaches the limits.
"""

from __future__ import annotations

from config.settings import *  # noqa: F403  # all of them is the point
from config.settings import DATABASES

DATABASES["default"]["NAME"] = f"{DATABASES['default']['NAME']}_bench"
RATE_LIMIT_REQUESTS = RATE_LIMIT_ITEMS = 1_000_000_000
ROOT_URLCONF = "benchmarks.urls"
