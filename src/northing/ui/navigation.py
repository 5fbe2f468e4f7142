"""The six words of the navigation. A page whose URL name does not resolve yet is absent, never a dead link."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of a section: its label, its URL name, the letter after ``g`` that opens it."""

    label: str
    url_name: str
    letter: str = ""
    for_managers: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    label: str
    letter: str
    entries: tuple[Entry, ...]


SECTIONS = (
    Section(
        "Strategy",
        "s",
        (
            Entry("Line of sight", "alignment:line_of_sight"),
            Entry("Outline", "strategy:outline"),
            Entry("Measures", "strategy:measures"),
            Entry("Policies", "strategy:policies"),
            Entry("Plan versions", "strategy:versions"),
        ),
    ),
    Section(
        "Demand",
        "d",
        (
            Entry("Gaps", "alignment:gaps"),
            Entry("Opportunities", "demand:opportunities"),
            Entry("Business cases", "demand:cases"),
            Entry("Gates", "demand:gates"),
        ),
    ),
    Section(
        "Portfolio",
        "p",
        (
            Entry("Register", "alignment:register"),
            Entry("Plan of record", "portfolio:plan_of_record"),
            Entry("Designer", "portfolio:designer"),
            Entry("Prioritization", "portfolio:prioritization"),
            Entry("Import", "exchange:index"),
        ),
    ),
    Section("Capacity", "", (Entry("Heatmap", "capacity:heatmap"), Entry("Roles", "capacity:roles"))),
    Section("Benefits", "b", (Entry("Ledger", "benefits:ledger"), Entry("Curve", "benefits:curve"))),
    Section(
        "Changes",
        "c",
        (
            Entry("Radar", "changes:radar"),
            Entry("Proposals", "changes:proposals"),
            Entry("Decisions", "changes:decisions"),
            Entry("Findings", "changes:findings", "f"),
        ),
    ),
)
UNITS = Entry("What's in it for us", "stakeholders:units", "u")
ACCOUNT = (
    Entry("My digest", "stakeholders:digest"),
    Entry("People and grants", "organisation:people", for_managers=True),
    Entry("Outbox", "stakeholders:outbox", for_managers=True),
    Entry("My sign-in", "organisation:account"),
)


def address(url_name: str) -> str:
    """The URL of a name, or nothing while the page does not exist."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def navigation_for(request: HttpRequest) -> list[dict[str, object]]:
    """The sections that have pages, the current one marked by the longest URL that starts this page's path."""
    sections = [(section, _links(section.entries)) for section in SECTIONS]
    present = [(section, links) for section, links in sections if links]
    current = _current(request.path, [str(link["url"]) for _, links in present for link in links])
    return [_section(section, links, current) for section, links in present]


def links(entries: tuple[Entry, ...]) -> list[dict[str, object]]:
    """Those of the entries that exist, as label and URL."""
    return _links(entries)


def _links(entries: tuple[Entry, ...]) -> list[dict[str, object]]:
    found = [(entry, address(entry.url_name)) for entry in entries]
    return [
        {"label": entry.label, "url": url, "letter": entry.letter, "for_managers": entry.for_managers}
        for entry, url in found
        if url
    ]


def _current(path: str, urls: list[str]) -> str:
    """``/`` is current only on itself; ``/projects`` also on what lies under it."""
    fitting = [url for url in urls if path == url or (url != "/" and path.startswith(url.rstrip("/") + "/"))]
    return max(fitting, key=len, default="")


def _section(section: Section, links: list[dict[str, object]], current: str) -> dict[str, object]:
    children = [link | {"current": link["url"] == current} for link in links]
    return {
        "label": section.label,
        "url": links[0]["url"],
        "letter": section.letter,
        "children": children,
        "current": any(child["current"] for child in children),
    }
