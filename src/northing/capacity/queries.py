"""Roles, supply, demand and allocations as the engine sees them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet

from northing.capacity.models import Allocation, Demand, Role, Supply
from northing.engine import register as engine
from northing.engine import snapshot
from northing.organisation.models import Organisation, User
from northing.register.models import Component


def roles_of(organisation: Organisation) -> tuple[snapshot.Role, ...]:
    """The organisation's roles."""
    return tuple(snapshot.Role(role.key, role.name) for role in Role.objects.filter(organisation=organisation))


def supply_of(organisation: Organisation) -> tuple[snapshot.Capacity, ...]:
    """What projects may use of each role in each month, in full-time equivalents."""
    rows = Supply.objects.filter(role__organisation=organisation).select_related("role").order_by("role__key", "month")
    return tuple(snapshot.Capacity(row.role.key, row.month, row.fte) for row in rows)


def with_demand(projects: tuple[engine.Project, ...], components: QuerySet[Component]) -> tuple[engine.Project, ...]:
    """The projects with the demand of their components filled in."""
    rows = Demand.objects.filter(component__in=components).order_by("role__key", "month")
    wanted: defaultdict[str, list[engine.Demand]] = defaultdict(list)
    for key, role, month, fte in rows.values_list("component__key", "role__key", "month", "fte"):
        wanted[key].append(engine.Demand(role, month, fte))
    return tuple(replace(project, demand=tuple(wanted[project.key])) for project in projects)


def allocations_of(components: QuerySet[Component]) -> tuple[engine.Allocation, ...]:
    """The shares of people's time that are promised to the components."""
    rows = Allocation.objects.filter(component__in=components).select_related("person", "component").order_by("pk")
    return tuple(
        engine.Allocation(row.person.key, row.component.key, row.start_date, row.finish_date, row.share, row.source)
        for row in rows
    )


def roles_for(user: User, organisation: Organisation) -> QuerySet[Role]:
    """The organisation's roles."""
    return Role.objects.visible_to(user).filter(organisation=organisation)


def months_with_supply(user: User, organisation: Organisation, since: date) -> list[date]:
    """The months from a day on for which somebody has said what there is."""
    rows = Supply.objects.visible_to(user).filter(role__organisation=organisation, month__gte=since)
    return list(rows.values_list("month", flat=True).order_by("month").distinct())
