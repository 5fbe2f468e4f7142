import json
import os
from pathlib import Path

from hypothesis import settings

import settings_for_tests

# What CI tries is the same at every run, so that a red build is due to the change; people's machines go on searching.
settings.register_profile("steady", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("steady")


def pytest_terminal_summary(terminalreporter):
    """Tell `northing test` the counts, so that it can add up those of both databases."""
    report = os.environ.get("NORTHING_TEST_COUNTS")
    if report:
        kinds = ("passed", "failed", "error", "skipped")
        counts = {kind: len(terminalreporter.stats.get(kind, [])) for kind in kinds}
        Path(report).write_text(json.dumps(counts))


def pytest_unconfigure():
    settings_for_tests.remove_folder()
