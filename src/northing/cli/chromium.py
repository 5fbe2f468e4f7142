"""The browser of the journeys: Debian's Chromium, found or installed."""

import os
import shutil
import subprocess

from northing.cli.boot import say, step

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> str | None:
    """The path of a Chromium: NORTHING_CHROMIUM, else the first one on the PATH."""
    named = os.environ.get("NORTHING_CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def find_or_install() -> str | None:
    """The path of a Chromium, installed by apt where root may do that; None makes the journeys skip."""
    found = find()
    if found or os.geteuid() != 0 or not shutil.which("apt-get"):
        if not found:
            say("No Chromium here: the journeys in a browser are skipped. Repair: apt install chromium (as root).")
        return found
    with step("Installing Chromium with apt, for the journeys in a browser"):
        install()
    if not find():
        say("apt could not install Chromium: the journeys in a browser are skipped.")
    return find()


def install() -> None:
    """Ask apt; whether it helped is seen by looking for the browser again."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (("update",), ("install", "--yes", "--no-install-recommends", "chromium", "fonts-liberation")):
        subprocess.run(["apt-get", "-qq", *words], env=quiet, capture_output=True, check=False)  # noqa: S603, S607
