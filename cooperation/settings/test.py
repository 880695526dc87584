"""Settings of the test suite: fast hashing, memory cache, a database of its own."""

import tempfile

from .base import *

SECRET_KEY = "only-for-the-test-suite-and-nowhere-else-0123456789-abcdef"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
DATABASES = {"default": env.db_url("TEST_DATABASE_URL", default="sqlite://:memory:")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}

_files = Path(tempfile.gettempdir()) / f"cooperation-tests-{os.getpid()}"
STORAGES.update(storages_of(str(_files / "media"), _files, MEDIA_URL))
# Background work is done at once, in the test that started it.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
HOME_PARTNER = "jp"
LOGGING["root"]["level"] = "ERROR"

# A test sees how a page is made each time it asks for it.
PUBLIC_PAGES_KEPT_SECONDS = 0
