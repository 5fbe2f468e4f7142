"""What every page of the plan says of the draft: the bar over the page, for those who may edit it."""

from __future__ import annotations

from dataclasses import dataclass

from northing.engine.plan import Plan
from northing.organisation.roles import Permission
from northing.organisation.scope import may
from northing.organisation.web import MemberRequest
from northing.strategy import history, queries
from northing.strategy.models import PlanVersion
from northing.strategy.review import Line, compare, count_text


@dataclass(frozen=True, slots=True)
class DraftBar:
    """The draft with what it changes against the version that was published last (None: the first plan)."""

    draft: PlanVersion
    base: PlanVersion | None
    lines: list[Line]
    can_undo: bool
    can_redo: bool

    @property
    def changes(self) -> str:
        return count_text(self.lines)


def draft_bar(request: MemberRequest) -> DraftBar | None:
    """The bar; None without a draft, and for whoever may not edit the plan."""
    here = request.organisation
    if not may(request.user, Permission.EDIT_PLAN, here):
        return None
    draft = queries.draft_of(here)
    if draft is None:
        return None
    base = queries.published_before(draft)
    before = queries.plan_of(base) if base else Plan(here.name)
    lines = compare(before, queries.plan_of(draft), queries.names_of(here))
    steps = history.steps_of(here, draft)
    return DraftBar(draft, base, lines, can_undo=bool(steps.done), can_redo=bool(steps.taken_back))


def can_begin_again(request: MemberRequest) -> bool:
    """Whether there is no draft because its first edit was taken back, and that edit can be done again."""
    here = request.organisation
    return queries.draft_of(here) is None and history.redoable(here, None) is not None
