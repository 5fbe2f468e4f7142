"""How a write is made: one transaction around permission, rule, change, event and everything that follows from it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.apps import apps
from django.db import models, transaction

from northing.kernel import journal, reactions, state
from northing.kernel.errors import Conflict, NotFound
from northing.kernel.journal import Act
from northing.kernel.models import Event
from northing.kernel.resting import leaning_on

_current: ContextVar[Act | None] = ContextVar("current_act", default=None)


@contextmanager
def acting(*, actor: str, action: str, organisation: str = "", reason: str = "") -> Iterator[Act]:
    """One action in one transaction; an action called within another shares its batch, so undo takes both back."""
    outer = _current.get()
    act = Act(actor, action, organisation, reason, outer.batch if outer else uuid.uuid4())
    token = _current.set(act)
    try:
        with transaction.atomic():
            yield act
            if outer is None and organisation:
                reactions.run(act)
    finally:
        _current.reset(token)


def undo_batch(batch: uuid.UUID, *, actor: str, organisation: str, reason: str = "Undo") -> uuid.UUID:
    """Take back one operation, newest event first, as a new operation (which can itself be undone).

    Raises:
        NotFound: the organisation has no such operation.
        Conflict: something it touched was changed since, or what came later rests on it; nothing is taken back.
    """
    if leaning := leaning_on(batch):
        raise Conflict(f"What came later rests on this ({', '.join(leaning)}) and would be lost. Take that back first.")
    with acting(actor=actor, action="kernel.undo", organisation=organisation, reason=reason) as act:
        events = list(Event.objects.filter(batch=batch, organisation=organisation).order_by("-sequence"))
        if not events:
            raise NotFound("There is nothing to undo here.")
        for event in events:
            _undo(event, act)
        return act.batch


def _undo(event: Event, act: Act) -> None:
    model = apps.get_model(event.subject_kind)
    row = model._default_manager.filter(pk=event.subject_id).first()
    if event.after != (state.dump(row) if row else None):
        raise Conflict(f"{event.subject_name} was changed since, so this can no longer be undone on its own.")
    if event.before is None and row is not None:
        journal.delete(row, act)
    elif event.before is not None:
        _bring_back(model, row, event.before, act)


def _bring_back(model: type[models.Model], row: models.Model | None, before: dict[str, object], act: Act) -> None:
    if row is None:
        row = model()
        state.load(row, before)
        journal.create(row, act)
    else:
        state.load(row, before)
        journal.update(row, act)
