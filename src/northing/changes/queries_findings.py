"""Reads of findings, through the user: one that names a component which they may not see is not shown, not counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from functools import cached_property

from northing.changes.models import Finding, FindingState
from northing.engine.alignment.findings import RULES, Rule, Severity, Tab
from northing.kernel import clock
from northing.kernel.errors import NotFound
from northing.kernel.models import Event
from northing.organisation.models import Organisation, Unit, User
from northing.organisation.people import accounts_of
from northing.organisation.roles import Permission
from northing.organisation.scope import units_where
from northing.register.queries import components_for

SEVERITIES = [severity.value for severity in Severity]
OPEN, ASIDE, RESOLVED = "open", "aside", "resolved"
BY_KEY = {rule.key: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class By:
    """What the list is narrowed to; empty words do not narrow.

    Attributes:
        state: ``open``, ``aside`` (snoozed or dismissed) or ``resolved``.
        mine: ``1`` keeps what is assigned to the reader.
    """

    state: str = OPEN
    tab: str = ""
    rule: str = ""
    unit: str = ""
    severity: str = ""
    mine: str = ""
    q: str = ""

    @classmethod
    def of(cls, query: Mapping[str, str]) -> By:
        """From a query string; unknown names are ignored."""
        return cls(**{f.name: query[f.name].strip() for f in fields(cls) if query.get(f.name, "").strip()})

    def narrowing(self) -> dict[str, str]:
        """The words that narrow within a tab, by name."""
        return {name: getattr(self, name) for name in ("rule", "unit", "severity", "mine", "q") if getattr(self, name)}

    def words(self) -> dict[str, str]:
        """Everything that differs from the page without a query, by name."""
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != f.default}


@dataclass(frozen=True)
class Seen:
    """A finding as its reader sees it."""

    row: Finding
    owner: User | None
    today: date

    @property
    def rule(self) -> Rule | None:
        """None when the rule that found it is no longer there."""
        return BY_KEY.get(self.row.rule)

    @property
    def rule_name(self) -> str:
        return self.rule.name if self.rule else self.row.rule

    @property
    def tab(self) -> str:
        return self.rule.tab.value if self.rule else Tab.DATA_QUALITY.value

    @cached_property
    def state(self) -> str:
        """Snoozed only until its day."""
        over = self.row.snoozed_until_date is not None and self.row.snoozed_until_date <= self.today
        return FindingState.OPEN.value if self.row.state == FindingState.SNOOZED and over else str(self.row.state)

    @property
    def group(self) -> str:
        """Which list it stands in."""
        return {FindingState.OPEN.value: OPEN, FindingState.RESOLVED.value: RESOLVED}.get(self.state, ASIDE)

    @property
    def days(self) -> int:
        """Since it was first seen."""
        return (clock.now() - self.row.first_seen_at).days

    @property
    def answers(self) -> str:
        """Who it is assigned to, else who heads the unit."""
        if self.owner or self.row.assigned_to:
            return self.owner.name if self.owner else self.row.assigned_to
        head = self.row.unit.head if self.row.unit else None
        return f"{head.name}, head of {self.row.unit}" if head else ""

    @property
    def order(self) -> tuple[int, float, str]:
        """The most severe first, then what most money hangs on."""
        rank = SEVERITIES.index(self.row.severity) if self.row.severity in SEVERITIES else len(SEVERITIES)
        return rank, -float(self.row.stake.get("money") or 0), self.row.sentence


def findings_for(user: User, organisation: Organisation) -> list[Seen]:
    """Every finding that the user may know of, in the order of the list."""
    seen = set(components_for(user, organisation).values_list("key", flat=True))
    rows = Finding.objects.visible_to(user).filter(organisation=organisation).select_related("unit__head")
    accounts = {account.email: account for account in accounts_of(organisation)}
    today = clock.today()
    kept = (row for row in rows if seen.issuperset(row.components))
    return sorted((Seen(row, accounts.get(row.assigned_to), today) for row in kept), key=lambda s: s.order)


def get_finding_for(user: User, organisation: Organisation, pk: int) -> Seen:
    """One finding.

    Raises:
        NotFound: there is none, or it names something that the user may not know of.
    """
    found = next((seen for seen in findings_for(user, organisation) if seen.row.pk == pk), None)
    if found is None:
        raise NotFound("There is no such finding.")
    return found


def narrowed(findings: Iterable[Seen], by: By, *, user: User) -> list[Seen]:
    """The findings that fit every word."""
    return [seen for seen in findings if _fits(seen, by, user)]


def _fits(seen: Seen, by: By, user: User) -> bool:
    row = seen.row
    text = f"{row.sentence} {seen.rule_name} {' '.join(row.components)} {' '.join(row.objectives)}".casefold()
    return (
        by.state == seen.group
        and by.tab in ("", seen.tab)
        and by.rule in ("", row.rule)
        and by.severity in ("", row.severity)
        and by.unit in ("", row.unit.key if row.unit else "")
        and (not by.mine or row.assigned_to == user.email)
        and all(word in text for word in by.q.casefold().split())
    )


def counts(findings: Iterable[Seen], by: By, *, user: User) -> dict[tuple[str, str], int]:
    """How many fit in each list and tab, by (state, tab); tab "" is all of the list."""
    everything = list(findings)
    tabs = ("", *(tab.value for tab in Tab))
    places = [(state, tab) for state in (OPEN, ASIDE, RESOLVED) for tab in tabs]
    return {place: len(narrowed(everything, replace(by, state=place[0], tab=place[1]), user=user)) for place in places}


def units_with_triage(user: User, organisation: Organisation) -> set[int | None]:
    """Units whose findings the user may triage; None among them stands for findings of no unit."""
    units: set[int | None] = set(units_where(user, Permission.TRIAGE, organisation))
    whole = Unit.objects.filter(organisation=organisation, parent=None, pk__in=[u for u in units if u]).exists()
    return units | {None} if whole else units


def assignable(organisation: Organisation) -> list[User]:
    """Who a finding can be given to."""
    return list(accounts_of(organisation).filter(is_active=True))


def checked_at(organisation: Organisation) -> datetime | None:
    """When the rules ran last: they run with every change."""
    last = Event.objects.filter(organisation=organisation.key).order_by("-sequence").first()
    return last.at if last else None


def history_of(finding: Finding) -> list[Event]:
    """What people did with it, newest first."""
    rows = Event.objects.filter(subject_kind="changes.finding", subject_id=str(finding.pk))
    return list(rows.order_by("-sequence"))
