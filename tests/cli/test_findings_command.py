from __future__ import annotations

import argparse
import json
from unittest.mock import patch

import pytest

from northing.cli.commands import findings
from northing.demo.actions import load_demo

pytestmark = pytest.mark.django_db


def answer(capsys, *words: str) -> str:
    parser = argparse.ArgumentParser()
    findings.add_arguments(parser)
    # the test's database is there already: opening the data directory would open another one
    with patch("northing.cli.organisation.open_data"):
        assert findings.run(parser.parse_args(words)) == 0
    return capsys.readouterr().out


def test_the_report_lists_each_finding_with_its_facts_and_repair(capsys):
    load_demo("tarnwell")
    lines = answer(capsys).splitlines()
    assert lines[0] == "15 findings in Tarnwell Water, by 32 rules."
    assert "Green over red" in lines
    assert "    - Trunk mains renewal A is reported on track [Status report" in "\n".join(lines)
    assert sum(line.startswith("    Repair: ") for line in lines) == 15


def test_a_clean_organisation_is_told_so(capsys):
    load_demo("clean")
    assert answer(capsys, "--organisation", "tarnwell") == "Nothing contradicts in Tarnwell Water. 32 rules ran.\n"


def test_the_answer_for_programs_is_one_object(capsys):
    load_demo("tarnwell")
    document = json.loads(answer(capsys, "--json"))
    assert (document["organisation"], document["rules"], len(document["findings"])) == ("tarnwell", 32, 15)
    first = document["findings"][0]
    assert first["components"] == ["PRJ-027", "PRJ-028"]
    assert {"rule", "severity", "sentence", "facts", "stake_money", "fingerprint"} <= set(first)
