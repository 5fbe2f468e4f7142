"""The figures over the line of sight, each with its rows behind it."""

from __future__ import annotations

from django.urls import reverse

from northing.alignment.queries import Picture
from northing.engine.alignment.strain import RoleMonth, role_capacity, role_demand
from northing.engine.register import Status
from northing.ui.blocks import Kpi
from northing.ui.figures import UNKNOWN, currency_symbol, money_text, share_text


def key_figures(picture: Picture, *, currency: str) -> list[Kpi]:
    """Objectives on track, alignment forecast and promised, spend that serves an objective, peak load."""
    return [
        _on_track(picture),
        _alignment(picture),
        _linked(picture, currency_symbol(currency)),
        *_peak_load(picture),
    ]


def _on_track(picture: Picture) -> Kpi:
    statuses = [objective.status for objective in picture.coverage.objectives]
    unknown = statuses.count(Status.UNKNOWN)
    note = f"{unknown} unknown" if unknown else "by forecast coverage"
    return Kpi("Objectives on track", f"{statuses.count(Status.ON_TRACK)} of {len(statuses)}", note)


def _alignment(picture: Picture) -> Kpi:
    coverage = picture.coverage
    unknown = f", {share_text(coverage.unknown_weight)} unknown" if coverage.unknown_weight > 0 else ""
    return Kpi(
        "Alignment, forecast", _text(coverage.coverage), f"promised {_text(coverage.promised.coverage)}{unknown}"
    )


def _text(share: float | None) -> str:
    return UNKNOWN if share is None else share_text(share)


def _linked(picture: Picture, symbol: str) -> Kpi:
    spend = picture.spend
    share = 1 - spend.unlinked_amount / spend.total if spend.total else None
    text = f"{share * 100:.1f} %" if share is not None else UNKNOWN
    url = f"{reverse('alignment:register')}?objective=none"
    return Kpi(
        "Spend that serves an objective", text, f"{money_text(spend.unlinked_amount, currency=symbol)} does not", url
    )


def _peak_load(picture: Picture) -> list[Kpi]:
    capacity, demand = role_capacity(picture.snapshot), role_demand(picture.snapshot)
    loads = [
        (sum(by_project.values()) / capacity[place], place)
        for place, by_project in demand.items()
        if capacity.get(place)
    ]
    if not loads:
        return []
    load, place = max(loads, key=lambda entry: (entry[0], entry[1].role))
    return [Kpi("Peak load", share_text(load), _where(place, picture))]


def _where(place: RoleMonth, picture: Picture) -> str:
    name = next((role.name for role in picture.snapshot.roles if role.key == place.role), place.role)
    return f"{name}, {place.month:%b %Y}"
