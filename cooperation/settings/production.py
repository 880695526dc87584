"""Settings for a public server: refuse to start when something they need is missing or weak."""

from django.core.exceptions import ImproperlyConfigured

from .base import *

_problems = []
if len(env("SECRET_KEY", default="")) < 50 or len(set(env("SECRET_KEY", default=""))) < 10:
    _problems.append("SECRET_KEY must be set to at least 50 random characters.")
if not env.list("ALLOWED_HOSTS", default=[]) or "*" in ALLOWED_HOSTS:
    _problems.append("ALLOWED_HOSTS must name the site's hosts, without *.")
if DEBUG:
    _problems.append("DEBUG must not be on.")
if _problems:
    raise ImproperlyConfigured("The production settings cannot be used. " + " ".join(_problems))

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
if env.bool("BEHIND_TLS_PROXY", default=False):
    # Only where the proxy in front always sets this header itself; else anyone could claim https.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

STATIC_ROOT = DATA_DIR / "static_collected"
WHITENOISE_USE_FINDERS = False
STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
