from datetime import date

import pytest
from django.test import Client

from cast import make_cast
from northing.organisation.actions import start_own
from northing.strategy import history, queries
from northing.strategy.drafting import Desk

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr("northing.kernel.clock.today", lambda: TODAY)


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def desk(cast):
    """`desk()` is Alice's, in front of the plan as it stands now; `desk(cast.bob)` somebody else's."""

    def now(actor=None):
        token = history.token_of(queries.draft_of(cast.organisation))
        return Desk(actor or cast.alice, cast.organisation, token)

    return now


@pytest.fixture
def draft(cast):
    """`draft()` is the plan that edits go into."""
    return lambda: queries.plan_to_edit(cast.organisation, queries.draft_of(cast.organisation))


@pytest.fixture
def client_of():
    def client(user):
        made = Client()
        made.force_login(user)
        return made

    return client


@pytest.fixture
def empty(cast):
    """An organisation without any plan, run by Alice."""
    return start_own(actor=cast.alice, name="Blank", key="blank")
