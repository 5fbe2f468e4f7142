"""The ledger: every benefit that the person may see, narrowed, summed and exported."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from northing.benefits.ledger import SHOWS, Cash, Filter, cash_of, narrowed
from northing.benefits.models import Benefit
from northing.benefits.queries import benefits_for
from northing.organisation.web import MemberRequest, member
from northing.register.page import address
from northing.ui import exports
from northing.ui.blocks import Column
from northing.ui.figures import currency_symbol, money_text

# More rows make a page that answers keys slowly; the sums are of all of them.
MOST_ROWS = 300
EXPORTED = ("project", "name", "unit", "measure", "measure_name", "measure_unit", "amount", "low", "high", "from",
            "ramp_months", "confidence", "owner", "cashable", "claim", "source")  # fmt: skip


def _columns(currency: str) -> list[Column]:
    return [
        Column("Project", "project"),
        Column("Measure", "measure"),
        Column("Amount", kind="number"),
        Column("From", "start"),
        Column("Confidence", "confidence", "number"),
        Column("Owner", "owner"),
        Column("Cashable a year", "cashable", "number", f"{currency_symbol(currency)}m"),
        Column("Claim"),
    ]


def _all(request: MemberRequest) -> list[Benefit]:
    rows = benefits_for(request.user, request.organisation)
    return list(rows.select_related("component__unit", "measure__objective", "owner"))


@require_safe
@member
def page(request: MemberRequest) -> HttpResponseBase:
    """What is promised, by whom, from when, and how much of it is cash."""
    everything, by = _all(request), Filter.of(request.GET.dict())
    rows = narrowed(everything, by)
    cash = cash_of(rows)
    context = {
        "rows": rows[:MOST_ROWS],
        "count": len(rows),
        "left_out": max(0, len(rows) - MOST_ROWS),
        "by": by,
        "columns": _columns(request.organisation.currency),
        "title": _title(rows, cash, by, currency_symbol(request.organisation.currency)),
        "cash": cash,
        "twice": cash.claimed - cash.once,
        "amount": sum(row.amount for row in rows) if by.measure else None,
        "measure_unit": rows[0].measure.unit if by.measure and rows else "",
        "choices": _choices(everything),
        "has_any": bool(everything),
        "exports": _export_links(request),
        "register_url": address("alignment:register"),
    }
    return render(request, "benefits/ledger.html", context)


def _title(rows: list[Benefit], cash: Cash, by: Filter, symbol: str) -> str:
    noun = "benefit" if len(rows) == 1 else "benefits"
    measures = len({row.measure_id for row in rows})
    which = "fit" if by.is_narrowing else f"promised to {measures} measure{'' if measures == 1 else 's'}"
    money = money_text(cash.once, currency=symbol)
    return f"{len(rows)} {noun} {which}, {money} a year of it cashable" if cash.once else f"{len(rows)} {noun} {which}"


def _choices(rows: list[Benefit]) -> dict[str, list[tuple[str, str]]]:
    units = {row.component.unit.key: row.component.unit.name for row in rows}
    measures = {row.measure.key: f"{row.measure.key} {row.measure.name}" for row in rows}
    return {
        "unit": [("", "All units"), *sorted(units.items(), key=lambda entry: entry[1])],
        "measure": [("", "All measures"), *sorted(measures.items())],
        "show": [("", "All benefits"), *SHOWS.items()],
    }


def _export_links(request: MemberRequest) -> list[tuple[str, str]]:
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    forms = ("csv", "xlsx", "json")
    return [(form.upper(), reverse("benefits:ledger_export", args=[form]) + query) for form in forms]


@require_safe
@member
def export(request: MemberRequest, form: str) -> HttpResponseBase:
    """The same rows as the page; money in minor currency units, confidence 0..1."""
    rows = narrowed(_all(request), Filter.of(request.GET.dict()))
    cells = (
        (r.component.key, r.name, r.component.unit.key, r.measure.key, r.measure.name, r.measure.unit, r.amount, r.low,
         r.high, r.start_date, r.ramp_months, r.confidence, r.owner.name if r.owner else None, r.cashable, r.claim,
         r.source)
        for r in rows
    )  # fmt: skip
    return exports.answer(form, name="benefits", columns=EXPORTED, rows=cells)
