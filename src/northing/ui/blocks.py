"""The blocks a page is made of: head, panel, strip, KPI, tabs, table, finding, steps, disclosure, states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

from django.template.context import Context
from django.utils.safestring import SafeString

from northing.ui import words
from northing.ui.registry import Attributes, component


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; ``key`` makes its header a sort link; ``unit`` is named once, here."""

    label: str
    key: str = ""
    kind: Literal["text", "number"] = "text"
    unit: str = ""
    hidden_label: bool = False


@dataclass(frozen=True, slots=True)
class Kpi:
    """One headline figure; ``figure`` is text or the HTML of a mark; ``href`` opens its rows."""

    label: str
    figure: object
    note: object = ""
    href: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of detect → impact → proposal → decision; ``when`` is its time, empty while it has not happened."""

    label: str
    when: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One side of a finding: what is said, by which source, on which date."""

    statement: object
    source: str
    date: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a figure was computed: formula in symbols, and each input with value, source and date."""

    formula: str
    inputs: Sequence[tuple[object, object, object, object]] = field(default=())
    note: str = ""
    url: str = ""


@component(block=True, slots=("actions", "tags"))
def page_header(
    *,
    children: SafeString,
    title: object,
    lead: object = "",
    actions: SafeString | str = "",
    tags: SafeString | str = "",
) -> dict[str, Any]:
    """The page's only h1, best a true sentence. Body: anything under it; slots ``tags`` and ``actions``."""
    return {"children": children, "title": title, "lead": lead, "actions": actions, "tags": tags}


@component(block=True, slots=("actions",))
def panel(
    *,
    children: SafeString,
    title: str,
    sub: str = "",
    id: str = "",  # noqa: A002  the attribute's own name
    look: Literal["", "boxed", "accent"] = "",
    actions: SafeString | str = "",
) -> dict[str, Any]:
    """A titled section under a line; ``boxed`` only where space and a line do not separate enough."""
    return {"children": children, "title": title, "sub": sub, "id": id, "look": look, "actions": actions}


@component(block=True)
def strip(*, children: SafeString, kind: Literal["", "good", "warn", "bad"] = "") -> dict[str, Any]:
    """One line across the page: stale data, a scenario, news from above."""
    return {"children": children, "kind": kind}


@component()
def kpis(*, items: Sequence[Kpi]) -> dict[str, Any]:
    """A strip of at most six headline figures."""
    return {"items": items}


@component()
def tabs(*, items: Sequence[Tab], label: str = "Views") -> dict[str, Any]:
    """Views of one page; each has its own URL."""
    return {"items": items, "label": label}


@component(block=True, slots=("totals",))
def table(
    *,
    context: Context,
    attributes: Attributes,
    children: SafeString,
    caption: str,
    columns: Sequence[Column],
    sort: str = "",
    dense: bool = False,
    sticky: bool = True,
    show_caption: bool = False,
    totals: SafeString | str = "",
) -> dict[str, Any]:
    """Body: the <tr> rows. Slot ``totals``: cells that stand under the header. ``sort``: ``cost`` or ``-cost``."""
    return {
        "children": children,
        "attributes": attributes,
        "caption": caption,
        "heads": [_head(column, sort, context) for column in columns],
        "dense": dense,
        "sticky": sticky,
        "show_caption": show_caption,
        "totals": totals,
    }


def _head(column: Column, sort: str, context: Context) -> dict[str, object]:
    current = {column.key: "ascending", f"-{column.key}": "descending"}.get(sort) if column.key else None
    wanted = f"-{column.key}" if current == "ascending" else column.key
    return {"column": column, "sorted": current, "url": _query(context, sort=wanted) if column.key else ""}


def _query(context: Context, **changed: str) -> str:
    """The page's own query with one part changed, so that a sort keeps the filters."""
    request = context.get("request")
    query = dict(request.GET.items()) if request else {}
    query.pop("page", None)
    return "?" + urlencode(query | changed)


