"""Settings of the practice tool. A real one takes its secrets from its key store."""

import os
from pathlib import Path

DATA = Path(os.environ.get("PRACTICE_DATA", "."))
SECRET_KEY = os.environ.get("PRACTICE_SECRET", "only for trials")
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
ROOT_URLCONF = "practice.urls"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "practice"]
MIGRATION_MODULES = {"practice": None}
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "practice.portal.Refusals",
]
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
# The tool's own data. The portal's database is a separate file, which only the portal opens.
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA / "practice.sqlite3"}}
AUTH_USER_MODEL = "practice.Adviser"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGIN_REDIRECT_URL = "/"
USE_TZ = True

PORTAL = {
    "path": DATA / "portal.db",
    "origin": os.environ.get("PORTAL_ORIGIN", "http://127.0.0.1:8000"),
    "key": os.environ.get("PORTAL_KEY", ""),
}
