import json
import os
from pathlib import Path

import settings_for_tests


def pytest_terminal_summary(terminalreporter):
    """Tell `northing test` the counts, so that it can add up those of both databases."""
    report = os.environ.get("NORTHING_TEST_COUNTS")
    if report:
        kinds = ("passed", "failed", "error", "skipped")
        counts = {kind: len(terminalreporter.stats.get(kind, [])) for kind in kinds}
        Path(report).write_text(json.dumps(counts))


def pytest_unconfigure():
    settings_for_tests.remove_folder()
