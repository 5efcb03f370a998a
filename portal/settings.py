"""Every setting of the portal. Each environment variable read here is described in docs/settings.md."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.csp import CSP

from portal.accounts.single_sign_on.configuration import read_apps

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
SITE_URL = env.str("SITE_URL", default="http://localhost:8000").rstrip("/")


def _demo_secret_key() -> str:
    """The demo's key: random, made once, kept in var/ so that sessions survive a restart."""
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key())
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="") or (_demo_secret_key() if DEMO else "")
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY in the environment (docs/settings.md), or run 'make demo'.")
# Former keys: sessions and secrets that were made with them can still be read (docs/settings.md).
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"] if DEMO else [])
HTTPS = SITE_URL.startswith("https://")

# --- Applications ----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal",
    "portal.mail",
    "portal.search",
    "directory.contacts",
    "directory.understanding",
    "directory.members",
    "directory.upkeep",
    "themedays",
    "supervision",
    "newsletters",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.middleware.second_factor_at_the_doors",
    "portal.accounts.middleware.CalmWhenNoMailGoesOut",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
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
                "wagtail.contrib.settings.context_processors.settings",
                "portal.context_processors.network",
            ],
        },
    }
]

# --- Data ------------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {
        # Opening a connection and its PRAGMAs costs about 3 ms, so a connection lives as long as its thread.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # IMMEDIATE takes the write lock at BEGIN, so two writers queue instead of failing half-way.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }
else:
    INSTALLED_APPS += ["django.contrib.postgres"]  # Wagtail's page search asks for it there
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
# The rate limits of the log-in lie in the default cache, so all workers must share it. The table comes with `migrate`.
CACHES = {"default": env.cache_url("CACHE_URL", default="dbcache://portal_cache")}
if CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
    # When it is full, Django throws a third away, counters of wrong tries too: by default at 300 rows.
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 100_000}
# What each worker may keep for itself; nothing that is stored there can push a counter out.
CACHES["local"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "local"}
AUTH_USER_MODEL = "portal.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- Language and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk")]
# Ours, then what Wagtail lacks in Danish; both outrank what the packages bring.
LOCALE_PATHS = [BASE_DIR / "portal" / "locale", BASE_DIR / "portal" / "locale" / "wagtail"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True

# --- Files -----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_PERMISSIONS = 0o640


# --- Mail ------------------------------------------------------------------------------------------------------------
def _mailer(url: str, timeout: int) -> dict[str, object]:
    """An entry of MAILERS for an address such as smtp+tls://user:password@mail.example:587.

    The server is given up after `timeout` seconds: Django would wait for ever for one that has stopped answering.
    """
    if DEMO:  # read at /demo/post/
        backend = "django.core.mail.backends.filebased.EmailBackend"
        return {"BACKEND": backend, "OPTIONS": {"file_path": str(VAR_DIR / "mail")}}
    parts = environ.Env.email_url_config(url)
    return {
        "BACKEND": parts["EMAIL_BACKEND"],
        "OPTIONS": {
            "host": parts["EMAIL_HOST"],
            "port": parts["EMAIL_PORT"],
            "username": parts["EMAIL_HOST_USER"],
            "password": parts["EMAIL_HOST_PASSWORD"],
            "use_tls": parts.get("EMAIL_USE_TLS", False),
            "use_ssl": parts.get("EMAIL_USE_SSL", False),
            "timeout": timeout,
        },
    }


_MAIL_URL = env.str("MAIL_URL", default="smtp://localhost:25")
# What people wait for and newsletters go by two doors: a full queue of the one never stops the other. "codes" carries
# the codes of the log-in, for which somebody waits in front of the screen.
MAILERS = {
    "default": _mailer(_MAIL_URL, timeout=20),
    "bulk": _mailer(env.str("BULK_MAIL_URL", default="") or _MAIL_URL, timeout=20),
    "codes": _mailer(_MAIL_URL, timeout=10),
}
MAIL_PER_DOMAIN_PER_MINUTE = env.int("MAIL_PER_DOMAIN_PER_MINUTE", default=60)
# The log of a Postfix on this machine: it knows what became of a mail that a crash left in doubt (docs/operations.md).
POSTFIX_LOG = env.str("POSTFIX_LOG", default="")
MAIL_BELL = VAR_DIR / "mail.bell"  # touched when mail is posted: the worker looks at it twenty times a second
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="portal@localhost")
# Where mail that could not be delivered comes back to, each with its own tag (VERP), and where that is read.
MAIL_RETURN_PATH = env.str("MAIL_RETURN_PATH", default="")
BOUNCES_MAILBOX = env.str("BOUNCES_MAILBOX", default="")
# A mail service that calls us when a mail comes back. No secret: no address for it to call.
ANYMAIL = {
    "WEBHOOK_SECRET": env.str("ANYMAIL_WEBHOOK_SECRET", default=""),
    **env.dict("ANYMAIL_OPTIONS", default={}),
}

