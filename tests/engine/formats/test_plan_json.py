from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.formats.whole_plan import MEASURE, PLAN
from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.json import canonical, plan_from_dict, plan_from_json, plan_to_dict


def test_a_plan_survives_the_way_through_json_text_unchanged() -> None:
    assert plan_from_dict(json.loads(json.dumps(plan_to_dict(PLAN)))) == PLAN


def test_the_fixture_fills_every_field_with_something_other_than_its_default() -> None:
    for item in (PLAN, MEASURE):
        assert [field.name for field in fields(item) if getattr(item, field.name) == field.default] == []


def test_readings_can_be_left_out() -> None:
    document = plan_to_dict(PLAN, readings=False)
    measure = plan_from_dict(document).goals[0].objectives[0].measures[0]
    assert measure == replace(MEASURE, readings=())


def test_the_same_content_has_the_same_canonical_bytes() -> None:
    document = plan_to_dict(PLAN)
    assert canonical(document) == canonical(dict(reversed(document.items())))


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"goals": 5}, "plan.goals"),
        ({"goals": [{"name": "x"}]}, "plan.goals[0]"),
        ({"goals": [{"key": "G", "name": 5}]}, "plan.goals[0].name"),
        ({"effective_date": "31.04."}, "plan.effective_date"),
        ({"version": True}, "plan.version"),
        ({"colour": "red"}, "plan"),
        ({"policies": [{"key": "a", "name": "b", "rule": "never"}]}, "plan.policies[0].rule"),
        ({"policies": [{"key": "a", "name": "b", "limit": float("nan")}]}, "plan.policies[0].limit"),
        ({"policies": [{"key": "a", "name": "b", "limit": 10**400}]}, "plan.policies[0].limit"),
    ],
)
def test_a_wrong_document_is_refused_with_its_place(change: dict[str, object], place: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        plan_from_dict({"name": "Plan", **change})
    assert caught.value.place == place


def test_a_document_that_is_no_object_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        plan_from_json(b"[]")


@given(st.binary(max_size=60))
def test_any_bytes_give_a_plan_or_a_sentence(data: bytes) -> None:
    try:
        plan_from_json(data)
    except UnreadableFile as error:
        assert error.repair  # noqa: PT017


def test_the_source_is_filled_in_where_the_document_has_none() -> None:
    assert plan_from_json(b'{"name": "x"}', source="x.json").source == "x.json"
    assert plan_from_json(b'{"name": "x", "source": "own"}', source="x.json").source == "own"
