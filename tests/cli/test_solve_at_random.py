"""Whatever is wrong with a document, there is an answer to it or an error that says by name what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

import pytest

from cli.test_solve import example
from northing.engine.effort import Effort
from northing.engine.errors import ProblemError, SolverFailed
from northing.engine.formats.errors import UnreadableFile
from northing.engine.kinds import KINDS, answer
from northing.engine.selection import NoFeasiblePortfolio

CHANGED = 120
"""Documents of each kind."""
BRIEF = Effort(time_limit=0.5)
NAMED = (ProblemError, SolverFailed, UnreadableFile, NoFeasiblePortfolio)

NUMBERS = [-1, 0, 1, 2, 0.5, 1e-300, 1e9, 1e15, 1e308, -1e308, 10**30, float("nan"), float("inf")]
OTHERS = [None, True, "", "x", "0001-01-01", "9999-12-31", "2027-13-45", [], [[]], {}, {"": 1}]

Path = tuple[str | int, ...]


def paths(node: Any, path: Path = ()) -> Iterator[Path]:
    """Every place below the document itself."""
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in inside:
        yield (*path, key)
        yield from paths(child, (*path, key))


def changed(document: Any, rng: Random) -> Any:
    """With one to three places changed, taken away or filled with what stands elsewhere."""
    found = deepcopy(document)
    for _ in range(rng.choice([1, 1, 2, 3])):
        places = [path for path in paths(found) if path != ("kind",)]
        if not places:
            break
        path = rng.choice(places)
        holder = at(found, path[:-1])
        was = holder[path[-1]]
        if isinstance(was, int | float) and rng.random() < 0.7:
            holder[path[-1]] = rng.choice([*NUMBERS, -was, was * 1e6, was * 1e-6])
        elif rng.random() < 0.2:
            del holder[path[-1]]
        else:
            holder[path[-1]] = deepcopy(rng.choice([*NUMBERS, *OTHERS, at(found, rng.choice(places))]))
    return found


def at(node: Any, path: Path) -> Any:
    for key in path:
        node = node[key]
    return node


@pytest.mark.parametrize("kind", KINDS)
def test_a_changed_document_has_an_answer_or_a_named_error(kind: str) -> None:
    document, rng, words = example(kind), Random(kind), list[str]()
    for _ in range(CHANGED):
        try:
            answer(changed(document, rng), effort=BRIEF)
        except NAMED as error:
            words.append(str(error))
    assert words
    assert all(words)
