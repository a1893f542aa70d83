"""All settings of Relata, in one file. Every variable it reads stands in .env.example."""

from __future__ import annotations

from pathlib import Path

import environ

from config.back_office import UNFOLD as UNFOLD
from config.logs import logging_to_stderr
from config.openapi import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from config.secret_key import kept_secret_key
from database.private_server import django_database

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

# What this is, in the foot of every page.
VERSION = "0.1.0"

# DATABASE_URL set: used as it is. Unset: a private PostgreSQL in var/, started by the first connection (database/).
PRIVATE_POSTGRES = not env.str("DATABASE_URL", default="")

# A private PostgreSQL is a workstation's: debug pages are welcome. Whoever names a database serves others.
DEBUG = env.bool("DEBUG", default=PRIVATE_POSTGRES)
# Whether people reach the site by https. Only then are cookies and keys safe on the way, so it is what production means here.
HTTPS = env.bool("HTTPS", default=not DEBUG)

SECRET_KEY = env.str("SECRET_KEY") if HTTPS else env.str("SECRET_KEY", default="") or kept_secret_key(BASE_DIR / "var" / "secret_key")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
CSRF_FAILURE_VIEW = "api.views.csrf_failure"
# Addresses or networks of the proxies whose X-Forwarded-For and X-Forwarded-Proto are believed (config/wsgi.py).
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]  # probes come from inside, by plain http
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
X_FRAME_OPTIONS = "DENY"
# Being built into browsers as https-only (HSTS preload) is for the owner of a whole domain to ask for.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# How the admin looks: `unfold`, or `stock` for Django's own look (backoffice/theme.py).
ADMIN_THEME = env.str("ADMIN_THEME", default="unfold")

INSTALLED_APPS = [
    *(["unfold.apps.BasicAppConfig"] if ADMIN_THEME == "unfold" else []),  # its templates come before Django's
    "backoffice.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "csp",
    "django_htmx",
    "django_tables2",
    "template_partials",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "database",
    "api",
    "activity",
    "accounts",
    "backoffice",
    "customfields",
    "upserts",
    "organizations",
    "contacts",
    "relationships",
    "imports",
]

MIDDLEWARE = [
    "api.middleware.RequestId",
    "api.middleware.ProblemGuard",
    "api.compression.GzipAnswers",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.preferences.PreferencesMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False

DATABASES = {
    "default": {
        **(django_database(BASE_DIR / "var") if PRIVATE_POSTGRES else env.db_url("DATABASE_URL", engine="database.backend")),
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": True,
    }
}
# What every request asks is planned once a connection, for any parameters (database/prepared.py). A pooler that hands out connections
# by the transaction must know of it (PgBouncer: max_prepared_statements, ignore_startup_parameters=options), or this must be off.
PREPARED_STATEMENTS = env.bool("PREPARED_STATEMENTS", default=True)
if PREPARED_STATEMENTS:
    # Left to itself, PostgreSQL plans a statement anew whenever it is asked for less than it expects: 1 ms for a single record.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c plan_cache_mode=force_generic_plan -c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# How long a write waits for another one of the same account before it answers 503 retry_later.
ACCOUNT_LOCK_TIMEOUT_MS = env.int("ACCOUNT_LOCK_TIMEOUT_MS", default=10_000)
# What one account may ask of the API in a minute, so that no account takes it all from the others; 0: no limit, and no counting.
RATE_LIMIT_REQUESTS = env.int("RATE_LIMIT_REQUESTS", default=12_000)
RATE_LIMIT_ITEMS = env.int("RATE_LIMIT_ITEMS", default=1_000_000)

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "accounts:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.shell.shell",
            ]
        },
    }
]
FORM_RENDERER = "accounts.rendering.FormRenderer"
DJANGO_TABLES2_TEMPLATE = "components/table.html"

# Everything comes from us, and nothing stands inline. A page that can't do without more says so itself, with @csp_replace
# (api/schema_pages.py); the admin's theme is the other exception (data: are the small pictures inside Bootstrap's style sheet).
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
if DEBUG:  # no collectstatic needed
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
FORMAT_MODULE_PATH = "config.formats"

LOGGING = logging_to_stderr(env.str("LOG_LEVEL", default="WARNING"))

# The cap of a request body (api.md: 10 MiB); Django's own 2.5 MB would be met first.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.KeyAuthentication",
        "accounts.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.HasOperation"],
    "DEFAULT_RENDERER_CLASSES": ["api.renderers.FastJSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.Described",
    "EXCEPTION_HANDLER": "api.errors.exception_handler",
    "DEFAULT_METADATA_CLASS": None,  # OPTIONS would answer our docstrings
    "URL_FORMAT_OVERRIDE": None,  # ?format= is a parameter like any other: unknown
    "UNAUTHENTICATED_USER": None,
}
