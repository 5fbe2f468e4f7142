"""Grow the demo in a data directory to so many projects: copies of its own, with shifted dates and shared effects.

Usage: NORTHING_DATA=DIR python benchmarks/register_of.py 1000      (DIR must hold the loaded demo, and be thrown away)
"""

from __future__ import annotations

import os
import random
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "northing.config.settings")
django.setup()

# ruff: noqa: E402 - models can be imported only when Django is set up
from django.db import transaction

from northing.benefits.models import Benefit
from northing.capacity.models import Demand
from northing.changes.findings import refresh
from northing.engine.calendar import add_months
from northing.organisation.models import Organisation
from northing.portfolio.models import RecordVersion
from northing.register.models import Component, CostLine

SEED = 7
DATES = ("baseline_start_date", "baseline_finish_date", "forecast_start_date", "forecast_finish_date")
# What of each part is divided, so that the whole still stands in proportion to targets and capacity; cost is not.
PARTS = ((CostLine, ()), (Demand, ("fte",)), (Benefit, ("amount", "low", "high")))


def grow(organisation: Organisation, wanted: int) -> None:
    """Add copies of the demo's projects in turn; every second one is in the plan of record."""
    draw = random.Random(SEED)
    originals = list(Component.objects.filter(organisation=organisation).order_by("key"))
    twins = [
        (original := originals[number % len(originals)], copy_of(original, number=number, draw=draw))
        for number in range(len(originals), wanted)
    ]
    Component.objects.bulk_create([twin for _, twin in twins])
    copy_parts(twins, share=len(originals) / wanted)
    record = RecordVersion.objects.filter(organisation=organisation).order_by("-number")[0]
    pattern = record.document["lines"][0] | {"shift_months": 0, "scale": 1.0}
    record.document["lines"] += [pattern | {"project": twin.key} for _, twin in twins[::2]]
    record.save()


def copy_of(original: Component, *, number: int, draw: random.Random) -> Component:
    twin = Component(**columns(original))
    twin.pk, twin.parent_id = None, None
    twin.key, twin.name, twin.external_id = f"GEN-{number:04d}", f"{original.name} {number}", ""
    later = draw.randint(-6, 12)
    for name in DATES:
        day = getattr(twin, name)
        setattr(twin, name, add_months(day, later) if day else None)
    return twin


def columns(row: Component | CostLine | Demand | Benefit) -> dict[str, object]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def copy_parts(twins: list[tuple[Component, Component]], *, share: float) -> None:
    for model, divided in PARTS:
        fresh = []
        for original, twin in twins:
            for part in model.objects.filter(component=original):
                values = columns(part) | {"id": None, "component_id": twin.pk}
                values |= {name: values[name] * share for name in divided if values[name] is not None}
                values |= {"claim": ""} if model is Benefit else {}
                fresh.append(model(**values))
        model.objects.bulk_create(fresh)


if __name__ == "__main__":
    with transaction.atomic():
        grow(demo := Organisation.objects.get(is_demo=True), int(sys.argv[1]))
        refresh(demo)
