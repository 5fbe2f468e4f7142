"""Findings as pages show them: cards, tabs, choices, and the rows of the exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from northing.changes.queries_findings import ASIDE, OPEN, RESOLVED, SEVERITIES, By, Seen
from northing.engine.alignment.findings import RULES
from northing.engine.alignment.findings import Tab as RuleTab
from northing.organisation.models import Unit
from northing.ui.blocks import Fact, Tab
from northing.ui.figures import age_text, date_text

SHAPES = {"high": "off_track", "medium": "at_risk", "low": "not_started"}
TAB_LABELS = {
    RuleTab.CONTRADICTIONS.value: "Contradictions",
    RuleTab.MISALIGNMENT.value: "Misalignment",
    RuleTab.DATA_QUALITY.value: "Data quality",
    RuleTab.BEHAVIOUR.value: "Behaviour",
}
PAGES = {
    "project": "alignment:project",
    "measure": "alignment:measure",
    "reading": "alignment:measure",
    "objective": "alignment:objective",
    "spend": "alignment:objective",
}
EXPORTED = (
    "id", "rule", "rule_name", "tab", "severity", "state", "sentence", "fact_1", "source_1", "date_1", "fact_2",
    "source_2", "date_2", "components", "objectives", "unit", "owner", "assigned_to", "first_seen", "snoozed_until",
    "reason", "stake", "stake_money", "stake_people", "repair",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Card:
    """One finding, ready for the block of that name; ``may`` says whether the reader may triage it."""

    seen: Seen
    title: str
    severity: str
    rule: SafeString
    facts: tuple[Fact, ...]
    owner: str
    age: str
    stake: str
    url: str
    may: bool
    note: str

    @property
    def pk(self) -> int:
        return self.seen.row.pk

    @property
    def state(self) -> str:
        return self.seen.state


def card_of(seen: Seen, *, triage: set[int | None]) -> Card:
    """The finding with its facts linked to what they are about."""
    row = seen.row
    return Card(
        seen=seen,
        title=row.sentence,
        severity=SHAPES.get(row.severity, "unknown"),
        rule=format_html('<a href="{}">{}</a> · {}', _rule_url(row.rule), seen.rule_name, row.severity),
        facts=tuple(_fact(fact) for fact in row.facts),
        owner=seen.answers,
        age="seen first today" if seen.days <= 0 else f"open for {age_text(seen.days)}",
        stake=str(row.stake.get("words") or ""),
        url=reverse("changes:finding", args=[row.pk]),
        may=row.unit_id in triage,
        note=_note(seen),
    )


def _rule_url(rule: str) -> str:
    return f"{reverse('changes:findings')}?{urlencode({'rule': rule})}"


def _fact(fact: dict[str, Any]) -> Fact:
    page = PAGES.get(fact["kind"], "")
    url = reverse(page, args=[fact["key"]]) if page and fact["key"] else ""
    return Fact(fact["text"], fact["source"], date_text(day) if (day := _day(fact)) else "", url)


def _day(fact: dict[str, Any]) -> date | None:
    return date.fromisoformat(fact["date"]) if fact["date"] else None


def _note(seen: Seen) -> str:
    row = seen.row
    if seen.state == "snoozed" and row.snoozed_until_date:
        return f"Snoozed until {date_text(row.snoozed_until_date)}."
    if seen.state == "resolved" and row.resolved_at:
        return f"Resolved on {date_text(row.resolved_at)}: the facts no longer contradict each other."
    return f"Dismissed: {row.reason}" if seen.state == "dismissed" else ""


def title_of(shown: list[Seen], by: By) -> str:
    """The heading as a true sentence."""
    count = len(shown)
    noun = "finding" if count == 1 else "findings"
    if by.state == RESOLVED:
        return f"{count} {noun} resolved"
    if by.state == ASIDE:
        return f"{count} {noun} set aside"
    high = sum(seen.row.severity == "high" for seen in shown)
    more = f", {high} of them high" if high else ""
    return f"{count} {noun} open{more}" if count else "Nothing contradicts"


def tabs_of(by: By, counts: dict[tuple[str, str], int]) -> list[Tab]:
    """All that is open, each kind of it, what was set aside, and what is resolved; filters are kept."""
    places = [("All open", OPEN, ""), *((label, OPEN, tab) for tab, label in TAB_LABELS.items())]
    places += [("Set aside", ASIDE, ""), ("Resolved", RESOLVED, "")]
    return [
        Tab(label, _url(replace(by, state=state, tab=tab)), (state, tab) == (by.state, by.tab), counts[state, tab])
        for label, state, tab in places
    ]


def _url(by: By) -> str:
    words = by.words()
    return reverse("changes:findings") + (f"?{urlencode(words)}" if words else "")


def choices(units: Iterable[Unit]) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer."""
    return {
        "rule": [("", "All rules"), *((rule.key, rule.name) for rule in RULES)],
        "unit": [("", "All units"), *((unit.key, unit.name) for unit in units)],
        "severity": [("", "Any severity"), *((key, key) for key in SEVERITIES)],
        "mine": [("", "Anybody"), ("1", "Me")],
    }


def export_links(by: By) -> list[tuple[str, str]]:
    """The list as it is narrowed, in each form."""
    words = by.words()
    query = f"?{urlencode(words)}" if words else ""
    return [(form.upper(), reverse("changes:findings_export", args=[form]) + query) for form in ("csv", "xlsx", "json")]


def export_rows(findings: Iterable[Seen]) -> Iterator[tuple[Any, ...]]:
    """One row a finding; money in minor currency units."""
    for seen in findings:
        row = seen.row
        facts = [cell for fact in row.facts for cell in (fact["text"], fact["source"], _day(fact))]
        yield (
            row.pk, row.rule, seen.rule_name, seen.tab, row.severity, seen.state, row.sentence, *facts,
            ", ".join(row.components), ", ".join(row.objectives), row.unit.key if row.unit else "", seen.answers,
            row.assigned_to, row.first_seen_at.date(), row.snoozed_until_date, row.reason, row.stake.get("words"),
            row.stake.get("money"), row.stake.get("people"), row.repair,
        )  # fmt: skip
