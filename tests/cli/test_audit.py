import pytest

from northing import cli
from northing.config import checks
from northing.kernel import journal
from northing.kernel.models import Event
from northing.organisation.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_events(monkeypatch):
    # The suite's PostgreSQL forgets on purpose, which the product refuses.
    monkeypatch.setattr(checks, "database_problems", list)
    act = journal.Act(actor="alice@tarnwell.example", action="organisation.create", reason="a new start")
    for key in ("north", "south"):
        journal.create(Organisation(key=key, name=key.title()), act)


def test_a_whole_journal_is_said_to_be_whole(capsys):
    assert cli.run(["audit", "verify"]) == 0

    assert capsys.readouterr().out == "The journal is whole: 2 events, each sealed to the one before.\n"


def test_a_direct_edit_is_found_and_named(capsys):
    Event.objects.filter(sequence=1).update(actor="mallory@tarnwell.example")

    assert cli.run(["audit", "verify"]) == 1

    assert capsys.readouterr().out.splitlines() == [
        "event 1: was altered after it was written",
        "The journal is not what was written: 1 found.",
    ]
