import pytest
from django.test import Client

from cast import SECRET, make_cast, plan
from northing.changes.models import ChangeEvent, Proposal
from northing.strategy.actions import publish_draft, save_draft


@pytest.fixture
def cast(db):
    """The cast after a change: the target was tightened, and a proposal moves the open and the secret project."""
    made = make_cast()
    draft = save_draft(actor=made.alice, organisation=made.organisation, plan=plan(target=70.0), expected_version=None)
    publish_draft(
        actor=made.alice,
        organisation=made.organisation,
        effective_date=draft.updated_at.date(),
        message="Tighter",
        expected_version=draft.version,
    )
    lines = [_move(made.pump), _move(made.secret)]
    Proposal.objects.filter(change=ChangeEvent.objects.get()).update(result=_result(lines), job=None)
    return made


def _move(component):
    return {
        "project": component.key,
        "name": component.name,
        "verb": "pauses",
        "words": "pauses",
        "shift_months": 0,
        "scale": None,
        "option": None,
        "marginal": 0.1,
        "why": [f"Frees money of {component.name}"]
        if component.confidential
        else [f"{SECRET} needs it", "Frees money"],
    }


def _result(lines):
    point = {"moves": len(lines), "value": 0.5, "kept": 0.9, "bound": 0.5, "lines": lines}
    return {
        "kept_share": 0.9,
        "today": {"value": 0.4, "broken": [f"{SECRET} goes live before New pumps, which it needs"]},
        "best": {"value": 0.6, "moves": 5, "gap": 0.0},
        "points": [point],
        "default_point": 0,
        "notes": [],
    }


@pytest.fixture
def client_of(cast):
    """A client signed in as one of the cast; nobody's for None."""

    def client(user):
        made = Client(raise_request_exception=False)
        if user is not None:
            made.force_login(user)
        return made

    return client
