"""What rests on rows that an operation created: people's later work, which its undo would take away unseen."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.apps import apps
from django.db.models import CASCADE, PROTECT, Model

from northing.kernel.models import Event


def leaning_on(batch: UUID) -> list[str]:
    """What rests on rows that the batch created, and neither came with them nor was only led to them by it.

    ``["32 benefits"]``: an earlier row that the batch gave a new parent is none, as undo gives its old one back.
    Rows of a model that says ``worked_out = True`` are made by the product itself and go with what they are about.
    """
    made: defaultdict[str, set[str]] = defaultdict(set)
    touched: defaultdict[str, set[str]] = defaultdict(set)
    for event in Event.objects.filter(batch=batch).values("subject_kind", "subject_id", "before"):
        touched[event["subject_kind"]].add(event["subject_id"])
        if event["before"] is None:
            made[event["subject_kind"]].add(event["subject_id"])
    counts: defaultdict[str, int] = defaultdict(int)
    for kind, keys in made.items():
        for model, count in _resting(apps.get_model(kind), keys, touched):
            counts[str(model._meta.verbose_name_plural)] += count
    return [f"{count} {name}" for name, count in sorted(counts.items())]


def _resting(model: type[Model], keys: set[str], touched: dict[str, set[str]]) -> list[tuple[type[Model], int]]:
    found = []
    for relation in model._meta.related_objects:
        other = relation.related_model
        is_peoples = not getattr(other, "worked_out", False)
        if not (relation.on_delete is PROTECT or (relation.on_delete is CASCADE and is_peoples)):
            continue
        rows = other._default_manager.filter(**{f"{relation.field.name}__in": keys}).values_list("pk", flat=True)
        count = len({str(pk) for pk in rows} - touched.get(other._meta.label_lower, set()))
        if count:
            found.append((other, count))
    return found
