"""Specimens for the gallery of states: fiction, each figure chosen to show a form."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from northing.engine.values import Value, ValueState
from northing.ui import gallery_charts
from northing.ui.blocks import Column, Explanation, Fact, Kpi, Step, Tab


def specimens() -> dict[str, Any]:
    return _facts() | _figures() | _tables() | {"charts": gallery_charts.specimens(), "sight": gallery_charts.sight()}


def _facts() -> dict[str, Any]:
    return {
        "navigation": _navigation(),
        "organisation": "Tarnwell Water",
        "plan_of_record": "v3",
        "as_of": "12 Mar 2027",
        "breadcrumb": [
            {"label": "Rivers we are proud of", "url": "#g2"},
            {"label": "O2.2 Storm spills", "url": "#o22"},
            {"label": "Storm tank Eller", "url": ""},
        ],
        "statuses": ["on_track", "at_risk", "off_track", "not_started", "unknown"],
        "steps": [
            Step("Detect", "2 d ago"),
            Step("Impact", "after 1 min"),
            Step("Proposal", "after 8 s", current=True),
            Step("Decision"),
        ],
        "tabs": [
            Tab("Contradictions", "#c", current=True, count=12),
            Tab("Misalignment", "#m", count=3),
            Tab("Data quality", "#d", count=0),
        ],
        "facts": [
            Fact("Billing migration goes live on 1 Sep 2027", "Register, PRJ-025", "3 Mar 2027", "#b"),
            Fact(
                "Identity platform, which it needs, finishes on 12 Oct 2027", "Register, PRJ-031", "10 Mar 2027", "#i"
            ),
        ],
    }


def _navigation() -> list[dict[str, Any]]:
    pages = [{"label": name, "url": f"#{name}", "current": name == "Outline"} for name in ("Line of sight", "Outline")]
    words = ("Strategy", "Demand", "Portfolio", "Capacity", "Benefits", "Changes")
    return [{"label": word, "url": f"#{word}", "children": pages, "current": word == "Strategy"} for word in words]


def _figures() -> dict[str, Any]:
    return {
        "kpis": [
            Kpi("Objectives on track", "4 of 12", "▼ 2 since plan v2", "#k"),
            Kpi("Spend linked to the plan", "97.9 %", "2 projects serve no objective", "#k"),
            Kpi("Alignment", "71 %", "promised 78 %", "#k"),
            Kpi("Benefits against plan", "−£6.9m", "FY30 run-rate", "#k"),
            Kpi("Decisions waiting", "4", "oldest 9 d", "#k"),
        ],
        "withheld": Value(ValueState.WITHHELD, basis="Section 43 FOI"),
        "early": Value(ValueState.NOT_YET_PLANNED),
        "not_applicable": Value(ValueState.NOT_APPLICABLE),
        "missing": None,
        "zero": 0,
        "negative": -690_000_000,
        "amount": 2_140_000_000,
        "small_amount": 82_000_000,
        "day": date(2027, 3, 12),
        "moment": datetime(2027, 3, 12, 14, 2, tzinfo=UTC),
        "granters": ["Aisha Khan", "Margaret Doyle"],
        "options": [("mean", "Stays at the last reading"), ("trend", "Follows its trend")],
        "errors": [("id_target", "Enter a target above 0"), ("id_weight", "The weights add up to 104; take 4 away")],
        "explanation": Explanation(
            formula="coverage = promised ÷ gap = 1,640 ÷ 2,270 = 72 %",
            inputs=(
                ("Last reading", "4,120 /yr", "Event duration monitors", "31 Dec 2026"),
                ("Target", "1,850 /yr", "Plan v3, O2.2", "31 Mar 2030"),
                ("Promised by 4 projects", "1,640 /yr", "Register", "12 Mar 2027"),
            ),
            note="What the last reading already shows is not counted twice.",
            url="#rows",
        ),
    }


def _tables() -> dict[str, Any]:
    rows = [
        ("Smart metering rollout", "at_risk", 2_140_000_000, 110_000_000, date(2029, 3, 31)),
        ("Trunk mains renewal A", "off_track", 1_280_000_000, 310_000_000, date(2028, 9, 30)),
        ("Storm tank Eller", "on_track", 720_000_000, -20_000_000, date(2027, 12, 31)),
        ("Storm tank Wick", "not_started", 680_000_000, 0, None),
        ("Sewer digital twin", "unknown", None, None, date(2028, 6, 30)),
    ]
    return {
        "columns": [
            Column("Project", key="name"),
            Column("Status"),
            Column("Forecast", key="cost", kind="number", unit="£m"),
            Column("Δ", kind="number", unit="£m"),
            Column("Finish", key="finish"),
        ],
        "rows": [dict(zip(("name", "status", "cost", "delta", "finish"), row, strict=True)) for row in rows],
    }


def error_page() -> dict[str, Any]:
    return {
        "what": "see the business case of Storm tank Wick",
        "who": ["Aisha Khan"],
        "request_id": "7f3a-19c2",
        "conflicts": [
            {
                "field": "Description of O2.2",
                "mine": "Cut storm spills by 55 per cent by 2030.",
                "theirs": "Cut storm spills by 40 per cent by 2030, as agreed with the regulator.",
                "who": "Priya Raman",
                "when": "14:02",
            }
        ],
        "back_url": "/",
    }
