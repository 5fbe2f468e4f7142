"""Django's settings. What may differ between installations comes from the environment, see environment.py."""

from northing.config import apps, environment, secret
from northing.config.database import database

NORTHING_DATA = environment.data_dir()
NORTHING_JOURNAL_KEY = secret.read(environment.journal_key_file()).encode()
DEBUG = environment.debug()
NORTHING_DEV_PAGES = environment.dev_pages()
SECRET_KEY = secret.read(environment.secret_key_file())
ALLOWED_HOSTS = environment.allowed_hosts()
ORIGIN = environment.origin()
IS_HTTPS = ORIGIN.startswith("https://")

ROOT_URLCONF = "northing.config.urls"
WSGI_APPLICATION = "northing.config.wsgi.application"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *apps.ROOMS,
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "northing.config.headers.SafeHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "northing.config.methods.MethodsFirst",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "northing.ui.problems.Problems",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "northing.portfolio.context.organisation",
                "northing.ui.context.page",
            ],
        },
    },
]

DATABASES = {"default": database(environment.database_url(), data=NORTHING_DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "organisation.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

SESSION_COOKIE_NAME = "northing_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_NAME = "northing_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_TRUSTED_ORIGINS = [ORIGIN] if ORIGIN else []

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
# TLS ends at the proxy that the https origin implies; it must set or strip this header.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = NORTHING_DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Without a mail server nothing is sent: digests are kept, and read on their readers' pages.
MAIL = environment.mail()
NORTHING_MAIL = MAIL is not None
NORTHING_HOME = environment.home()
DEFAULT_FROM_EMAIL = environment.mail_from()
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if MAIL else 'dummy'}.EmailBackend"
EMAIL_TIMEOUT = 20
if MAIL:
    EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = MAIL.is_tls, MAIL.is_starttls

# To stderr: `northing up` appends it to DATA/northing.log, a service manager keeps it in its own journal.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "format": "{asctime} {levelname} {process} {name} {message}",
            "style": "{",
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # Scanners send foreign hosts and oversized bodies all day: refused, but not worth a traceback each.
        "django.security": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