# --- Security --------------------------------------------------------------------------------------------------------
SECURE_CSP: dict[str, list[str]] = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
if HTTPS:  # a browser takes these names only from this host, over HTTPS, for the whole site
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if HTTPS else []

# --- Accounts: django-allauth under /konto/ (docs/architecture.md) ----------------------------------------------------
# No ModelBackend: it answers any number of guesses.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/min/"
ACCOUNT_SIGNUP_REDIRECT_URL = "members:profile"
PROFILE_CAN_WAIT = ("/temadage/",)  # whoever signs up on the way to a seat gets the seat first
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "portal.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.LogInForm",
    "signup": "portal.accounts.forms.SignUpForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "telefon_2"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
# Ten minutes: municipal mail is scanned before it is handed over. ASVS 6.5.5 allows no more.
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_TIMEOUT = 900
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True  # until its own end after twelve hours, which portal.accounts.sessions sets
# Per account few, per address many: a hospital's hundreds of people share one.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/5m/key",
    "request_login_code": "120/m/ip,3/5m/key",
    "signup": "60/m/ip",
    "reset_password": "60/m/ip,3/5m/key",
    "confirm_email": "3/5m/key",
    "newsletter": "60/m/ip,3/5m/key,10/d/key",  # nobody's mailbox is filled by somebody else's form
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_ADAPTER = "portal.accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "portal.accounts.forms.AddKeyForm",
    "edit_webauthn": "portal.accounts.forms.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}
# Log-in at the employer: off until a file names providers (docs/settings.md). The adapter decides who gets in.
SOCIALACCOUNT_ADAPTER = "portal.accounts.single_sign_on.adapter.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "portal.accounts.single_sign_on.provider.Employer",
        "APPS": read_apps(env.str("OIDC_CONFIG", default="")),
    }
}
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
# Where a session needs a second factor, for whoever it is.
SECOND_FACTOR_PATHS = ("/admin/", "/rediger/")

# --- Logging: paths only. A query string may hold what somebody typed, so it is never written. ------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "careful": {
            "()": "portal.logs.CarefulFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "careful"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own handlers would mail the administrators a report with the whole request in it.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # Lines for everything that is saved, otherwise; the history in the admin has them.
        "django.tasks": {"level": "WARNING"},
        "wagtail": {"level": "WARNING"},
        "flufl.bounce": {"level": "CRITICAL"},  # a line for each way of reading that it tries, on each mail
        "fido2": {"level": "WARNING"},  # names each key that is added
    },
}

# --- Wagtail ---------------------------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Brobygger"
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_PERMITTED_LANGUAGES = [("da", "Dansk")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_ALLOW_UNICODE_SLUGS = False  # addresses are ASCII: æ becomes ae
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # by default the admin asks a third party for each user's picture
WAGTAIL_ENABLE_UPDATE_CHECK = False  # and another one whether there is a newer Wagtail
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Passwords and addresses are changed under /konto/, with its rate limits.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # never the bare file: who may have a document is asked each time
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ics"]
# The search of the admin: ours on SQLite, where Wagtail's own takes minutes among many rows (docs/decisions/0011).
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "portal.admin_search"}
    if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3"
    else {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "danish"}
}

# --- The look-up: with no address the engine in memory answers by itself ----------------------------------------------
MEILISEARCH_URL = env.str("MEILISEARCH_URL", default="")
MEILISEARCH_KEY = env.str("MEILISEARCH_KEY", default="")
MEILISEARCH_INDEX = env.str("MEILISEARCH_INDEX", default="brobygger")

