"""`northing import` as a process: empty data directory, reports, hostile files, and being killed at any moment."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lists import YEAR_ONE, YEAR_TWO, csv_of

SOURCE = str(Path(__file__).resolve().parents[2] / "src")
MANY = [["Project ID", "Project name", "Department", "RAG", "Start date", "End date", "Budget (£k)"]] + [
    [f"K{n}", f"Numbered work {n}", f"Unit {n % 5}", "Green", "2024-01-01", "2027-01-01", str(n)] for n in range(60)
]


def start(data, *words):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NORTHING_")}
    environment |= {"NORTHING_DATA": str(data), "PYTHONPATH": SOURCE, "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, "-m", "northing", *map(str, words)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(data, *words):
    process = start(data, *words)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A data directory with its schema and nothing in it, made once and copied for each test."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    listed = data.parent / "one.csv"
    listed.write_bytes(csv_of(YEAR_ONE))
    code, _, err = run(data, "import", "projects", listed, "--dry-run")
    assert code == 0, err
    return data


@pytest.fixture
def data(prepared, tmp_path):
    return Path(shutil.copytree(prepared, tmp_path / "data"))


def count(data, table="register_component"):
    with sqlite3.connect(data / "northing.sqlite3") as connection:
        return connection.execute(f"select count(*) from {table}").fetchone()[0]


def test_a_dry_run_prepares_an_empty_directory_and_imports_nothing(prepared):
    assert (count(prepared), count(prepared, "organisation_organisation")) == (0, 0)


def test_two_years_one_after_the_other_and_the_second_again(data, tmp_path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_bytes(csv_of(YEAR_ONE))
    two.write_bytes(csv_of(YEAR_TWO))
    words = ("--as-of", "2025-03-31", "--organisation-name", "Harbour")
    code, out, err = run(data, "import", "projects", one, *words)
    assert code == 0, err
    assert "4 rows = 4 created + 0 updated + 0 unchanged + 0 rejected" in out
    code, out, _ = run(data, "import", "projects", two, "--as-of", "2026-03-31", "--json")
    report = json.loads(out)
    assert code == 0
    assert (report["created"], report["updated"], report["rejected"], report["left"]) == (1, 3, 1, 1)
    assert report["organisation"] == {"key": "own", "name": "Harbour"}
    _, out, _ = run(data, "import", "projects", two, "--as-of", "2026-03-31", "--json")
    again = json.loads(out)
    assert (again["unchanged"], again["changes"], again["left"]) == (4, {}, 0)
    code, out, _ = run(data, "audit", "verify")
    assert (code, "whole" in out) == (0, True)
    _, out, _ = run(data, "recalibrate")
    assert "There is no published business plan" in out


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bomb.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>', "XML"),
        ("zip.xlsx", b"PK\x03\x04" + b"\0" * 200, "damaged"),
        ("empty.csv", b"", "it is empty"),
        ("commas.csv", b"," * 2_000_000, "line 1"),
        ("web.csv", b"<html><body>no</body></html>", "web page"),
    ],
)
def test_a_hostile_file_gets_a_sentence_with_place_and_repair_and_leaves_nothing(data, tmp_path, name, content, words):
    file = tmp_path / name
    file.write_bytes(content)
    code, out, err = run(data, "import", "projects", file, "--json")
    assert code == 1
    assert "Traceback" not in err
    error = json.loads(out)["error"]
    assert set(error) == {"place", "problem", "repair"}
    assert words in f"{error['place']} {error['problem']}" or words in err
    assert (count(data), count(data, "organisation_organisation")) == (0, 0)


def test_a_file_too_large_is_refused_without_being_loaded(data, tmp_path):
    file = tmp_path / "commas.csv"
    with file.open("wb") as handle:
        handle.truncate(200_000_000)
    code, _, err = run(data, "import", "projects", file)
    assert code == 1
    assert "it has 200 MB, more than 60" in err


def test_a_mapping_for_a_column_that_is_not_there_names_those_that_are(data, tmp_path):
    file, mapping = tmp_path / "one.csv", tmp_path / "mapping.json"
    file.write_bytes(csv_of(YEAR_ONE))
    mapping.write_text('{"columns": {"Titel": "name"}}')
    code, _, err = run(data, "import", "projects", file, "--mapping", mapping)
    assert code == 1
    assert "there is no column “Titel”" in err
    assert "Project name" in err


def test_a_demo_is_never_imported_into(data, tmp_path):
    file = tmp_path / "one.csv"
    file.write_bytes(csv_of(YEAR_ONE))
    assert run(data, "demo")[0] == 0
    code, _, err = run(data, "import", "projects", file, "--organisation", "tarnwell")
    assert code == 1
    assert "tarnwell is the demo" in err
    assert run(data, "demo", "remove")[1] == "The demo is removed.\n"


def test_killed_at_any_moment_an_import_is_there_as_a_whole_or_not_at_all(data, tmp_path):
    file = tmp_path / "many.csv"
    file.write_bytes(csv_of(MANY))
    words = ("import", "projects", file, "--as-of", "2025-03-31")
    whole = Path(shutil.copytree(data, tmp_path / "timed"))
    began = time.monotonic()
    assert run(whole, *words)[0] == 0
    takes = time.monotonic() - began
    chance = random.Random(7)
    seen = set()
    for turn in range(10):
        process = start(data, *words)
        time.sleep(takes * (0.3 + 0.065 * turn + 0.05 * chance.random()))
        process.kill()
        process.communicate()
        found = count(data), count(data, "organisation_organisation"), count(data, "register_costline")
        assert found in {(0, 0, 0), (60, 1, 60)}
        seen.add(found[0])
    code, out, err = run(data, *words, "--json")
    assert code == 0, err
    report = json.loads(out)
    assert report["created"] + report["unchanged"] == 60
    assert (count(data), count(data, "register_costline"), count(data, "register_rating")) == (60, 60, 60)
    assert run(data, "audit", "verify")[0] == 0
    assert 0 in seen
