"""The one settings file. Everything that differs between installations is read from the environment here."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from config import localdb, version

BASE_DIR = Path(__file__).resolve().parent.parent


# ---- Reading the environment: an unreadable value stops the start instead of turning into a default ----


def envbool(name: str, default: bool) -> bool:
    raw = os.environ.get(name, "").strip().lower()
    if raw == "":
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r}: expected 1 or 0")


def envint(name: str, default: int) -> int:
    raw = os.environ.get(name, "").strip()
    if raw == "":
        return default
    try:
        return int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={raw!r}: expected a whole number") from None


def envlist(name: str, default: list[str]) -> list[str]:
    raw = os.environ.get(name, "")
    return [part.strip() for part in raw.split(",") if part.strip()] or default


def envpath(name: str, default: Path) -> Path:
    raw = os.environ.get(name, "").strip()
    return Path(raw).resolve() if raw else default


def database_from_url(url: str) -> dict[str, object]:
    """Anything libpq understands, so that sockets, several hosts and TLS options need no grammar of ours."""
    try:
        parts = dict(conninfo_to_dict(url))
    except ProgrammingError:
        # Not the error itself: libpq quotes the address, which can hold a password.
        raise ImproperlyConfigured("DATABASE_URL is not an address that PostgreSQL understands") from None
    if not parts.get("dbname"):
        raise ImproperlyConfigured("DATABASE_URL names no database")
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    return {key: str(parts.pop(part, "")) for key, part in names.items()} | {"OPTIONS": parts}


def secret_key() -> str:
    """From the environment, else made once for this installation: the repository never holds one."""
    if key := os.environ.get("SECRET_KEY", ""):
        return key
    path = VAR_DIR / "secret_key"
    if not path.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        # Written aside and linked into place: of two processes that start at once, both read the same key.
        draft = path.with_name(f"secret_key.{os.getpid()}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(60))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii").strip()


# ---- This program ----

VERSION = version.VERSION
SOFTWARE = (
    f"部门预算公开 {VERSION}"  # what the files that it makes say in their properties; never in the document itself
)

# ---- This installation ----

VAR_DIR = envpath("VAR_DIR", BASE_DIR / "var")
PORT = envint("PORT", 8000)
EXAMPLE = envbool("EXAMPLE", default=True)
DEBUG = envbool("DEBUG", default=False)
# Work that may last (reading and writing files) that goes on at the same time, apart from the page threads; 0: in them, without a runner.
JOBS_AT_ONCE = envint("JOBS_AT_ONCE", 2)
SECRET_KEY = secret_key()
SITE_HTTPS = envbool("SITE_HTTPS", default=False)  # readers reach the site by https
TRUST_PROXY = envbool("TRUST_PROXY", default=False)  # nginx on this machine sets X-Forwarded-*; see config/wsgi.py
ALLOWED_HOSTS = envlist("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
# Under which readers reach the site (https://budget.example.gov.cn); printed into published files, never taken from a request.
PUBLIC_ADDRESS = os.environ.get("PUBLIC_ADDRESS", "").strip()
CSRF_TRUSTED_ORIGINS = envlist("CSRF_TRUSTED_ORIGINS", [])
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
# Hashed, compressed static files need `collectstatic` first; tests and DEBUG do without.
STATIC_MANIFEST = envbool("STATIC_MANIFEST", default=not DEBUG)

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "budgets",
    "performance",
    "procurement",
    "assets",
    "disclosure",
    "django_tables2",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "import_export",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "config.apps.ReviewAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
]

# No LocaleMiddleware: it would show an English admin to a browser that asks for English.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.errors.refuse_nul",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.recorded.record_requests",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it replaces the answer to a locked-out login
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
            ],
        },
    },
]

# ---- Database ----

DATABASE_URL = os.environ.get("DATABASE_URL", "").strip()
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **database_from_url(DATABASE_URL or localdb.url(VAR_DIR)),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- Language, time, numbers ----

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
# Separators are the printed format's affair (its number style), never the locale's.
USE_THOUSAND_SEPARATOR = False

# ---- Static files ----

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_MANIFEST
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

# ---- Signing in ----

LOGIN_URL = "/entry/login/"
LOGIN_REDIRECT_URL = "/entry/"
LOGOUT_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# A working day, counted from signing in and not prolonged by use.
SESSION_COOKIE_AGE = 8 * 60 * 60

# Name and address together: a stranger who guesses at a clerk's name must not lock the clerk out of the last filing day.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "config.lockout.locked_out"

# ---- What a browser is told ----

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = SITE_HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SITE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SITE_HTTPS
# W021 asks for HSTS preloading: an entry in browsers' lists, which the owner of the domain decides, not this program.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# ---- Uploads ----

# A budget of 1,000 lines with 12 fields each is one form. Django's limit of 1,000 fields would answer it with
# status 400 and throw the clerk's typing away; 20,000 fields take 0.1 s to parse.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

# ---- Rules ----

# So much of the processor one rule may take of one document, in seconds; then it ends as not run and says so.
RULE_SECONDS = envint("RULE_SECONDS", 5)

# ---- Log: to stderr, where whatever runs the process collects it ----

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
