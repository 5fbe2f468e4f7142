"""Undoing a decision brings a whole plan of record back, so that nothing decided since may be lost with it."""

from datetime import date

import pytest

from cast import make_cast
from northing.changes import actions
from northing.changes.models import ChangeEvent, ChangeKind, Decision, Proposal, Verdict
from northing.changes.queries import Line
from northing.kernel import clock
from northing.kernel.errors import Invalid
from northing.portfolio.models import RecordVersion


@pytest.fixture
def cast(db):
    return make_cast()


def decided(cast, key, number):
    base = RecordVersion.objects.get(number=1)
    change = ChangeEvent.objects.create(
        organisation=cast.organisation, key=key, kind=ChangeKind.PLAN, title=key, occurred_at=clock.now()
    )
    record = RecordVersion.objects.create(
        organisation=cast.organisation,
        number=number,
        effective_date=date(2099, 1, 1),
        document=base.document,
        decided_at=clock.now(),
    )
    return Decision.objects.create(
        proposal=Proposal.objects.create(change=change, base=base),
        record=record,
        decided_at=clock.now(),
        decided_by="Alice",
        effective_date=date(2099, 1, 1),
        reason="Rivers first",
        lines=[],
    )


def test_an_earlier_decision_stays_while_a_later_one_rests_on_it(cast):
    earlier, later = decided(cast, "C-001", 2), decided(cast, "C-002", 3)
    with pytest.raises(Invalid, match="The decision on C-002 was made since"):
        actions.undo_decision(actor=cast.alice, decision=earlier)
    actions.undo_decision(actor=cast.alice, decision=later)
    assert actions.undo_decision(actor=cast.alice, decision=earlier).undone_at is not None


def test_a_proposal_from_an_older_plan_of_record_is_not_decided_over_a_newer_one(cast):
    decision = decided(cast, "C-001", 2)
    proposal = Proposal.objects.create(change=decision.proposal.change, base=RecordVersion.objects.get(number=1))
    RecordVersion.objects.filter(number=2).update(document={"lines": []})
    move = Line(cast.mill, "leaves", "leaves", [], 0.0, 0, None, None, Verdict.ACCEPTED, False, "", 1)
    with pytest.raises(Invalid, match="has changed since this proposal was computed"):
        actions.decide(
            actor=cast.alice, proposal=proposal, lines=[move], effective_date=date(2099, 1, 1), reason="Rivers first"
        )
    assert Decision.objects.count() == 1
