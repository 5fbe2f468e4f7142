import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_variable_is_documented_and_every_documented_one_is_read():
    source = "".join(path.read_text() for path in (ROOT / "src" / "northing").rglob("*.py"))
    # What the code reads or sets; the settings of Django's own module carry the same prefix.
    read = set(re.findall(r"[\"'](NORTHING_[A-Z_]+)[\"']", source))
    read |= set(re.findall(r"\b(NORTHING_[A-Z]+)=str\(", source))
    page = set(re.findall(r"`(NORTHING_[A-Z_]+)`", (ROOT / "docs" / "reference" / "settings.md").read_text()))

    assert read - {"NORTHING_JOURNAL_KEY"} == page
