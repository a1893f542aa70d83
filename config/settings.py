"""All settings of Relata, in one file. Every variable it reads stands in .env.example."""

from __future__ import annotations

from datetime import timedelta
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
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "database",
    "api",
    "activity",
    "accounts",
    "backoffice",
    "customfields",
    "upserts",
    "desk",
    "organizations",
    "contacts",
    "relationships",
    "products",
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
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
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
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60

# Signing in: by e-mail and password, and a code where the user set that up (django-allauth). A session is signed in after the last step.
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
ACCOUNT_ADAPTER = "accounts.adapter.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up, but it has to fit the line above
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever lets people in answers for their addresses
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
ACCOUNT_REAUTHENTICATION_METHODS = {"password", "mfa"}
# Per e-mail from anywhere, twice what the lockout below lets one address try: one address alone can't keep a person out. Codes, too.
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,10/5m/key", "reset_password": "20/m/ip,3/10m/key"}
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reset_password": "accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reauthenticate": "accounts.forms.ConfirmPasswordForm",
}
MFA_FORMS = {
    "authenticate": "accounts.forms.CodeForm",
    "reauthenticate": "accounts.forms.ConfirmCodeForm",
    "activate_totp": "accounts.forms.FirstCodeForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Relata"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds that a clock may be wrong by (RFC 6238, 5.2)

# Five wrong passwords for one e-mail from one address, and both wait (django-axes, accounts/lockout.py).
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "accounts.lockout.tried_name"
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.address_of"
AXES_LOCKOUT_CALLABLE = "accounts.lockout.locked_out"
AXES_NEVER_LOCKOUT_GET = True
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_USERNAME_FORM_FIELD = "email"
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "login", "next", "csrfmiddlewaretoken"]

# What limits of signing in and codes that were used are kept in: one place for all processes, so not their own memory.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # beyond it a third is dropped: nobody must get there by trying
    }
}

# Where mail goes. Default: on a workstation to the terminal, elsewhere nowhere, for it holds links that sign people in.
vars().update(env.email_url("EMAIL_URL", default="consolemail://" if PRIVATE_POSTGRES else "dummymail://"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Relata <relata@localhost>")

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
