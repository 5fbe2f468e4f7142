"""Search over what the person may see; the field's other words find the same things."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse

from northing.organisation.models import Organisation, User
from northing.organisation.queries import units_for
from northing.register.queries import components_for
from northing.strategy.models import Measure, Objective

MOST_PER_GROUP = 8
SHORTEST = 2
SYNONYMS = {"initiative": "project", "epic": "project", "kpi": "measure", "okr": "objective", "department": "unit"}

Result = dict[str, str]


def results_for(user: User, organisation: Organisation, query: str) -> list[Result]:
    """At most eight of each kind, projects first; every word has to occur in key or name."""
    words = [SYNONYMS.get(word, word) for word in query.casefold().split()]
    if len(query.strip()) < SHORTEST:
        return []
    return [
        *_components(user, organisation, words),
        *_objectives(user, organisation, words),
        *_measures(user, organisation, words),
        *_units(user, organisation, words),
    ]


def _every(words: list[str], *, key: str = "key", name: str = "name") -> Q:
    wanted = Q()
    for word in words:
        wanted &= Q(**{f"{key}__icontains": word}) | Q(**{f"{name}__icontains": word})
    return wanted


def _result(group: str, label: str, note: str, url: str) -> Result:
    return {"group": group, "label": label, "note": note, "url": url}


def _components(user: User, organisation: Organisation, words: list[str]) -> list[Result]:
    rows = components_for(user, organisation).filter(_every(words))[:MOST_PER_GROUP]
    return [_result("Projects", r.name, r.key, reverse("alignment:project", args=[r.key])) for r in rows]


def _objectives(user: User, organisation: Organisation, words: list[str]) -> list[Result]:
    rows = Objective.objects.visible_to(user).filter(_every(words), organisation=organisation, in_plan=True)
    return [
        _result("Objectives", r.name, r.key, reverse("alignment:objective", args=[r.key]))
        for r in rows[:MOST_PER_GROUP]
    ]


def _measures(user: User, organisation: Organisation, words: list[str]) -> list[Result]:
    rows = Measure.objects.visible_to(user).filter(_every(words), organisation=organisation, in_plan=True)
    return [
        _result("Measures", r.name, r.unit, reverse("alignment:measure", args=[r.key])) for r in rows[:MOST_PER_GROUP]
    ]


def _units(user: User, organisation: Organisation, words: list[str]) -> list[Result]:
    rows = units_for(user, organisation).filter(_every(words))[:MOST_PER_GROUP]
    return [_result("Units", r.name, "What's in it for us", f"/units/{r.key}") for r in rows]
