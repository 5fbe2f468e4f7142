"""Small lists of projects as files, for tests of importing."""

import csv
import io

HEADER = ["Project ID", "Project name", "Department", "RAG", "Start date", "End date", "Whole life cost (£m)", "Notes"]
YEAR_ONE = [
    HEADER,
    ["P1", "New quay", "Docks", "Green", "2024-04-01", "2027-03-31", "12.5", "a"],
    ["P2", "Pilot boats", "Docks", "Amber", "2024-06-01", "2026-06-30", "3", "b"],
    ["P3", "Tide gates", "Works", "Red", "2025-01-01", "2028-12-31", "Exempt under Section 43", "c"],
    ["P4", "Radar", "Works", "Amber", "TBC", "2026-12-31", "", "d"],
]
YEAR_TWO = [
    HEADER,
    ["P1", "New quay", "Docks", "Amber", "2024-04-01", "2027-09-30", "14", "a"],
    ["P2", "Pilot boat fleet", "Docks", "Amber", "2024-06-01", "2026-06-30", "3", "b"],
    ["P3", "Tide gates", "Works", "Red", "2025-01-01", "2028-12-31", "40", "c"],
    ["P5", "Fish market", "Estates", "Green", "2026-01-01", "2027-01-01", "1.2", ""],
    ["P6", "Slipway", "Estates", "Green", "31.04.2026", "2027-01-01", "1", ""],
]


def csv_of(rows, *, separator=",", encoding="utf-8"):
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)
