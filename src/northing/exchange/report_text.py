"""An import's report as it reads on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

MOST_LINES = 12


def as_text(report: Mapping[str, Any]) -> str:
    """What was read, the account of every row, what changed, and what a person should look at."""
    parts = [_head(report), _how(report), _account(report), *_lists(report), *_foot(report)]
    return "\n".join(part for part in parts if part) + "\n"


def _head(report: Mapping[str, Any]) -> str:
    when = f", as of {report['as_of']}" if report.get("as_of") else ""
    what = "would be imported" if report.get("dry_run") else "imported"
    return f"{report['file']} {what} into {report['organisation']['name']}{when}"


def _how(report: Mapping[str, Any]) -> str:
    if report["kind"] == "plan":
        plan = report["plan"]
        return (
            f"Plan “{plan['name']}”: {plan['goals']} goals, {plan['objectives']} objectives, "
            f"{plan['measures']} measures, {plan['readings']} readings"
        )
    named = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
    how = [f"Read as {report['encoding']}"]
    if report["separator"]:
        how.append(named.get(report["separator"], report["separator"]))
    how.append(f"header in row {report['header_row']}")
    if report.get("money_unit", 1) > 1:
        how.append(f"money in units of {report['money_unit']:,}")
    how += [f"{field} on the scale {scale['name']}" for field, scale in report.get("scale", {}).items()]
    return ", ".join(how)


def _account(report: Mapping[str, Any]) -> str:
    line = (
        f"{report['rows']} rows = {report['created']} created + {report['updated']} updated + "
        f"{report['unchanged']} unchanged + {report['rejected']} rejected"
    )
    gone = f"{report['left']} left, {report['renamed']} renamed"
    kinds = [f"  {kind.replace('_', ' ')}: {count}" for kind, count in report["changes"].items()]
    return "\n".join([line, gone, *(["Changes:", *kinds] if kinds else ["Nothing changed."])])


def _lists(report: Mapping[str, Any]) -> Iterator[str]:
    yield _listed("Renamed", (f"{r['key']}: {r['from']} → {r['to']}" for r in report["renamed_list"]))
    yield _listed("Entered", (f"{r['key']} {r['name']}" for r in report.get("entered_list", ())))
    yield _listed("Left", (f"{r['key']} {r['name']}" for r in report["left_list"]))
    yield _listed("Split", (_parts(r, "→") for r in report.get("split_list", ())))
    yield _listed("Merged", (_parts(r, "←") for r in report.get("merged_list", ())))
    yield _listed("Units renamed", (f"{r['from']} → {r['to']}" for r in report.get("units_renamed", ())))
    yield _listed(
        "Is it the same?",
        (
            f"{r['known']} / {r['name']} ({r['score']:.0%}, {'taken' if r['taken'] else 'not taken'})"
            for r in report.get("doubtful_list", ())
        ),
    )
    yield _listed("Rejected", (_rejected(r) for r in report["rejected_list"]))
    yield _listed("Cells that could not be read", (_rejected(r) for r in report.get("doubtful_cells", ())))
    yield _listed(
        "Edited here since the last import, and kept",
        (f"{r['key']} {r['field']}: here {r['here']}, in the file {r['file']}" for r in report["conflicts"]),
    )
    yield _listed("Notes", (_note(note) for note in report["notes"]))


def _listed(title: str, lines: Iterator[str] | Any) -> str:
    every = list(lines)
    if not every:
        return ""
    shown = [f"  {line}" for line in islice(every, MOST_LINES)]
    more = [f"  … and {len(every) - MOST_LINES} more (--json has all)"] if len(every) > MOST_LINES else []
    return "\n".join([f"{title} ({len(every)}):", *shown, *more])


def _parts(parts: Mapping[str, Any], arrow: str) -> str:
    return f"{parts['whole']['name']} {arrow} {', '.join(part['name'] for part in parts['parts'])}"


def _rejected(item: Mapping[str, Any]) -> str:
    place = f"row {item['row']}" + (f", column “{item['column']}”" if item["column"] else "")
    return f"{place}: {item['problem']}. {item['repair']}"


def _note(note: Mapping[str, Any]) -> str:
    place = f"line {note['line']}: " if note["line"] else ""
    return f"{place}{note['text']}" + (f". {note['repair']}" if note["repair"] else "")


def _foot(report: Mapping[str, Any]) -> Iterator[str]:
    if report.get("dry_run"):
        yield "Nothing was changed: this was a dry run."
