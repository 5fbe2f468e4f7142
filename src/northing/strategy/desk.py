"""The draft's page: the outline on the left, and on the right what can be done with the item that is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from northing.engine.plan import Plan, edit
from northing.engine.plan.diff import Subject
from northing.engine.plan.quality import hints_of
from northing.kernel import clock
from northing.kernel.idempotency import fresh_key
from northing.organisation.web import MemberRequest
from northing.strategy import fields, history, queries
from northing.strategy.bar import can_begin_again, draft_bar
from northing.strategy.outline import influences, policy_rows, remainder_text, sections, title_of
from northing.ui.blocks import Column

COLUMNS = [Column("Objective and measures"), Column("Weight", kind="number"), Column("Target", kind="number"),
           Column("By"), Column("Owner")]  # fmt: skip
WEIGHTS = "weights"
_CHILD = {
    Subject.PLAN: Subject.GOAL,
    Subject.GOAL: Subject.OBJECTIVE,
    Subject.OBJECTIVE: Subject.MEASURE,
    Subject.INFLUENCER: Subject.ASSESSMENT,
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The item that is open: ``subject`` None for the table of weights."""

    subject: Subject | None
    key: str = ""

    @classmethod
    def of(cls, text: str) -> Chosen:
        """From ``objective:O2.2``; anything unknown opens the plan itself."""
        kind, _, key = text.partition(":")
        if kind == WEIGHTS:
            return cls(None)
        return cls(Subject(kind), key) if kind in set(Subject) else cls(Subject.PLAN)

    @property
    def text(self) -> str:
        return f"{self.subject.value}:{self.key}" if self.subject else WEIGHTS


def context(
    request: MemberRequest,
    chosen: Chosen,
    *,
    typed: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Everything the page shows; what was typed and could not be kept is shown again with its repair."""
    here = request.organisation
    draft = queries.draft_of(here)
    plan, names = queries.plan_to_edit(here, draft), queries.names_of(here)
    hints = hints_of(plan, clock.today())
    chosen = chosen if _is_there(plan, chosen) else Chosen(Subject.PLAN)
    return {
        "plan": plan,
        "title": title_of(plan),
        "sections": sections(plan, names, hints),
        "columns": COLUMNS,
        "policies": policy_rows(plan, currency=here.currency),
        "influences": influences(plan),
        "bar": draft_bar(request),
        "can_begin_again": can_begin_again(request),
        "token": history.token_of(draft),
        "key": fresh_key(),
        "chosen": chosen,
        "hints": [hint for hint in hints if (hint.subject, hint.key) == (chosen.subject, chosen.key)],
        "hint_count": len(hints),
        "errors": errors or {},
        "typed": typed or {},
        "summary": _summary(chosen, errors or {}),
        **(_weights(plan, typed, errors) if chosen.subject is None else _item(plan, chosen, names, typed, errors)),
    }


def _summary(chosen: Chosen, errors: Mapping[str, str]) -> list[tuple[str, str]]:
    """The errors as links to their entries, each with the entry's name."""
    return [
        (f"id_{name}", f"{fields.label_of(chosen.subject, name)}: {text}" if chosen.subject else text)
        for name, text in errors.items()
    ]


def _is_there(plan: Plan, chosen: Chosen) -> bool:
    is_whole = chosen.subject in {None, Subject.PLAN}
    return is_whole or edit.item_of(plan, chosen.subject or Subject.GOAL, chosen.key) is not None


def _item(
    plan: Plan,
    chosen: Chosen,
    names: Mapping[str, Mapping[str, str]],
    typed: Mapping[str, str] | None,
    errors: Mapping[str, str] | None,
) -> dict[str, Any]:
    subject = chosen.subject or Subject.PLAN
    item = plan if subject is Subject.PLAN else edit.item_of(plan, subject, chosen.key)
    lists = fields.lists_for(plan, people=list(names["owner"].items()), units=list(names["unit"].items()))
    child = _CHILD.get(subject)
    return {
        "subject": subject,
        "subject_word": subject.value.capitalize(),
        "is_plan": subject is Subject.PLAN,
        "item": item,
        "parent": "" if subject is Subject.PLAN else edit.parent_of(plan, subject, chosen.key),
        "entries": fields.entries(subject, item, lists=lists, typed=typed, errors=errors),
        "child": child.value if child else "",
        "others": _other_parents(plan, subject, chosen.key),
        "more": [kind.value for kind in (Subject.POLICY, Subject.INFLUENCER)] if subject is Subject.PLAN else [],
    }


def _other_parents(plan: Plan, subject: Subject, key: str) -> list[tuple[str, str]]:
    """Where an objective or a measure could stand instead."""
    above = {Subject.OBJECTIVE: Subject.GOAL, Subject.MEASURE: Subject.OBJECTIVE}.get(subject)
    if above is None:
        return []
    mine = edit.parent_of(plan, subject, key)
    return [(one.key, f"{one.key} {one.name}") for _, one in edit.items(plan, above) if one.key != mine]  # type: ignore[union-attr]


def _weights(plan: Plan, typed: Mapping[str, str] | None, errors: Mapping[str, str] | None) -> dict[str, Any]:
    rows = [
        {
            "name": f"weight:{objective.key}",
            "id": f"id_weight:{objective.key}",
            "label": f"{objective.key} {objective.name}",
            "error": (errors or {}).get(f"weight:{objective.key}", ""),
            "value": (typed or {}).get(f"weight:{objective.key}", f"{objective.weight:g}"),
        }
        for objective in plan.objectives()
    ]
    return {"weights": rows, "remainder": remainder_text(o.weight for o in plan.objectives())}


def typed_weights(posted: Mapping[str, str]) -> tuple[dict[str, float], dict[str, str]]:
    """Weights by objective, and the repairs of those that are no weight, by field name."""
    weights, errors = {}, {}
    for name, typed in posted.items():
        kind, _, key = name.partition(":")
        if kind == "weight" and key:
            try:
                weights[key] = fields.weight(typed)
            except ValueError as error:
                errors[name] = str(error)
    return weights, errors
