"""The settings of the suite: the product's own, on a data directory that lives as long as the test process."""

import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="northing-test-"))
OWNER = os.getpid()
os.environ["NORTHING_DATA"] = str(FOLDER)
for name in ("NORTHING_DEBUG", "NORTHING_ORIGIN", "NORTHING_HOST", "NORTHING_SECRET_KEY_FILE"):
    os.environ.pop(name, None)
for key in ("secret.key", "journal.key"):
    (FOLDER / key).write_text("only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-" * 2)
(FOLDER / "static").mkdir()

from northing.config.settings import *  # noqa: E402, F403 - the environment must be ready first

# The hash that protects passwords takes its time on purpose; the suite signs in thousands of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def remove_folder() -> None:
    """Called at the end of the session, by the process that made the folder and not by one forked from it."""
    if os.getpid() == OWNER:
        shutil.rmtree(FOLDER, ignore_errors=True)
