from datetime import date

import pytest
from django.db import connection

from cast import make_cast
from northing.benefits.models import Benefit
from northing.kernel import actions, journal
from northing.kernel.errors import Conflict
from northing.kernel.models import Event, JournalHead
from northing.register.models import Component
from northing.strategy.models import Measure

pytestmark = pytest.mark.django_db


def _rename(cast, name, **fields):
    with actions.acting(actor="alice", action="register.rename", organisation="acme", **fields) as act:
        pump = Component.objects.get(pk=cast.pump.pk)
        pump.name = name
        journal.update(pump, act)
        return act.batch


def test_every_change_is_one_event_with_before_and_after():
    cast = make_cast()
    batch = _rename(cast, "Newer pumps", reason="They are newer")
    event = Event.objects.get(batch=batch)
    assert (event.before["name"], event.after["name"]) == ("New pumps", "Newer pumps")
    assert (event.actor, event.action, event.reason) == ("alice", "register.rename", "They are newer")


def test_a_change_that_changes_nothing_writes_no_event():
    cast = make_cast()
    assert not Event.objects.filter(batch=_rename(cast, "New pumps")).exists()


def test_an_untouched_journal_verifies():
    cast = make_cast()
    for name in ("A", "B", "C"):
        _rename(cast, name)
    assert list(journal.verify()) == []


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE kernel_event SET actor = 'mallory' WHERE sequence = 3",
        "UPDATE kernel_event SET reason = 'innocent' WHERE sequence = 2",
        "DELETE FROM kernel_event WHERE sequence = 3",
        "UPDATE kernel_event SET hash = previous_hash WHERE sequence = 4",
    ],
)
def test_a_direct_edit_of_the_journal_is_found(tamper):
    cast = make_cast()
    for name in ("A", "B", "C", "D"):
        _rename(cast, name)
    with connection.cursor() as cursor:
        cursor.execute(tamper)
    assert list(journal.verify())


def test_a_cut_tail_is_found_by_the_head():
    cast = make_cast()
    for name in ("A", "B", "C"):
        _rename(cast, name)
    Event.objects.order_by("-sequence").first().delete()
    assert "another last event" in str(list(journal.verify()))


def test_a_cut_tail_with_its_head_is_found_by_the_anchor(django_capture_on_commit_callbacks, settings, tmp_path):
    settings.NORTHING_DATA = tmp_path
    cast = make_cast()
    with django_capture_on_commit_callbacks(execute=True):
        for name in ("A", "B", "C"):
            _rename(cast, name)
    last, before = Event.objects.order_by("-sequence")[:2]
    last.delete()
    JournalHead.objects.update(sequence=before.sequence, hash=before.hash)
    assert "anchored" in str(list(journal.verify()))


def test_undo_brings_back_what_was_and_can_itself_be_undone():
    cast = make_cast()
    batch = _rename(cast, "Newer pumps")
    again = actions.undo_batch(batch, actor="alice", organisation="acme")
    assert Component.objects.get(pk=cast.pump.pk).name == "New pumps"
    actions.undo_batch(again, actor="alice", organisation="acme")
    assert Component.objects.get(pk=cast.pump.pk).name == "Newer pumps"


def test_undo_refuses_when_somebody_changed_it_since():
    cast = make_cast()
    batch = _rename(cast, "Newer pumps")
    _rename(cast, "Newest pumps")
    with pytest.raises(Conflict):
        actions.undo_batch(batch, actor="alice", organisation="acme")
    assert Component.objects.get(pk=cast.pump.pk).name == "Newest pumps"


def test_an_edit_of_an_outdated_version_is_a_conflict_that_keeps_both_texts():
    cast = make_cast()
    stale = Component.objects.get(pk=cast.pump.pk)
    _rename(cast, "Newer pumps")
    stale.name, stale.baseline_start_date = "My pumps", date(2026, 2, 1)
    with (
        pytest.raises(Conflict) as caught,
        actions.acting(actor="bob", action="register.rename", organisation="acme") as act,
    ):
        journal.update(stale, act, expected_version=1)
    assert (caught.value.mine["name"], caught.value.theirs["name"]) == ("My pumps", "Newer pumps")


