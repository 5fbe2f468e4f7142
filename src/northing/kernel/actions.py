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
        for run in _runs(events):
            _undo(run, act)
        return act.batch


def _runs(events: list[Event]) -> Iterator[list[Event]]:
    """Neighbours that did the same to different rows of one model: each run is taken back in a few statements."""
    run: list[Event] = []
    for event in events:
        if run and (_kind(event) != _kind(run[0]) or event.subject_id in {other.subject_id for other in run}):
            yield run
            run = []
        run.append(event)
    if run:
        yield run


def _kind(event: Event) -> tuple[str, bool, bool]:
    return event.subject_kind, event.before is None, event.after is None


def _undo(run: list[Event], act: Act) -> None:
    model = apps.get_model(run[0].subject_kind)
    rows = _rows(model, [event.subject_id for event in run])
    for event in run:
        row = rows.get(event.subject_id)
        if event.after != (state.dump(row) if row else None):
            raise Conflict(f"{event.subject_name} was changed since, so this can no longer be undone on its own.")
    if run[0].before is None:
        journal.delete_all([rows[event.subject_id] for event in run if event.subject_id in rows], act)
    else:
        _bring_back(model, run, rows, act)


def _rows(model: type[models.Model], ids: list[str]) -> dict[str, models.Model]:
    """Rows by id, with what they belong to: a row's name often says it."""
    owners = [field.name for field in model._meta.concrete_fields if field.is_relation and not field.null]
    found = model._default_manager.select_related(*owners) if owners else model._default_manager
    return {str(pk): row for pk, row in found.in_bulk(ids).items()}


def _bring_back(model: type[models.Model], run: list[Event], rows: dict[str, models.Model], act: Act) -> None:
    """Each row as its event found it: changed back where it is there, made again where it is not."""
    restored = [rows.get(event.subject_id) or model() for event in run]
    for row, event in zip(restored, run, strict=True):
        state.load(row, event.before or {})
    if run[0].after is None:
        journal.create_all(restored, act)
    else:
        journal.update_all(restored, act)