@component()
def steps(*, items: Sequence[Step], label: str = "Progress") -> dict[str, Any]:
    """Detect → impact → proposal → decision, each with its time."""
    return {"items": items, "label": label}


@component(block=True, slots=("actions",))
def finding(
    *,
    children: SafeString,
    title: object,
    severity: object,
    rule: str,
    facts: Sequence[Fact],
    owner: object = "",
    age: str = "",
    stake: object = "",
    url: str = "",
    actions: SafeString | str = "",
) -> dict[str, Any]:
    """One sentence, then the two facts side by side with source and date.

    ``severity`` is a status key that gives shape and colour alone; ``rule`` says in words how much hangs on it.
    """
    return {
        "severity_key": words.status_key(severity),
        "shape": words.shape(severity),
        "children": children,
        "title": title,
        "rule": rule,
        "facts": facts,
        "owner": owner,
        "age": age,
        "stake": stake,
        "url": url,
        "actions": actions,
    }


@component()
def explain(*, explanation: Explanation, label: str = "How is this computed?") -> dict[str, Any]:
    """Formula, inputs, sources and dates behind a figure."""
    return {"explanation": explanation, "label": label}


@component(block=True)
def empty(*, children: SafeString, title: str, text: str = "", icon: str = "compass") -> dict[str, Any]:
    """What this page will answer, and (body) the one action that fills it."""
    return {"children": children, "title": title, "text": text, "icon": icon}


@component(block=True)
def failure(
    *, children: SafeString, title: str, still_true: str = "", repair: str = "", request_id: str = ""
) -> dict[str, Any]:
    """What failed, what is still true, what to do, and the request's id."""
    return {
        "children": children,
        "title": title,
        "still_true": still_true,
        "repair": repair,
        "request_id": request_id,
    }


@component(block=True)
def no_permission(*, children: SafeString, what: str, who: Sequence[object] = ()) -> dict[str, Any]:
    """What is not permitted, and the people who can grant it."""
    return {"children": children, "what": what, "who": who}


@component()
def skeleton(*, lines: int = 3, block: bool = False, label: str = "Loading") -> dict[str, Any]:
    """A place of final size, visible only when loading takes longer than 300 ms."""
    widths = ["w80", "w100", "w60", "w40"]
    return {"widths": [widths[i % 4] for i in range(lines)], "block": block, "label": label}


@component()
def progress(
    *,
    label: str,
    done: int | None = None,
    total: int = 100,
    poll: str = "",
    cancel: str = "",
    note: str = "",
    finished: bool = False,
) -> dict[str, Any]:
    """A job's progress. ``poll``: URL that answers with this component again each second until ``finished``."""
    return {
        "label": label,
        "done": done,
        "total": total,
        "poll": "" if finished else poll,
        "cancel": "" if finished else cancel,
        "note": note,
    }


@component()
def conflict(*, field: str, mine: str, theirs: str, who: object = "", when: str = "") -> dict[str, Any]:
    """Both texts of a lost race, side by side; neither is thrown away."""
    return {"field": field, "mine": mine, "theirs": theirs, "who": who, "when": when}


@component(block=True, slots=("aside",))
def figure(
    *,
    children: SafeString,
    chart: Any,
    title: str = "",
    sub: str = "",
    aside: SafeString | str = "",
) -> dict[str, Any]:
    """A chart with its message as title and the same rows as a table behind ``t``.

    Without ``title`` the chart's own is for screen readers only, as the page's heading says it already.
    """
    return {"children": children, "chart": chart, "title": title, "sub": sub, "aside": aside}


@component(block=True, slots=("aside",))
def line_of_sight(
    *, children: SafeString, sight: Any, title: str, sub: str = "", aside: SafeString | str = ""
) -> dict[str, Any]:
    """The landing picture: links on wide screens, a tree on narrow ones, a table behind ``t``."""
    return {"children": children, "sight": sight, "title": title, "sub": sub, "aside": aside}
