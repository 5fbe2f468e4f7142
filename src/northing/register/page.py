"""The page on which a component is edited: its form, and beside it what it is linked to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from django.urls import NoReverseMatch, reverse

from northing.organisation.models import Organisation, User
from northing.organisation.roles import Permission
from northing.organisation.scope import may
from northing.register.form import Offer, shown
from northing.register.links import RATINGS
from northing.register.models import Assumption, Component, Dependency, Support
from northing.register.queries import assumptions_for, components_for, dependencies_for, supports_for
from northing.strategy.models import Objective


def edit_context(user: User, organisation: Organisation, component: Component) -> dict[str, Any]:
    """What the page shows before anything is typed."""
    offer = Offer.to(user, organisation, also=component)
    return {
        "component": component,
        "row_version": component.version,
        "typed": shown(component),
        "choices": offer.choices(),
        "is_cleared": may(user, Permission.SEE_CONFIDENTIAL, organisation, component.unit),
        "decided": _decided(component),
        "project_url": address("alignment:project", component.key),
        "changes_url": address("changes:radar"),
        **parts_context(user, organisation, component, offer),
    }


def _decided(component: Component) -> dict[str, object]:
    budgets = [line.budget for line in component.cost_lines.all() if line.budget is not None]
    return {
        "start": component.baseline_start_date,
        "finish": component.baseline_finish_date,
        "budget": sum(budgets) if budgets else component.whole_life_cost,
    }


@dataclass(frozen=True, slots=True)
class PartForm:
    """One small form of the page; ``at`` names it, so that what could not be kept comes back into it."""

    at: str
    typed: Mapping[str, object]
    row: Support | Dependency | Assumption | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> dict[str, str]:
        """The id of each of its fields."""
        return {name: f"{self.at}_{name}" for name in PART_FIELDS}


PART_FIELDS = ("objective", "rating", "reason", "needs", "statement", "valid_until", "owner", "source")


def parts_context(user: User, organisation: Organisation, component: Component, offer: Offer) -> dict[str, Any]:
    """The links of the component, and what can be linked to."""
    objectives = Objective.objects.visible_to(user).filter(organisation=organisation, in_plan=True)
    others = components_for(user, organisation).exclude(pk=component.pk).order_by("name")
    return {
        "forms": {
            "supports": [_support_form(row) for row in supports_for(user, component)],
            "assumptions": [_assumption_form(row) for row in assumptions_for(user, component)],
            **{name: [PartForm(name, {})] for name in ("new_support", "new_dependency", "new_assumption")},
        },
        "dependencies": list(dependencies_for(user, component)),
        "objectives": [("", "Choose an objective"), *((o.key, f"{o.key} {o.name}") for o in objectives)],
        "ratings": [(rating, _signed(rating)) for rating in sorted(RATINGS, reverse=True)],
        "others": [("", "Choose a project"), *((other.key, f"{other.name} ({other.key})") for other in others)],
        "people": offer.choices()["manager"],
        "idempotency_key": uuid4().hex,
    }


def _support_form(row: Support) -> PartForm:
    return PartForm(f"supports-{row.pk}", {"rating": row.rating, "reason": row.reason, "version": row.version}, row)


def _assumption_form(row: Assumption) -> PartForm:
    return PartForm(f"assumptions-{row.pk}", {"source": "", "valid_until": "", "version": row.version}, row)


def with_failure(
    forms: Mapping[str, list[PartForm]], *, at: str, typed: Mapping[str, str], errors: Mapping[str, str]
) -> dict[str, list[PartForm]]:
    """The forms, with what was typed into one of them and why it could not be kept."""
    return {
        name: [replace(form, typed=typed, errors=errors) if form.at == at else form for form in rows]
        for name, rows in forms.items()
    }


def _signed(rating: int) -> str:
    strength = {1: "weak", 3: "medium", 9: "strong"}[abs(rating)]
    return f"{rating:+d} {strength}, {'for' if rating > 0 else 'against'} it".replace("-", "−")


def address(name: str, *arguments: str) -> str:
    """The URL of a room above, or nothing while it has no page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def pairs(errors: Mapping[str, str], *, prefix: str = "id_") -> list[tuple[str, str]]:
    """Errors as the summary takes them: the field's id and the sentence."""
    return [(f"{prefix}{name}", sentence) for name, sentence in errors.items()]
