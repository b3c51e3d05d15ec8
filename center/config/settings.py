"""Every setting of the portal. What differs between places is read from the environment, typed, and fails loudly."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from center.config import environment as env

ROOT = Path(__file__).resolve().parent.parent.parent
VAR_DIR = env.path("VAR_DIR", ROOT / "var")

# -- where we are: a local run keeps its own keys and needs no setting; a production run names all of them ----------------
PRODUCTION = env.flag("PRODUCTION", False)
DEBUG = env.flag("DEBUG", False)
SECRET_KEY = env.secret("SECRET_KEY", None if PRODUCTION else "local-run-only-" + "x" * 40)
ALLOWED_HOSTS = env.listing("ALLOWED_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver")
CSRF_TRUSTED_ORIGINS = env.listing("CSRF_TRUSTED_ORIGINS")
SITE_URL = env.text("SITE_URL", None if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")

# -- keys of encryption, look-up and story; in a local run made once under var/keys ---------------------------------------
FIELD_KEYS = env.secret("FIELD_KEYS", None if PRODUCTION else "")
DIGEST_KEY = env.secret("DIGEST_KEY", None if PRODUCTION else "")
STORY_KEY = env.secret("STORY_KEY", None if PRODUCTION else "")
KEY_DIR = None if PRODUCTION else VAR_DIR / "keys"

INSTALLED_APPS = [
    "center.config",
    "center.oversight",
    "mediation",
    "petitions",
    "grid",
    "intake",
    "center.papers",
    "center.institution",
    "center.foundation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",  # its widget templates, found by the renderer below
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "guardian",
    "rest_framework",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "center.foundation.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "center.institution.middleware.seat",
    "center.institution.signing_in.doorkeeper.doorkeeper",
    "center.foundation.middleware.private_pages",
    "center.foundation.middleware.features_of_browsers",
    "center.foundation.middleware.refusals",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "center.config.urls"
WSGI_APPLICATION = "center.config.wsgi.application"
ASGI_APPLICATION = "center.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "center.config.context.frame",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# -- database, broker, cache ----------------------------------------------------------------------------------------------
DATABASES = {
    "default": env.database(
        "DATABASE_URL",
        f"sqlite:///{VAR_DIR / 'db.sqlite3'}",
        str(VAR_DIR / f"test_{env.text('TEST_DB_SUFFIX', 'portal')}"),
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "")
if PRODUCTION and not REDIS_URL:
    raise ImproperlyConfigured("Set the environment variable REDIS_URL.")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {"visibility_timeout": 3600}
else:
    BROKER_DIR = env.path("BROKER_DIR", VAR_DIR / "broker")
    for folder in ("messages", "processed", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "processed_folder": str(BROKER_DIR / "processed"),
        "control_folder": str(BROKER_DIR / "control"),
    }
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "Asia/Shanghai"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # the worker logs through LOGGING below too, without personal data

# -- people ---------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "institution.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "center.institution.signing_in.passwords.ThreeOfFour"},
    {"NAME": "center.institution.signing_in.passwords.NoneOfTheLast"},
]
PASSWORD_DAYS = env.number("PASSWORD_DAYS", 90)  # after which a password is changed; 0: never
PASSWORD_GRACE_DAYS = env.number("PASSWORD_GRACE_DAYS", 7)  # in which pages only remind
PASSWORD_KEPT = 5  # passwords that are not taken again
PASSWORD_FIRST_CHANGE = env.flag("PASSWORD_FIRST_CHANGE", PRODUCTION)  # one that was given is changed by its owner
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "center.institution.accounts.ClosedAdapter"
ACCOUNT_FORMS = {
    "login": "center.config.sign_in.SignInForm",
    "change_password": "center.config.sign_in.PasswordForm",
    "reauthenticate": "center.config.sign_in.AgainForm",
}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": None
}  # django-axes counts failed sign-ins, signing_in.second_factor codes, both in the database
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds
SECOND_FACTOR_REQUIRED = env.flag("SECOND_FACTOR_REQUIRED", True)  # of administrators, auditors, for seals and exports
SECOND_FACTOR_MINUTES = env.number("SECOND_FACTOR_MINUTES", 15)  # how long a proof is fresh
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "center.institution.signing_in.second_factor.FactorAdapter"
MFA_FORMS = {
    "authenticate": "center.config.sign_in.CodeForm",
    "reauthenticate": "center.config.sign_in.CodeAgainForm",
    "activate_totp": "center.config.sign_in.FirstCodeForm",
}
MFA_TOTP_ISSUER = "Social governance center"
MFA_TOTP_TOLERANCE = 1  # steps of half a minute that a phone's clock may be off
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "lockout.html"
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address"]
AXES_CLIENT_IP_CALLABLE = "center.foundation.address.of"
SESSION_HOURS = env.number("SESSION_HOURS", 12)  # at the longest, whatever is done in it
SESSION_IDLE_MINUTES = env.number("SESSION_IDLE_MINUTES", 30)
SESSION_IDLE_BY_ROLE = env.numbers("SESSION_IDLE_BY_ROLE")  # minutes by role: duty_leader=15,clerk=30
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
NETWORKS = env.pairs("NETWORKS")  # names of networks, for the list of sessions: 县中心=10.1.0.0/16
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# -- the site's own defence -----------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_REDIRECT_EXEMPT = [r"^healthz"]
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("HSTS_SUBDOMAINS", PRODUCTION)
SECURE_HSTS_PRELOAD = env.flag(
    "HSTS_PRELOAD", PRODUCTION
)  # says that the name may be listed; listing it is the county's act
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
PERMISSIONS_POLICY = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "connect-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "center.papers.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_MAX_BYTES = env.number("FILE_MAX_MEGABYTES", 20) * 1024 * 1024
IMPORT_MAX_BYTES = env.number("IMPORT_MAX_MEGABYTES", 10) * 1024 * 1024  # of an Excel file or a call with many rows
IMPORT_MAX_UNPACKED = 48 * 1024 * 1024  # of what an Excel file holds
IMPORT_MAX_ROWS = env.number("IMPORT_MAX_ROWS", 10_000)
IMPORT_MAX_COLUMNS = 60
IMPORT_KEPT_DAYS = env.number("IMPORT_KEPT_DAYS", 30)  # rows with faults; the others go when they are taken in
FILES_PER_REQUEST = env.number("FILES_PER_REQUEST", 20)
FILES_REQUEST_BYTES = env.number("FILES_REQUEST_MEGABYTES", 100) * 1024 * 1024
VIRUS_SCANNER = env.text(
    "VIRUS_SCANNER", ""
)  # clamd://host:port, clamd:///socket, or a function; see center/papers/viruses.py
VIRUS_UNCHECKED_READABLE = env.flag("VIRUS_UNCHECKED_READABLE", False)  # whether a file may be opened before its check
KEPT_SECONDS = env.number("KEPT_SECONDS", 5)  # how long a process believes the rules and offices it has read
PROXY_COUNT = env.number("PROXY_COUNT", 0)  # proxies before us whose X-Forwarded-For may be believed

# -- lists that are taken out of the house ----------------------------------------------------------------------------------
EXPORT_FREE_ROWS = env.number("EXPORT_FREE_ROWS", 100)  # rows without sensitive columns that need no second person
EXPORT_MAX_ROWS = env.number("EXPORT_MAX_ROWS", 50_000)
EXPORT_HOURS = env.number("EXPORT_HOURS", 24)  # for which a list lies here once it is made
REVEAL_MINUTES = env.number(
    "REVEAL_MINUTES", 5
)  # for which a value shown in clear is shown again without a new purpose
REVEALS_PER_HOUR = env.number("REVEALS_PER_HOUR", 30)  # by one person; above, the security administrators are told
SEARCHES_PER_HOUR = env.number("SEARCHES_PER_HOUR", 120)  # the same of searches
ACCESS_REVIEW_DAY = env.number(
    "ACCESS_REVIEW_DAY", 10
)  # of the next month, by which an auditor has reviewed a month of readings
ACCESS_OUTLIER_TIMES = env.number("ACCESS_OUTLIER_TIMES", 3)  # the middle count of those who read: so much stands out
ACCESS_OUTLIER_LEAST = env.number("ACCESS_OUTLIER_LEAST", 20)  # and nothing below
EXPORTS_PER_HOUR = env.number("EXPORTS_PER_HOUR", 10)  # a person may ask for

# -- messages: what goes out, and when --------------------------------------------------------------------------------------
GATEWAY_URL = env.text("GATEWAY_URL", "").rstrip("/")  # of text messages and WeChat; empty: they wait
GATEWAY_TOKEN = env.secret("GATEWAY_TOKEN")
GATEWAY_RECEIPT_KEY = env.secret("GATEWAY_RECEIPT_KEY")  # signs what the gateway tells us; empty: it tells nothing
GATEWAY_TIMEOUT = env.number("GATEWAY_TIMEOUT", 5)  # seconds
GATEWAY_TEMPLATES = env.pairs(
    "GATEWAY_TEMPLATES"
)  # how the gateway calls the template it has approved for a kind of message
if GATEWAY_URL and not GATEWAY_URL.startswith(("https://",) if PRODUCTION else ("https://", "http://")):
    raise ImproperlyConfigured("GATEWAY_URL must begin with https://: phone numbers and the token travel by it.")
if GATEWAY_URL and PRODUCTION and not GATEWAY_TOKEN:
    raise ImproperlyConfigured("Set GATEWAY_TOKEN or GATEWAY_TOKEN_FILE.")
QUIET_HOURS = env.hours("QUIET_HOURS", "22:00-07:00")  # in which messages to staff wait, unless they are urgent
QUIET_REST_DAYS = env.flag("QUIET_REST_DAYS", True)
MEDIATION_REMIND_DAYS = env.number(
    "MEDIATION_REMIND_DAYS", 3
)  # before a payment of an agreement is due, its payer is told
MEDIATION_ASKINGS = 2  # times a side is asked, before silence is taken for no
MEDIATION_NO_SHOWS = 2  # sessions missed without reason, after which a mediation may be ended
ROUTE_TRIAL_MOST = env.number("ROUTE_TRIAL_MOST", 20_000)  # past cases on which a changed rule is tried, the newest
RETURNS_TO_DISPUTE = env.number(
    "RETURNS_TO_DISPUTE", 2
)  # returns of a case after which the director decides whose it is
HOPS_LISTED = env.number("HOPS_LISTED", 3)  # hand-overs after which a case is on the director's list
STALL_DAYS = env.number("STALL_DAYS", 5)  # working days without an effective act, after which a case lies still
EMAIL_HOST = env.text("EMAIL_HOST", "")  # empty: letters of a local run lie in a folder, those of production wait
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "portal@localhost")

# -- language, time -------------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# -- files and assets -----------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", VAR_DIR / "static")
ASSET_DIR = env.path("ASSET_DIR", ROOT / "var" / "assets")
STATICFILES_DIRS = [ROOT / "static", ASSET_DIR]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "center.config.finders.NodeModulesFinder",
]
PAPER_FONTS_DIR = env.text(
    "PAPER_FONTS_DIR", ""
)  # the county's licensed faces (仿宋, 小标宋), TTF or OTF; ours stand behind them
PAPER_FONTS = env.pairs(
    "PAPER_FONTS"
)  # which family sets what: body=FangSong,title=FZXiaoBiaoSong-B05S,heading=SimHei,kai=KaiTi
PAPER_MAX_CHARACTERS = env.number("PAPER_MAX_CHARACTERS", 60_000)
S3_BUCKET = env.text("S3_BUCKET", "")  # empty: files lie in a folder
STORAGES: dict[str, dict] = {
    "default": env.s3_store(
        S3_BUCKET,
        endpoint=env.text("S3_ENDPOINT"),
        region=env.text("S3_REGION", "us-east-1"),
        access_key=env.text("S3_ACCESS_KEY"),
        secret_key=env.secret("S3_SECRET_KEY", None),
        addressing=env.text("S3_ADDRESSING", "path"),
    )
    if S3_BUCKET
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR_DIR / "files")},
    },
    "staticfiles": {"BACKEND": "center.config.storage.AssetStorage"},
}
WHITENOISE_USE_FINDERS = not PRODUCTION

# -- API ------------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "center.institution.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["center.foundation.parsing.BoundedJSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["center.institution.tokens.KeyThrottle"],
    "DEFAULT_THROTTLE_RATES": {"key": env.text("API_RATE", "600/min")},  # of calls by one key
    "EXCEPTION_HANDLER": "center.foundation.errors.api_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Social governance center",
    "DESCRIPTION": "Cases, hand-overs, grid reports and status of a county and township social governance service center.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "AgentKind": "intake.models.Agent.Kind",
        "CaseOutcome": "intake.models.Case.Outcome",
        "CaseState": "intake.models.Case.State",
        "ConcludingOutcome": "intake.api_tasks.CONCLUDING",
        "LegalAidReason": "intake.models.LegalAid.Reason",
    },
}

# -- logs: no query string, no token, no personal data --------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"discreet": {"()": "center.foundation.discreet.Discreet"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["discreet"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "axes": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
    },
}
