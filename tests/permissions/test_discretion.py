"""What the solver said of a confidential project stays with those who may know of it: reasons, rules and counts."""

import pytest
from django.urls import reverse

from cast import SECRET
from northing.changes.models import ChangeEvent, Decision, Proposal
from northing.changes.shortfalls import shortfalls_for
from northing.kernel import clock


@pytest.fixture
def page(cast, client_of):
    url = reverse("changes:change", args=[ChangeEvent.objects.get().key])
    return lambda user: " ".join(client_of(user).get(url).content.decode().split())


def test_a_reason_that_names_a_hidden_project_is_left_out_and_the_others_stay(cast, page):
    assert SECRET not in page(cast.vera)
    assert "Frees money" in page(cast.vera)
    assert f"{SECRET} needs it" in page(cast.alice)


def test_a_broken_rule_is_neither_told_nor_counted_if_it_names_a_hidden_project(cast, page):
    assert "breaks 1 rule" in page(cast.alice)
    assert "breaks" not in page(cast.vera)


def test_moves_are_counted_only_as_far_as_one_may_know_of_them(cast, page):
    assert "2 moves keep 90 % of the best; an unrestricted re-plan takes 5" in page(cast.alice)
    assert "1 move keeps 90 % of the best" in page(cast.vera)
    assert "re-plan takes" not in page(cast.vera)


def test_the_name_that_a_hidden_project_had_when_the_proposal_was_computed_stays_hidden_too(cast, page):
    proposal = Proposal.objects.get()
    proposal.result["points"][0]["lines"][0]["why"] = ["Old name needs it", "Frees money"]
    proposal.result["names"] = {cast.secret.key: "Old name"}
    proposal.save()
    assert "Old name" not in page(cast.vera)
    assert "Old name" in page(cast.alice)


def test_a_conflict_that_names_a_hidden_project_is_told_without_it(cast, page):
    conflict = {"conflict": f"{SECRET} and money", "together": [f"give up {SECRET}", "more money"], "points": []}
    Proposal.objects.update(result=conflict)
    assert SECRET not in page(cast.vera)
    assert "more money" in page(cast.vera)
    assert f"give up {SECRET}" in page(cast.alice)


def test_a_decision_is_listed_with_the_moves_that_one_may_know_of(cast, client_of):
    proposal = Proposal.objects.get()
    Decision.objects.create(
        proposal=proposal,
        record=proposal.base,
        decided_at=clock.now(),
        decided_by="Alice",
        effective_date=clock.today(),
        reason="Rivers first",
        lines=[line | {"verdict": "accepted", "reason": ""} for line in proposal.result["points"][0]["lines"]],
    )
    listed = {user: client_of(user).get("/changes/decisions").content.decode() for user in (cast.alice, cast.vera)}
    assert all("Rivers first" in page and "New pumps" in page for page in listed.values())
    assert SECRET in listed[cast.alice]
    assert SECRET not in listed[cast.vera]


def test_what_is_short_rests_on_what_the_reader_may_know_of(cast, client_of):
    change = ChangeEvent.objects.get()
    known = shortfalls_for(cast.alice, cast.organisation, change).measures[0]
    narrower = shortfalls_for(cast.vera, cast.organisation, change).measures[0]
    assert (known["shortfall_after"], narrower["shortfall_after"]) == (pytest.approx(16.0), pytest.approx(20.0))
    assert b"Today&#x27;s portfolio is worth" not in client_of(cast.vera).get(f"/changes/{change.key}").content
