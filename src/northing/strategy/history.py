"""What the journal knows of a draft: its earlier states, for merging, and what can still be undone."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from northing.engine.formats.json import plan_from_dict
from northing.engine.plan import Plan
from northing.kernel.models import Event
from northing.organisation.models import Organisation
from northing.strategy.models import PlanVersion

KIND = PlanVersion._meta.label_lower
UNDO = "kernel.undo"
# The reason that a redo is journalled with: its state alone could also be that of an undo.
REDO = "Redo"
NO_DRAFT = "0"


def token_of(draft: PlanVersion | None) -> str:
    """Which state of the draft somebody looks at; it comes back with the form, so that nothing is overwritten."""
    return f"{draft.pk}-{draft.version}" if draft else NO_DRAFT


def plan_at(organisation: Organisation, token: str) -> Plan | None:
    """The plan as it stood at a token; None when the journal cannot tell."""
    draft, dash, version = token.partition("-")
    if not (dash and draft.isdecimal() and version.isdecimal()):
        return None
    since = _since_creation(organisation, draft)
    at = int(version) - 1
    return plan_from_dict(since[at].after["document"]) if 0 <= at < len(since) else None


def _since_creation(organisation: Organisation, draft: str) -> list[Any]:
    """The draft's events from when it was last made: the n-th led to its version n."""
    found: list[Any] = []
    for event in Event.objects.filter(organisation=organisation.key, subject_kind=KIND, subject_id=draft).order_by(
        "sequence"
    ):
        found = [event] if event.before is None else [*found, event]
    return [event for event in found if event.after is not None]


@dataclass(frozen=True, slots=True)
class Operation:
    """What one operation did to the draft; None stands for no draft."""

    batch: UUID
    is_undo: bool
    is_redo: bool
    is_begun: bool
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    @classmethod
    def of(cls, events: list[Event]) -> Operation:
        """From the events of one batch, in order; beginning a draft without an edit is nothing to take back."""
        first, last = events[0], events[-1]
        is_undo = first.action == UNDO
        is_begun = first.before is None and last is first
        return cls(first.batch, is_undo, is_undo and first.reason == REDO, is_begun, first.before, last.after)


@dataclass(frozen=True, slots=True)
class Steps:
    """What can be taken back, and what was taken back and can be done again, each with the newest last."""

    done: tuple[Operation, ...]
    taken_back: tuple[Operation, ...]


def steps_of(organisation: Organisation, draft: PlanVersion | None) -> Steps:
    """The draft's edits that stand, and its undos that no later edit has overtaken.

    An undo of the first edit takes the draft away: without one, the last that there was is asked.
    """
    done: list[Operation] = []
    taken_back: list[Operation] = []
    for operation in _operations(organisation, draft):
        if operation.is_redo and taken_back:
            taken_back.pop()
            done.append(operation)
        elif operation.is_undo and done and operation.after == done[-1].before:
            taken_back.append(operation)
            done.pop()
        elif not operation.is_begun:
            taken_back.clear()
            done.append(operation)
    return Steps(tuple(done), tuple(taken_back))


def _operations(organisation: Organisation, draft: PlanVersion | None) -> list[Operation]:
    rows = Event.objects.filter(organisation=organisation.key, subject_kind=KIND)
    subject = str(draft.pk) if draft else rows.order_by("-sequence").values_list("subject_id", flat=True).first()
    batches = groupby(rows.filter(subject_id=subject).order_by("sequence"), key=attrgetter("batch"))
    return [Operation.of(list(events)) for _, events in batches]


def undoable(draft: PlanVersion) -> Operation | None:
    """The newest edit of the draft that was not undone yet; None at its beginning."""
    done = steps_of(draft.organisation, draft).done
    return done[-1] if done else None


def redoable(organisation: Organisation, draft: PlanVersion | None) -> Operation | None:
    """The undo whose edit can be done again; None after a new edit."""
    taken_back = steps_of(organisation, draft).taken_back
    return taken_back[-1] if taken_back else None


def has_events(batch: UUID) -> bool:
    """Whether an operation changed anything."""
    return Event.objects.filter(batch=batch).exists()
