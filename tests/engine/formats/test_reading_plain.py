"""What stands in a JSON document against what a type hint asks for: each fault is named with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

import numpy as np
import pytest

from northing.engine.formats.errors import UnreadableFile
from northing.engine.formats.plain import Reader, from_plain, to_plain


class Colour(StrEnum):
    RED = "red"


class Place(NamedTuple):
    role: str
    month: date


class Shape(Protocol):
    size: float


@dataclass(frozen=True)
class Circle:
    size: float


@dataclass(frozen=True)
class Square:
    size: float
    turned: bool = False


@dataclass(frozen=True)
class Thing:
    pair: tuple[int, float] = (1, 2.0)
    at: datetime | None = None
    by_place: Mapping[Place, float] = field(default_factory=dict)
    by_pair: Mapping[tuple[str, str], float] = field(default_factory=dict)
    by_year: Mapping[int, float] = field(default_factory=dict)
    shape: Shape | float = 1.0
    colour: Colour | float = 1.0
    circles: tuple[Circle | Square, ...] = ()


READER = Reader({Shape: (Circle, Square)})
WHOLE = Thing(
    pair=(3, 4.5),
    at=datetime.fromisoformat("2027-01-04T08:30"),
    by_place={Place("site | night", date(2027, 5, 1)): 2.0},
    by_pair={("a", "b"): 0.5},
    by_year={2028: 7.0},
)


def test_what_is_written_is_read_again():
    plain = to_plain(WHOLE)
    assert plain["by_place"] == {"site | night | 2027-05-01": 2.0}
    assert READER.read(Thing, plain, "thing") == WHOLE


def test_an_object_names_its_type_where_several_are_possible():
    read = READER.read(Thing, {"shape": {"type": "square", "size": 2, "turned": True}}, "thing")
    assert read.shape == Square(2.0, turned=True)
    assert READER.read(Thing, {"shape": 3, "colour": "red"}, "thing") == Thing(shape=3.0, colour=Colour.RED)
    assert READER.read(Thing, {"circles": [{"type": "Circle", "size": 1}]}, "thing").circles == (Circle(1.0),)


class Span(NamedTuple):
    low: float
    high: float = 1.0


@pytest.mark.parametrize("written", [[0.25, 1.0], [0.25], {"low": 0.25}, {"high": 1, "low": 0.25}])
def test_a_named_tuple_is_read_from_a_list_or_an_object(written):
    assert READER.read(Span, written, "span") == Span(0.25, 1.0)
    assert to_plain(Span(0.25)) == [0.25, 1.0]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ([], "span: the field 'low' is not there"),
        ([1, 2, 3], "span: a list or an object of low, high is expected"),
        ("wide", "span: a list or an object of low, high is expected"),
        ({"low": 1, "hihg": 2}, "span: unknown field 'hihg'"),
        (["wide"], "span.low: a finite number is expected"),
    ],
)
def test_what_is_wrong_with_a_named_tuple_is_said_with_its_place(written, said):
    with pytest.raises(UnreadableFile, match=re.escape(said)):
        READER.read(Span, written, "span")


def test_arrays_are_written_as_lists():
    assert to_plain({"a": np.array([[1.5, 2.5]]), "b": np.int64(3), Colour.RED: None}) == {
        "a": [[1.5, 2.5]],
        "b": 3,
        "red": None,
    }


@pytest.mark.parametrize(
    ("document", "place", "problem"),
    [
        ({"pair": [1]}, "thing.pair", "2 entries are expected, not 1"),
        ({"pair": 5}, "thing.pair", "a list is expected"),
        ({"pair": [1.5, 2.0]}, "thing.pair[0]", "a whole number is expected"),
        ({"at": "monday"}, "thing.at", "'monday' is no date"),
        ({"by_place": []}, "thing.by_place", "an object with keys and values is expected"),
        ({"by_place": {"eng": 1}}, "thing.by_place.eng", "a key of 2 parts"),
        ({"by_place": {"eng | may": 1}}, "thing.by_place.eng | may", "'may' is no date"),
        ({"by_year": {"next": 1}}, "thing.by_year.next", "'next' is no whole number"),
        ({"by_year": {"2028": "much"}}, "thing.by_year.2028", "a finite number is expected"),
        ({"shape": {"type": "star", "size": 1}}, "thing.shape.type", "'star' is none of circle, square"),
        ({"circles": [7]}, "thing.circles[0]", "an object of type circle or square is expected"),
        ({"colour": "blue"}, "thing.colour", "'blue' is none of red"),
        ([], "thing", "an object with named fields is expected"),
    ],
)
def test_each_fault_is_named_with_its_place(document, place, problem):
    with pytest.raises(UnreadableFile) as refused:
        READER.read(Thing, document, "thing")
    assert refused.value.place == place
    assert problem in refused.value.problem


def test_a_simple_type_needs_no_reader():
    assert from_plain(tuple[int, ...], [1, 2], "numbers") == (1, 2)
