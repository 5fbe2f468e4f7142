"""The walk of examples/uk-gmpp on the linked projects only, so that it takes seconds."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from lists import csv_of
from northing.alignment.queries import Picture
from northing.changes.recalibration import as_text, recalibration_of
from northing.portfolio.queries import full_snapshot

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "uk-gmpp"
DAYS = {2020: date(2019, 9, 30), 2021: date(2021, 3, 31)}
KEPT = ("HS2", "High Speed", "Prison", "Crossrail", "Tax Digital", "Smart Meter", "Passenger", "Gigabit", "Thames")


def reduced(year):
    """The header and the rows of a few projects, in the file's own encoding and separator."""
    data = (FOLDER / f"uk_gmpp_{year}.csv").read_bytes()
    encoding, separator = ("latin-1", ";") if year == 2021 else ("cp1252", ",")
    rows = list(csv.reader(io.StringIO(data.decode(encoding, errors="replace")), delimiter=separator))
    name = rows[0].index("project_name")
    kept = [row for row in rows[1:] if any(word in row[name] for word in KEPT)]
    return csv_of([rows[0], *kept], separator=separator, encoding="utf-8")


@pytest.fixture
def walked(bring):
    reports = [bring("projects", reduced(year), as_of=day) for year, day in DAYS.items()]
    bring("plan", (FOLDER / "plan.csv").read_bytes(), as_of=DAYS[2021])
    bring("budgets", (FOLDER / "budgets.csv").read_bytes())
    return reports


def test_the_years_the_plan_and_the_links_give_an_alignment_and_a_recalibration(walked, bring, own):
    first, second = walked
    for report in walked:
        parts = (report[name] for name in ("created", "updated", "unchanged", "rejected"))
        assert report["rows"] == sum(parts)
    assert first["created"] == first["rows"]
    assert second["split_list"][0]["whole"]["name"] == "High Speed Rail Programme (HS2)"
    assert len(second["split_list"][0]["parts"]) == 3
    bare = recalibration_of(full_snapshot(own, as_of=DAYS[2021]), kept_share=0.9)
    assert "No project promises a measure" in as_text(bare)
    links = bring("benefits", (FOLDER / "benefits.csv").read_bytes())
    assert links["created"] + links["rejected"] == links["rows"] == 34
    picture = Picture(full_snapshot(own, as_of=DAYS[2021]))
    assert picture.coverage.promised.coverage > picture.coverage.forecast.coverage > 0
    found = recalibration_of(picture.snapshot, kept_share=0.9)
    assert found["points"][found["default_point"]]["kept"] >= 0.9
    assert "Proposed:" in as_text(found)


def test_the_plan_and_the_links_are_said_to_be_invented():
    assert "not the government's" in (FOLDER / "README.md").read_text()
