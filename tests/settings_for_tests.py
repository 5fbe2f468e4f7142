"""The settings of the suite: the product's own, on a data directory that lives as long as the test process."""

import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="northing-test-"))
OWNER = os.getpid()
# What `northing test` says about this run; any other setting of the machine must not reach the suite.
OF_THE_RUN = {"NORTHING_DATABASE_URL", "NORTHING_TEST_COUNTS", "NORTHING_CHROMIUM"}
for name in [name for name in os.environ if name.startswith("NORTHING_")]:
    if name not in OF_THE_RUN:
        del os.environ[name]
os.environ["NORTHING_DATA"] = str(FOLDER)
for key in ("secret.key", "journal.key"):
    (FOLDER / key).write_text("only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-" * 2)
(FOLDER / "static").mkdir()
if "PYTEST_XDIST_WORKER" in os.environ:  # numba's store of compiled code is not made for two that fill it at once
    os.environ.setdefault("NUMBA_CACHE_DIR", str(FOLDER / "compiled"))

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
