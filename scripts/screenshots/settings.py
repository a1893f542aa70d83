"""The settings of Relata, with a database of the pictures' own, no mail, and some addresses more."""

from __future__ import annotations

from config.settings import *  # noqa: F403  # all of them is the point
from config.settings import DATABASES

DATABASES["default"]["NAME"] = f"{DATABASES['default']['NAME']}_screenshots"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ROOT_URLCONF = "scripts.screenshots.urls"
