"""The hash-chained event journal: every create, edit and removal goes through here, in the caller's transaction.

The chain is an HMAC-SHA256 over each event's content and its predecessor's hash. The key lies outside the database,
so a chain rebuilt by somebody with the database alone does not verify; the last hash is also written to an anchor
file, so that a cut tail is found.
"""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction

from northing.kernel import clock, state
from northing.kernel.errors import Conflict
from northing.kernel.models import Event, JournalHead, Versioned


@dataclass(frozen=True, slots=True)
class Act:
    """Who does what and why: the context that every write carries.

    Attributes:
        actor: e-mail of the person, or the name of the command that acts.
        action: ``app.verb_noun``, as the action's function is called.
        organisation: key of the organisation that the change belongs to.
        batch: joins the events of one operation, so that it is undone as one.
    """

    actor: str
    action: str
    organisation: str = ""
    reason: str = ""
    batch: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row's content before and after a change; None where there was or is no row."""

    row: models.Model
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def create(row: models.Model, act: Act) -> Event:
    """Insert the row and its event."""
    row.save(force_insert=True)
    return append(act, row, before=None, after=state.dump(row))


def create_all(rows: Sequence[models.Model], act: Act) -> None:
    """Insert rows of one model and their events, in a few statements however many there are."""
    if rows:
        type(rows[0])._default_manager.bulk_create(rows)
        append_all(act, [Entry(row, None, state.dump(row)) for row in rows])


def update(row: models.Model, act: Act, *, expected_version: int | None = None) -> Event | None:
    """Save the row's changes and their event; nothing happens when nothing differs.

    Raises:
        Conflict: the stored row has another version than ``expected_version``; nothing is saved.
    """
    stored = type(row)._default_manager.select_for_update().get(pk=row.pk)
    before, after = state.dump(stored), state.dump(row)
    if isinstance(stored, Versioned) and isinstance(row, Versioned):
        if expected_version is not None and stored.version != expected_version:
            raise Conflict(f"{stored} was changed since you opened it.", mine=after, theirs=before)
        row.version = stored.version + 1
    if before == after:
        row.refresh_from_db()
        return None
    row.save()
    return append(act, row, before=before, after=after)


def update_all(rows: Sequence[models.Model], act: Act) -> None:
    """Save the changes of rows of one model and their events; a row in which nothing differs is left alone."""
    if not rows:
        return
    manager = type(rows[0])._default_manager
    stored = manager.select_for_update().in_bulk([row.pk for row in rows])
    entries = [Entry(row, state.dump(stored[row.pk]), state.dump(row)) for row in rows]
    changed = [entry for entry in entries if entry.before != entry.after]
    for entry in changed:
        was = stored[entry.row.pk]
        if isinstance(was, Versioned) and isinstance(entry.row, Versioned):
            entry.row.version = was.version + 1
        entry.row.save()
    append_all(act, changed)


def delete(row: models.Model, act: Act) -> Event:
    """Remove the row, keeping its content in the event so that undo can bring it back."""
    before = state.dump(row)
    event = append(act, row, before=before, after=None)
    row.delete()
    return event


def delete_all(rows: Sequence[models.Model], act: Act) -> None:
    """Remove rows of one model, keeping their content in their events."""
    if rows:
        append_all(act, [Entry(row, state.dump(row), None) for row in rows])
        type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).delete()


def append(act: Act, row: models.Model, *, before: dict[str, Any] | None, after: dict[str, Any] | None) -> Event:
    """Add one event to the chain."""
    return append_all(act, [Entry(row, before, after)])[0]


def append_all(act: Act, entries: Sequence[Entry]) -> list[Event]:
    """Add events to the chain in this order; the head's row lock puts concurrent appends in order."""
    if not entries:
        return []
    head, _ = JournalHead.objects.select_for_update().get_or_create(pk=1)
    at = clock.now()
    events = [_chained(act, entry, head, at) for entry in entries]
    Event.objects.bulk_create(events)
    head.save()
    last = events[-1]
    transaction.on_commit(lambda: _anchor(last.sequence, last.hash))
    return events


def _chained(act: Act, entry: Entry, head: JournalHead, at: datetime) -> Event:
    """The event that follows the head, which moves on to it."""
    event = Event(
        sequence=head.sequence + 1,
        at=at,
        organisation=act.organisation,
        actor=act.actor,
        action=act.action,
        subject_kind=entry.row._meta.label_lower,
        subject_id=str(entry.row.pk),
        subject_name=str(entry.row)[:400],
        reason=act.reason,
        before=entry.before,
        after=entry.after,
        batch=act.batch,
        previous_hash=head.hash,
    )
    event.hash = digest(event)
    head.sequence, head.hash = event.sequence, event.hash
    return event


def digest(event: Event) -> str:
    """The event's HMAC in hex: over its content and the previous hash, in a canonical spelling."""
    content = [
        event.sequence,
        event.at.isoformat(),
        event.organisation,
        event.actor,
        event.action,
        event.subject_kind,
        event.subject_id,
        event.subject_name,
        event.reason,
        event.before,
        event.after,
        str(event.batch),
        event.previous_hash,
    ]
    spelled = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hmac.new(_key(), spelled.encode(), sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where the journal is not what was written."""

    sequence: int
    problem: str


def verify() -> Iterator[Fault]:
    """Every fault of the chain: altered, removed, inserted or swapped events, a cut tail, a head that disagrees."""
    previous, expected = "0" * 64, 1
    hashes: dict[int, str] = {}
    for event in Event.objects.order_by("sequence").iterator():
        if event.sequence != expected:
            yield Fault(expected, f"events {expected} to {event.sequence - 1} are missing")
        if event.previous_hash != previous:
            yield Fault(event.sequence, "does not follow from the event before it")
        if digest(event) != event.hash:
            yield Fault(event.sequence, "was altered after it was written")
        previous, expected = event.hash, event.sequence + 1
        hashes[event.sequence] = event.hash
    yield from _verify_tail(expected - 1, previous, hashes)


def _verify_tail(last: int, last_hash: str, hashes: dict[int, str]) -> Iterator[Fault]:
    head = JournalHead.objects.filter(pk=1).first()
    if (head.sequence, head.hash) != (last, last_hash) if head else last > 0:
        yield Fault(last, "the journal's head names another last event")
    anchored = _read_anchor()
    if anchored and hashes.get(anchored[0]) != anchored[1]:
        yield Fault(anchored[0], "was anchored outside the database and is gone or different")


def _key() -> bytes:
    key: bytes = settings.NORTHING_JOURNAL_KEY
    return key


def _anchor_file() -> Path | None:
    folder = settings.NORTHING_DATA
    return Path(folder) / "journal.anchor" if folder else None


def _anchor(sequence: int, hash_: str) -> None:
    # Commits of two threads can arrive here out of order: the anchor never goes back.
    file, known = _anchor_file(), _read_anchor()
    if file and (known is None or known[0] < sequence):
        fresh = file.with_suffix(f".{uuid.uuid4().hex}")
        fresh.write_text(f"{sequence} {hash_}\n")
        fresh.replace(file)


def _read_anchor() -> tuple[int, str] | None:
    file = _anchor_file()
    if file is None or not file.exists():
        return None
    sequence, hash_ = file.read_text().split()
    return int(sequence), hash_
