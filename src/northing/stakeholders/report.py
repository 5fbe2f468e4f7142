"""A unit's page as data: amounts in the measures' units, money in minor currency units, null = unknown."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from northing.stakeholders.get import Score
from northing.stakeholders.page import UnitView
from northing.stakeholders.queries import News


def as_json(view: UnitView, news: News) -> dict[str, Any]:
    """The same figures as the page."""
    snapshot = view.picture.snapshot
    return {
        "unit": {"key": view.unit.key, "name": view.unit.name},
        "as_of": snapshot.as_of.isoformat(),
        "currency": snapshot.currency,
        "sentence": view.title,
        "objectives": [{"key": o.key, "name": o.name, "status": o.status.value} for o in view.objectives],
        "serves": [{"key": o.key, "name": o.name} for o in view.served],
        "get": [_score(score) for score in view.scores],
        "give": {
            "fte_months": [{"role": role, "fte_months": fte} for role, fte in view.give.roles],
            "money": [{"year": year, "minor": amount} for year, amount in view.give.money],
            "unknown_cost": list(view.give.unknown),
            "go_lives": [{"project": g.project, "name": g.name, "on": g.on.isoformat()} for g in view.give.go_lives],
        },
        "others": {
            "leanings": [asdict(one) for one in view.leanings],
            "gates": [asdict(one) for one in view.gates],
        },
        "since": news.since.isoformat(),
        "news": [
            {"change": n.change.key, "at": n.at.isoformat(), "text": line["text"], "because": line["because"]}
            for n in news.fresh
            for line in n.lines
        ],
    }


def _score(score: Score) -> dict[str, Any]:
    coverage = score.coverage
    return {
        "measure": coverage.key,
        "name": coverage.name,
        "unit": coverage.unit,
        "objective": coverage.objective,
        "now": score.now,
        "forecast": score.level,
        "target": coverage.target,
        "target_date": coverage.target_date.isoformat() if coverage.target_date else None,
        "gap": coverage.gap,
        "shortfall": coverage.shortfall,
        "covered_promised": coverage.promised.coverage,
        "covered_forecast": coverage.forecast.coverage,
        "reason": coverage.reason,
        "parts": [asdict(part) for part in score.parts],
    }
