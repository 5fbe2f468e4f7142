"""Undo of an import, refused in words where something that came later rests on what it brought."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.apps import apps
from django.db.models import CASCADE, PROTECT, Model

from northing.exchange.models import ImportBatch
from northing.kernel import actions
from northing.kernel.errors import Conflict
from northing.kernel.models import Event
from northing.organisation.models import User

# What the product works out by itself after a change goes with it; people's work does not.
WORKED_OUT = frozenset({"changes"})


def undo_import(*, actor: User, batch: ImportBatch) -> UUID:
    """Take back all that the import changed; the journal batch of the undo, which can itself be undone.

    Raises:
        Conflict: it changed nothing, something it touched was changed since, or something rests on it; nothing is
            taken back then.
    """
    if batch.journal_batch is None:
        raise Conflict("This import changed nothing, so there is nothing to undo.")
    if leaning := leaning_on(batch.journal_batch):
        raise Conflict(
            f"What came later rests on this import ({', '.join(leaning)}), and would be lost. Take that back first."
        )
    return actions.undo_batch(batch.journal_batch, actor=actor.email, organisation=batch.organisation.key)


def leaning_on(journal_batch: UUID) -> list[str]:
    """What rests on rows that the batch created and did not come with them: ``["32 benefits"]``."""
    made: defaultdict[str, set[str]] = defaultdict(set)
    for event in Event.objects.filter(batch=journal_batch, before__isnull=True).values("subject_kind", "subject_id"):
        made[event["subject_kind"]].add(event["subject_id"])
    counts: defaultdict[str, int] = defaultdict(int)
    for kind, keys in made.items():
        for model, count in _resting(apps.get_model(kind), keys, made):
            counts[str(model._meta.verbose_name_plural)] += count
    return [f"{count} {name}" for name, count in sorted(counts.items())]


def _resting(model: type[Model], keys: set[str], made: dict[str, set[str]]) -> list[tuple[type[Model], int]]:
    found = []
    for relation in model._meta.related_objects:
        other = relation.related_model
        goes_too = relation.on_delete is CASCADE and other._meta.app_label not in WORKED_OUT
        if not (goes_too or relation.on_delete is PROTECT):
            continue
        rows = other._default_manager.filter(**{f"{relation.field.name}__in": keys}).values_list("pk", flat=True)
        count = len({str(pk) for pk in rows} - made.get(other._meta.label_lower, set()))
        if count:
            found.append((other, count))
    return found