def test_an_undo_of_creation_removes_the_row_and_redo_brings_it_back_with_its_id():
    cast = make_cast()
    with actions.acting(actor="alice", action="register.create", organisation="acme") as act:
        fresh = Component(organisation=cast.organisation, unit=cast.north, key="P-9", name="Ninth")
        journal.create(fresh, act)
    again = actions.undo_batch(act.batch, actor="alice", organisation="acme")
    assert not Component.objects.filter(key="P-9").exists()
    actions.undo_batch(again, actor="alice", organisation="acme")
    assert Component.objects.get(key="P-9").pk == fresh.pk


def test_an_undo_that_would_take_later_work_away_is_refused_and_names_it():
    cast = make_cast()
    with actions.acting(actor="alice", action="register.create", organisation="acme") as act:
        fresh = Component(organisation=cast.organisation, unit=cast.north, key="P-9", name="Ninth")
        journal.create(fresh, act)
    Benefit.objects.create(component=fresh, measure=Measure.objects.get(key="M1"), amount=-1.0)
    with pytest.raises(Conflict, match="1 benefits"):
        actions.undo_batch(act.batch, actor="alice", organisation="acme")
    assert Component.objects.filter(key="P-9").exists()


def test_many_rows_at_once_leave_the_events_that_one_by_one_would():
    cast = make_cast()
    rows = [Component(organisation=cast.organisation, unit=cast.north, key=f"Q-{at}", name=f"Q {at}") for at in "123"]
    with actions.acting(actor="alice", action="register.create", organisation="acme") as act:
        journal.create_all(rows, act)
        rows[0].name, rows[2].name = "First", "Third"
        journal.update_all(rows, act)
    found = Event.objects.filter(batch=act.batch).order_by("sequence")
    assert [(e.subject_id, (e.before or {}).get("name"), e.after["name"]) for e in found] == [
        *((str(row.pk), None, f"Q {at}") for row, at in zip(rows, "123", strict=True)),
        (str(rows[0].pk), "Q 1", "First"),
        (str(rows[2].pk), "Q 3", "Third"),
    ]
    assert [Component.objects.get(pk=row.pk).version for row in rows] == [2, 1, 2]
    assert list(journal.verify()) == []


def test_an_operation_on_many_rows_is_taken_back_and_brought_again_as_one():
    cast = make_cast()
    rows = [Component(organisation=cast.organisation, unit=cast.north, key=f"Q-{at}", name=f"Q {at}") for at in "123"]
    with actions.acting(actor="alice", action="register.create", organisation="acme") as act:
        journal.create_all(rows, act)
        rows[1].parent = rows[0]
        journal.update_all(rows, act)
    again = actions.undo_batch(act.batch, actor="alice", organisation="acme")
    assert not Component.objects.filter(key__startswith="Q-").exists()
    actions.undo_batch(again, actor="alice", organisation="acme")
    assert Component.objects.get(key="Q-2").parent.key == "Q-1"
    assert list(journal.verify()) == []


def test_an_earlier_row_that_the_operation_gave_a_new_parent_does_not_stand_in_its_way():
    cast = make_cast()
    with actions.acting(actor="alice", action="exchange.import_projects", organisation="acme") as act:
        programme = Component(organisation=cast.organisation, unit=cast.north, key="P-9", name="Ninth")
        journal.create(programme, act)
        pump = Component.objects.get(pk=cast.pump.pk)
        pump.parent = programme
        journal.update(pump, act)
    actions.undo_batch(act.batch, actor="alice", organisation="acme")
    assert Component.objects.get(pk=cast.pump.pk).parent is None
    assert not Component.objects.filter(key="P-9").exists()
