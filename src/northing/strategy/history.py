"""What the journal knows of a draft: its earlier states, for merging, and what can still be undone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from northing.engine.formats.json import plan_from_dict
from northing.engine.plan import Plan
from northing.kernel.models import Event
from northing.organisation.models import Organisation
from northing.strategy.models import PlanVersion

KIND = PlanVersion._meta.label_lower
UNDO = "kernel.undo"
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


def undoable(draft: PlanVersion) -> Event | None:
    """The newest edit of the draft that was not undone yet; None at its beginning."""
    stack: list[Event] = []
    for event in _since_creation(draft.organisation, str(draft.pk)):
        if event.action == UNDO and stack and event.after == stack[-1].before:
            stack.pop()
        elif event.before is not None:
            stack.append(event)
    return stack[-1] if stack else None


def has_events(batch: UUID) -> bool:
    """Whether an operation changed anything."""
    return Event.objects.filter(batch=batch).exists()
