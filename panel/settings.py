"""Every setting of the panel. Each knob of the environment is read here, through `panel.env`."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from panel.env import env_bool, env_database, env_int, env_list, env_secret, env_text

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env_bool("DEBUG", False)
SECRET_KEY = env_secret("SECRET_KEY")
ALLOWED_HOSTS = env_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
BASE_URL = env_text("PATCHBAY_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE = BASE_URL.startswith("https://")

# "id:base64 of 32 bytes", comma-separated; the first encrypts, all decrypt. See panel/connections/vault.py.
CREDENTIAL_KEYS = env_secret("PATCHBAY_CREDENTIAL_KEYS")

# Where a provider's service is reached when not at its own address: the sandbox, or a gateway.
_ENDPOINTS = {
    "voipms": ("rest_url", "soap_url", "wsdl_url"),
    "voicemeup": ("url", "v11_url"),
    "voipinnovations": ("url", "wsdl_url"),
    "callr": ("url",),
}
PROVIDER_ENDPOINTS = {
    slug: {name: value for name in names if (value := env_text(f"{slug}_{name}".upper(), ""))}
    for slug, names in _ENDPOINTS.items()
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "panel.ui",
    "panel.tenancy",
    "panel.accounts",
    "panel.jobs",
    "panel.audit",
    "panel.connections",
    "panel.operations",
    "panel.routing",
    "panel.dids",
    "panel.holidays",
    "panel.bulk",
    "panel.callbacks",
    "panel.console",
    "panel.ordering",
    "panel.calls",
    "panel.overview",
    "panel.portal",
]

MIDDLEWARE = [
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
    "allauth.account.middleware.AccountMiddleware",
    "panel.accounts.preferences.PreferencesMiddleware",
    "panel.tenancy.middleware.TenancyMiddleware",
]

ROOT_URLCONF = "panel.urls"
WSGI_APPLICATION = "panel.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "panel.ui.context.shell",
            ],
        },
    }
]

# Two roles on one database. `default` is the application's: it owns nothing and row level security binds it.
# `owner` runs the migrations and nothing else.
DATABASES: dict[str, dict[str, object]] = {
    "default": {
        **env_database("DATABASE_URL"),
        "CONN_MAX_AGE": env_int("DATABASE_CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"MIRROR": "owner"},
    },
}
_owner = env_text("DATABASE_OWNER_URL", "") or env_text("DATABASE_OWNER_URL_FILE", "")
if _owner:
    DATABASES["owner"] = env_database("DATABASE_OWNER_URL")
DATABASE_ROUTERS = ["panel.tenancy.router.OwnerMigrates"]

REDIS_URL = env_secret("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "patchbay",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# Celery: nothing is lost with a worker; everything may run twice. Figures and reasons: docs/decisions in DECISIONS.md.
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": env_int("CELERY_VISIBILITY_TIMEOUT", 300),
    "unacked_restore_interval": 2,
    "unacked_restore_throttle": 1,
    "queue_order_strategy": "sorted",  # a worker takes from the default queue first, by its name
    "global_keyprefix": env_text("CELERY_KEY_PREFIX", "patchbay:"),
}
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
# Minutes of reading must not hold up what a person waits for. A sync that a person asked for is such a thing, unless it is long.
CELERY_TASK_ROUTES = {"*.sync*": {"queue": "sync"}}
CELERY_TASK_DEFAULT_QUEUE = "celery"
CELERY_QUEUE_FOR_LATER = "later"  # the same workers', for changes of a batch
LONG_JOBS = ("calls.sync",)
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_TIME_LIMIT = 280  # below the visibility time-out, so that a redelivered task never meets its own first run
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "dispatch-due-syncs": {"task": "connections.dispatch_due_syncs", "schedule": env_int("SYNC_DISPATCH_SECONDS", 5)},
    "sweep-operations": {"task": "operations.sweep", "schedule": env_int("OPERATION_SWEEP_SECONDS", 5)},
    "tidy-orders": {"task": "ordering.tidy", "schedule": env_int("ORDER_TIDY_SECONDS", 30)},
    "follow-holidays": {"task": "bulk.dispatch_holidays", "schedule": env_int("HOLIDAY_SECONDS", 60)},
    "add-coming-years": {"task": "holidays.add_coming_years", "schedule": env_int("HOLIDAY_YEARS_SECONDS", 3600)},
    "sweep-jobs": {"task": "jobs.sweep", "schedule": env_int("JOB_SWEEP_SECONDS", 15)},
}

# Sync: how far back the first import of calls goes, how much each later one reads again for late and corrected records, how long
# one run may take before the next goes on, and how many devices are asked for their registration in one run.
CALLS_FIRST_DAYS = env_int("CALLS_FIRST_DAYS", 31)
CALLS_OVERLAP_HOURS = env_int("CALLS_OVERLAP_HOURS", 48)
CALLS_RUN_SECONDS = env_int("CALLS_RUN_SECONDS", 150)
REGISTRATIONS_PER_RUN = env_int("REGISTRATIONS_PER_RUN", 40)

# A running job that gave no sign for so long has lost its worker.
JOB_SILENCE_SECONDS = env_int("JOB_SILENCE_SECONDS", 90)

# Operations: how long a worker may hold one (above the slowest exchange), the first pause before another attempt, and how long
# the provider gets to show a change whose answer was lost.
OPERATION_LEASE_SECONDS = env_int("OPERATION_LEASE_SECONDS", 150)
OPERATION_RETRY_SECONDS = env_int("OPERATION_RETRY_SECONDS", 5)
OPERATION_SETTLE_SECONDS = env_int("OPERATION_SETTLE_SECONDS", 20)

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "panel.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by invitation to the very address
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = True  # every session lasts SESSION_COOKIE_AGE; no box to tick
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody is written to who has no account
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "panel.accounts.sign_in_forms.LoginForm",
    "reauthenticate": "panel.accounts.sign_in_forms.ReauthenticateForm",
    "reset_password": "panel.accounts.sign_in_forms.ResetPasswordForm",
    "reset_password_from_key": "panel.accounts.sign_in_forms.ResetPasswordKeyForm",
    "change_password": "panel.accounts.sign_in_forms.ChangePasswordForm",
}
ACCOUNT_RATE_LIMITS = {"login": env_text("LOGIN_RATE", "60/m/ip"), "login_failed": "10/m/ip,5/5m/key"}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Patchbay"
MFA_FORMS = {
    "authenticate": "panel.accounts.sign_in_forms.CodeForm",
    "reauthenticate": "panel.accounts.sign_in_forms.ReauthenticateCodeForm",
    "activate_totp": "panel.accounts.sign_in_forms.ActivateTotpForm",
}
# How many proxies of ours stand before the panel: rate limits count the address that the outermost one saw.
ALLAUTH_TRUSTED_PROXY_COUNT = env_int("TRUSTED_PROXY_COUNT", 0)

EMAIL_BACKEND = env_text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_FILE_PATH = env_text("EMAIL_FILE_PATH", "")
EMAIL_HOST = env_text("EMAIL_HOST", "localhost")
EMAIL_PORT = env_int("EMAIL_PORT", 25)
EMAIL_HOST_USER = env_text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env_secret("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env_bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env_text("DEFAULT_FROM_EMAIL", "Patchbay <patchbay@localhost>")

# Language and time: stored in UTC, shown in the person's zone.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("fr", _("French"))]
LOCALE_PATHS = [BASE_DIR / "panel" / "locale"]
USE_I18N = True
FORMAT_MODULE_PATH = "panel.formats"
USE_TZ = True
TIME_ZONE = "UTC"

# Static files: our own, and the browser libraries that npm installed.
STATIC_URL = "/static/"
STATIC_ROOT = Path(env_text("STATIC_ROOT", str(BASE_DIR / ".patchbay" / "static")))
NODE_MODULES = Path(env_text("NODE_MODULES", str(BASE_DIR / "node_modules")))
STATICFILES_DIRS: list[object] = [BASE_DIR / "static"] + [
    (f"vendor/{prefix}", NODE_MODULES / folder)
    for prefix, folder in {
        "tabler": "@tabler/core/dist",
        "htmx": "htmx.org/dist",
        "uplot": "uplot/dist",
        "lucide": "lucide-static",
        "inter": "@fontsource-variable/inter",
        "jetbrains-mono": "@fontsource-variable/jetbrains-mono",
    }.items()
    if (NODE_MODULES / folder).is_dir()
]
WHITENOISE_USE_FINDERS = env_bool("STATIC_FROM_SOURCE", True)
WHITENOISE_AUTOREFRESH = DEBUG

# Security: deny by default.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = SECURE and env_bool("SSL_REDIRECT", True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_bool("BEHIND_TLS_PROXY", False) else None
SECURE_HSTS_SECONDS = env_int("HSTS_SECONDS", 31536000 if SECURE else 0)
# Whether the other hosts of the domain speak TLS only is for the one who runs them to say.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env_bool("HSTS_SUBDOMAINS", False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"secrets": {"()": "panel.logs.RedactSecrets"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secrets"]}},
    "root": {"handlers": ["console"], "level": env_text("LOG_LEVEL", "INFO")},
    # httpx writes whole addresses at INFO; VoIP.ms carries its password there.
    "loggers": {"httpx": {"level": "WARNING"}, "httpcore": {"level": "WARNING"}},
}
