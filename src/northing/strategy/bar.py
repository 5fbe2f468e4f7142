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
    return DraftBar(draft, base, lines, history.undoable(draft) is not None)
