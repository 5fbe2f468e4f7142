"""Reads of the register, through the user, and the register as the engine sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from django.db.models import QuerySet

from northing.engine import register as engine
from northing.kernel.errors import NotFound
from northing.organisation.models import Organisation, Person, User
from northing.organisation.scope import organisations_of
from northing.register.models import Assumption, Component, CostLine, Dependency, Exclusion, Support

R = TypeVar("R", Dependency, Exclusion, Assumption)
L = TypeVar("L", Support, Dependency, Assumption)


def components_for(user: User, organisation: Organisation) -> QuerySet[Component]:
    """The organisation's components that the user may see."""
    rows = Component.objects.visible_to(user).filter(organisation=organisation)
    return rows.select_related("unit", "manager", "sponsor", "parent")


def get_component_for(user: User, organisation: Organisation, key: str) -> Component:
    """One component by key.

    Raises:
        NotFound: there is none, or the user may not know of it.
    """
    component = components_for(user, organisation).filter(key=key).first()
    if component is None:
        raise NotFound("There is no such project.")
    return component


def projects_of(components: QuerySet[Component]) -> tuple[engine.Project, ...]:
    """The components as the engine sees them, without demand (which the capacity room adds)."""
    rows, keys = list(components.select_related(None).order_by("key")), _keys(components)
    ids = [row.pk for row in rows]
    costs = _costs(ids)
    needs = _by_component(Dependency.objects.filter(component__in=ids).select_related("needs").order_by("needs__key"))
    excluded = _by_component(Exclusion.objects.filter(component__in=ids).select_related("other").order_by("other__key"))
    assumed = _by_component(Assumption.objects.filter(component__in=ids).select_related("owner").order_by("pk"))
    known = {row.pk for row in rows}
    return tuple(
        _project(
            row,
            keys=keys[row.pk],
            costs=costs[row.pk],
            needs=[d for d in needs[row.pk] if d.needs_id in known],
            excluded=[x for x in excluded[row.pk] if x.other_id in known],
            assumed=assumed[row.pk],
        )
        for row in rows
    )


class _Keys(NamedTuple):
    """What a component belongs to, by key: rows of four more tables would cost more than all the rest."""

    unit: str
    parent: str | None
    manager: str | None
    sponsor: str | None


def _keys(components: QuerySet[Component]) -> dict[int, _Keys]:
    rows = components.select_related(None).order_by()
    columns = rows.values_list("pk", "unit__key", "parent__key", "manager__key", "sponsor__key")
    return {pk: _Keys(unit, parent, manager, sponsor) for pk, unit, parent, manager, sponsor in columns}


def _costs(ids: Iterable[int]) -> defaultdict[int, list[engine.YearCost]]:
    grouped: defaultdict[int, list[engine.YearCost]] = defaultdict(list)
    rows = CostLine.objects.filter(component__in=ids).order_by("year")
    for component, year, budget, forecast, actual in rows.values_list(
        "component_id", "year", "budget", "forecast", "actual"
    ):
        grouped[component].append(engine.YearCost(year, budget, forecast, actual))
    return grouped


def _by_component(rows: Iterable[R]) -> defaultdict[int, list[R]]:
    grouped: defaultdict[int, list[R]] = defaultdict(list)
    for row in rows:
        grouped[row.component_id].append(row)
    return grouped


def _project(
    row: Component,
    *,
    keys: _Keys,
    costs: list[engine.YearCost],
    needs: list[Dependency],
    excluded: list[Exclusion],
    assumed: list[Assumption],
) -> engine.Project:
    return engine.Project(
        key=row.key,
        name=row.name,
        unit=keys.unit,
        kind=engine.Kind(row.kind),
        parent=keys.parent,
        manager=keys.manager,
        sponsor=keys.sponsor,
        stage=engine.Stage(row.stage),
        baseline=engine.Span(row.baseline_start_date, row.baseline_finish_date),
        forecast=engine.Span(row.forecast_start_date, row.forecast_finish_date),
        cost=tuple(costs),
        whole_life_cost=row.whole_life_cost,
        mandatory=bool(row.mandatory_reason),
        mandatory_reason=row.mandatory_reason,
        complete_share=row.complete_share,
        shift_options=tuple(row.shift_options),
        scale_options=tuple(row.scale_options),
        requires=tuple(engine.Dependency(d.needs.key, d.reason) for d in needs),
        excludes=tuple(x.other.key for x in excluded),
        assumptions=tuple(_assumption(a) for a in assumed),
        earned_value=_earned_value(row),
        reported_status=engine.Status(row.reported_status),
        reported_on=row.reported_on_date,
        tags=tuple(row.tags),
        confidential=row.confidential,
    )


def _assumption(row: Assumption) -> engine.Assumption:
    owner = row.owner.key if row.owner else None
    return engine.Assumption(str(row.pk), row.statement, row.valid_until_date, owner, row.source)


def _earned_value(row: Component) -> engine.EarnedValue | None:
    planned, earned, actual, on = row.planned_value, row.earned_value, row.actual_cost, row.earned_value_date
    if planned is None or earned is None or actual is None or on is None:
        return None
    return engine.EarnedValue(planned, earned, actual, on)


def supports_of(components: QuerySet[Component]) -> tuple[engine.Support, ...]:
    """The components' rated links to objectives as the engine sees them."""
    rows = Support.objects.filter(component__in=components).select_related("component", "objective")
    return tuple(
        engine.Support(row.component.key, row.objective.key, row.rating, row.reason)
        for row in rows.order_by("component__key", "objective__key")
    )


def people_for(user: User, organisation: Organisation) -> QuerySet[Person]:
    """Those who can own, manage or sponsor: everybody of the organisation who has not left."""
    if organisation not in organisations_of(user):
        return Person.objects.none()
    return Person.objects.filter(organisation=organisation, left_on=None)


def supports_for(user: User, component: Component) -> QuerySet[Support]:
    """The component's rated links."""
    return Support.objects.visible_to(user).filter(component=component).select_related("objective", "component__unit")


def dependencies_for(user: User, component: Component) -> QuerySet[Dependency]:
    """What the component needs, as far as the user may know of it."""
    rows = Dependency.objects.visible_to(user).filter(component=component)
    return rows.filter(needs__in=Component.objects.visible_to(user)).select_related("needs", "component__unit")


def assumptions_for(user: User, component: Component) -> QuerySet[Assumption]:
    """What the component rests on."""
    rows = Assumption.objects.visible_to(user).filter(component=component)
    return rows.select_related("owner", "component__unit").order_by("valid_until_date", "pk")


def get_part(rows: QuerySet[L], pk: int) -> L:
    """One of the rows by id.

    Raises:
        NotFound: there is none, or the user may not know of it.
    """
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound("There is no such line; it may have been removed meanwhile.")
    return row