# --- Tasks -----------------------------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django.tasks.backends.immediate.ImmediateBackend"}}

# --- The portal's own ------------------------------------------------------------------------------------------------
# What the rooms contribute, by dotted path: a list here instead of one room importing another.
TIER_SOURCES = ["portal.permissions.coordinator_tiers", "directory.members.tiers.member_tiers"]
# What is known about a person, how it is forgotten when they ask, and what is forgotten by itself, night by night.
PERSONAL_DATA = [
    "directory.members.personal_data.personal_data",
    "portal.accounts.personal_data.personal_data",
    "portal.mail_contributions.personal_data",
    "directory.members.imports.personal_data.personal_data",
    "portal.consents.personal_data",
    "portal.my_calendar.personal_data",
    "directory.upkeep.personal_data.personal_data",
    "themedays.personal_data.personal_data",
    "supervision.personal_data.personal_data",
    "newsletters.personal_data.personal_data",
]
# The first one while it is still known who has taken back a yes. The last three in this order: mail that the others
# have posted is called back, by all addresses of the person; then those are forgotten; the members' overwrites the one
# by which every room may know the person.
ERASERS = [
    "newsletters.personal_data.erase",
    "portal.consents.erase",
    "portal.my_calendar.erase",
    "directory.upkeep.personal_data.erase",
    "directory.members.imports.personal_data.erase",
    "themedays.personal_data.erase",
    "supervision.personal_data.erase",
    "portal.mail_contributions.erase",
    "portal.accounts.personal_data.erase",
    "directory.members.personal_data.erase",
]
RETENTION_RULES = [
    "portal.accounts.retention.retention",
    "portal.mail_contributions.retention",
    "directory.members.retention.remind_of_waiting",
    "directory.members.retention.ask_the_silent",
    "directory.members.retention.forget_the_silent",
    "directory.members.imports.retention.forget_imports",
    "directory.members.imports.retention.forget_exports",
    "directory.members.imports.retention.forget_uploads",
    "directory.members.role_review.retention",
    "directory.upkeep.personal_data.retention",
    "themedays.retention.retention",
    "supervision.retention.retention",
    "newsletters.retention.retention",
]
# What a person takes part in: the personal calendar, and the lines of "Min side". What the clock makes each room do.
CALENDAR_SOURCES = ["themedays.calendar.calendar_entries", "supervision.calendar.calendar_entries"]
MY_PAGE_SOURCES = ["themedays.my_page.my_page", "supervision.my_page.my_page"]
TICKS = [
    "portal.scheduling.tick",
    "portal.mail_contributions.tick",
    "portal.mail_contributions.read_returned",
    "themedays.tick.tick",
    "supervision.tick.tick",
]
# Whom a newsletter can be sent to, and what its readers did afterwards. Who stops a mail for many that is under way.
AUDIENCE_SOURCES = [
    "directory.members.audience.audience_filters",
    "themedays.audience.audience_filters",
    "supervision.audience.audience_filters",
]
FOLLOWED_SOURCES = ["themedays.audience.followed"]
MAIL_STOPPERS = ["newsletters.stopping.stopped"]
# Who is told when a mail to ...+afmeld-<token>@ asks for no more: unsubscribe(token, *, now) -> bool.
MAIL_UNSUBSCRIBERS = ["newsletters.actions.subscribing.unsubscribe_by_token"]
# What waits for the coordinator, on the first page of the admin.
WAITING_SOURCES = [
    "directory.upkeep.waiting.everything",
    "directory.upkeep.returned_mail.everything",
    "themedays.admin.waiting.everything",
    "supervision.admin.waiting.everything",
    "newsletters.admin.waiting.everything",
]
SEARCH_ROW_SOURCES = ["directory.contacts.search_rows.all_rows"]
DEMO_SEEDS = [
    "portal.demo.seed",
    "directory.contacts.demo.seed",
    "directory.members.demo.seed",
    "themedays.demo.seed",
    "supervision.demo.seed",
    "newsletters.demo.seed",
]
