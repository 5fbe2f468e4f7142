"""Long and tangled benefit maps: answered, or refused by name."""

from __future__ import annotations

from itertools import pairwise

import pytest

from northing.engine.benefits import BenefitMap, MapError, MapLink, at_risk, attribute, blockers
from northing.engine.errors import TooLarge


def test_a_chain_of_thousands_is_attributed_and_explained():
    nodes = tuple(f"n{at}" for at in range(3_000))
    links = tuple(MapLink(one, other) for one, other in pairwise(nodes))
    chain = BenefitMap(nodes, links)
    assert attribute(chain, values={nodes[-1]: 7.0}).by_root == {"n0": 7.0}
    assert blockers(chain, node=nodes[-1], late={"n0", "n5"}) == (nodes,)


def test_more_paths_than_anybody_could_read_are_refused_with_their_number():
    rungs = range(25)
    nodes = tuple(f"{side}{at}" for at in rungs for side in "ab")
    links = tuple(MapLink(f"{one}{at}", f"{two}{at + 1}", 0.5) for at in rungs[:-1] for one in "ab" for two in "ab")
    ladder = BenefitMap(nodes, links)
    assert len(blockers(ladder, node="a3", late={"a0"})) == 4
    with pytest.raises(TooLarge, match=r"8,388,608 paths of late things lead to 'a24'"):
        blockers(ladder, node="a24", late={"a0"})


def test_what_is_troubled_or_late_must_be_in_the_map():
    small = BenefitMap(("a", "b"), (MapLink("a", "b"),))
    with pytest.raises(MapError, match="'x' is not in the benefit map"):
        at_risk(small, values={"b": 1.0}, troubled={"x"})
    with pytest.raises(MapError, match="'x' is not in the benefit map"):
        blockers(small, node="b", late={"x"})
