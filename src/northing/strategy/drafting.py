"""Edits of the draft, one action each: a pure edit of the plan, merged with what others did meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from northing.engine.plan import Plan, edit, grafting
from northing.engine.plan.diff import Subject, shown
from northing.kernel import actions
from northing.kernel.errors import Conflict, Invalid
from northing.organisation.models import Organisation, User
from northing.organisation.roles import Permission
from northing.organisation.scope import require
from northing.strategy import history, queries
from northing.strategy.actions import discard_draft, publish_draft, save_draft
from northing.strategy.fields import LONGEST_NAME, label_of, line

Change = Callable[[Plan], tuple[Plan, str]]


@dataclass(frozen=True, slots=True)
class Done:
    """An edit that was made.

    Attributes:
        batch: what undo takes back.
        key: the item that it left or made.
    """

    batch: UUID
    key: str = ""


class Lost(Conflict):
    """A race for the same field was lost.

    Attributes:
        changed: names of the form's entries that the person changed; a retry must send no others, or it would undo
            what the other person did to them.
    """

    def __init__(
        self, message: str, *, mine: Mapping[str, Any], theirs: Mapping[str, Any], changed: Iterable[str]
    ) -> None:
        super().__init__(message, mine=mine, theirs=theirs)
        self.changed = frozenset(changed)


@dataclass(frozen=True, slots=True)
class Desk:
    """Who edits which organisation's draft, and the state of it that they had before them (`history.token_of`)."""

    actor: User
    organisation: Organisation
    token: str


def save_item(desk: Desk, *, subject: Subject, key: str, values: Mapping[str, Any]) -> Done:
    """Set fields of an item; what others changed in its other fields meanwhile is kept.

    Raises:
        Conflict: somebody changed one of the same fields; both texts are kept.
        Invalid: the item is gone.
    """

    def change(plan: Plan) -> tuple[Plan, str]:
        return edit.set_fields(plan, subject, key, _merged(desk, plan, subject, key, values)), key

    return _edited(desk, f"{_title(subject, key)} edited", change)


def save_weights(desk: Desk, *, weights: Mapping[str, float]) -> Done:
    """Set the weights of objectives, by key.

    Raises:
        Conflict: somebody changed one of them meanwhile.
    """

    def change(plan: Plan) -> tuple[Plan, str]:
        _refuse_lost_weights(desk, plan, weights)
        for key, weight in weights.items():
            merged = _merged(desk, plan, Subject.OBJECTIVE, key, {"weight": weight})
            plan = edit.set_fields(plan, Subject.OBJECTIVE, key, merged)
        return plan, ""

    return _edited(desk, "Weights of the objectives", change)


def add_item(desk: Desk, *, subject: Subject, name: str, parent: str = "", after: str = "") -> Done:
    """Add an item of that name; its key is new for good, so no history of a removed one comes back with it.

    Without a parent it belongs to what the item ``after`` which it comes belongs to.
    """
    try:
        clean = line(LONGEST_NAME)(name)
    except ValueError as error:
        raise Invalid(fields={"new_name": str(error)}) from error
    if not clean:
        raise Invalid(fields={"new_name": "Write what it is called."})
    return _edited(
        desk,
        f"{subject.capitalize()} “{clean[:60]}” added",
        lambda plan: edit.add(
            plan,
            subject,
            clean,
            parent=parent or (edit.parent_of(plan, subject, after) if after else ""),
            after=after,
            taken=queries.keys_ever_used(desk.organisation),
        ),
    )


def remove_item(desk: Desk, *, subject: Subject, key: str) -> Done:
    """Take an item and all under it out of the plan.

    Raises:
        Conflict: somebody changed it since; look at it first.
    """

    def change(plan: Plan) -> tuple[Plan, str]:
        without, seen = edit.remove(plan, subject, key), _seen(desk)
        if seen and edit.item_of(seen, subject, key) not in (edit.item_of(plan, subject, key), None):
            raise Conflict(f"{key} was changed since you opened it, so it was not removed. Look at it once more.")
        return without, edit.parent_of(plan, subject, key)

    return _edited(desk, f"{_title(subject, key)} removed", change)


def move_item(desk: Desk, *, subject: Subject, key: str, way: str, parent: str = "") -> Done:
    """Move an item: ``up`` or ``down`` the list, ``deeper`` or ``higher`` by a level, ``to`` another parent."""
    taken = queries.keys_ever_used(desk.organisation)
    ways: dict[str, Change] = {
        "up": lambda plan: (edit.move(plan, subject, key, by=-1), key),
        "down": lambda plan: (edit.move(plan, subject, key, by=1), key),
        "deeper": lambda plan: edit.deepen(plan, subject, key, taken=taken),
        "higher": lambda plan: edit.lift(plan, subject, key, taken=taken),
        "to": lambda plan: (edit.place(plan, subject, key, parent=parent), key),
    }
    if way not in ways:
        raise Invalid(f"“{way}” is no way to move; use up, down, deeper, higher or to.")
    return _edited(desk, f"{_title(subject, key)} moved", ways[way])


def graft(desk: Desk, *, other: Plan, goal: str = "", objective: str = "") -> Done:
    """Add another plan's items to the draft: as goals, or under a goal or an objective."""
    taken = queries.keys_ever_used(desk.organisation)

    def change(plan: Plan) -> tuple[Plan, str]:
        return grafting.graft(plan, other, goal=goal, objective=objective, taken=taken), goal or objective

    return _edited(desk, "List pasted", change)


def undo_last(desk: Desk) -> UUID:
    """Take back the newest edit of the draft that still stands, whoever made it; as often as there are edits.

    Raises:
        Invalid: there is nothing left to take back.
    """
    require(desk.actor, Permission.EDIT_PLAN, desk.organisation)
    draft = queries.draft_of(desk.organisation)
    last = history.undoable(draft) if draft else None
    if last is None:
        raise Invalid("The draft is as it was when it was begun; there is nothing to undo.")
    return actions.undo_batch(last.batch, actor=desk.actor.email, organisation=desk.organisation.key)


def redo_last(desk: Desk) -> UUID:
    """Do again what was taken back last; as often as there were undos since the newest edit.

    Raises:
        Invalid: nothing was taken back since the newest edit.
    """
    require(desk.actor, Permission.EDIT_PLAN, desk.organisation)
    undone = history.redoable(desk.organisation, queries.draft_of(desk.organisation))
    if undone is None:
        raise Invalid("Nothing was taken back since the last edit; there is nothing to do again.")
    return actions.undo_batch(
        undone.batch, actor=desk.actor.email, organisation=desk.organisation.key, reason=history.REDO
    )


def discard(desk: Desk) -> Done:
    """Throw the draft away; undo brings it back."""
    with actions.acting(
        actor=desk.actor.email, action="strategy.discard_draft", organisation=desk.organisation.key
    ) as act:
        discard_draft(actor=desk.actor, organisation=desk.organisation)
        return Done(act.batch)


def publish(desk: Desk, *, effective_date: date, message: str) -> Done:
    """Publish the draft as the person saw it.

    Raises:
        Conflict: it was edited since.
        Invalid: nothing differs, or the date or message needs a repair.
    """
    with actions.acting(
        actor=desk.actor.email, action="strategy.publish_plan", organisation=desk.organisation.key, reason=message
    ) as act:
        draft = queries.draft_of(desk.organisation)
        if draft and history.token_of(draft) != desk.token:
            raise Conflict("The draft was edited since you reviewed it.")
        publish_draft(
            actor=desk.actor,
            organisation=desk.organisation,
            effective_date=effective_date,
            message=message,
            expected_version=draft.version if draft else None,
        )
        return Done(act.batch)


def _edited(desk: Desk, what: str, change: Change) -> Done:
    """Put a pure edit into the draft, beginning one when there is none; what changes nothing begins nothing."""
    require(desk.actor, Permission.EDIT_PLAN, desk.organisation)
    here = desk.organisation
    with actions.acting(
        actor=desk.actor.email, action="strategy.edit_draft", organisation=here.key, reason=what
    ) as act:
        draft = queries.draft_of(here, lock=True)
        now = queries.plan_to_edit(here, draft)
        try:
            plan, key = change(now)
        except edit.CannotEdit as error:
            raise Invalid(str(error)) from error
        if plan != now:
            expected = draft.version if draft else None
            save_draft(actor=desk.actor, organisation=here, plan=plan, expected_version=expected, reason=what)
        return Done(act.batch, key)


def _title(subject: Subject, key: str) -> str:
    return "The plan" if subject is Subject.PLAN else f"{subject.capitalize()} {key}"


def _seen(desk: Desk) -> Plan | None:
    """The plan that the person had before them."""
    if desk.token != history.NO_DRAFT:
        return history.plan_at(desk.organisation, desk.token)
    return queries.plan_to_edit(desk.organisation, None)


def _merged(desk: Desk, plan: Plan, subject: Subject, key: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that the person changed.

    Raises:
        Conflict: another person changed one of them to something else.
    """
    seen = _seen(desk)
    now = plan if subject is Subject.PLAN else edit.item_of(plan, subject, key)
    was = seen if subject is Subject.PLAN or seen is None else edit.item_of(seen, subject, key)
    mine = {name: value for name, value in values.items() if was is None or getattr(was, name) != value}
    theirs = {name: getattr(now, name) for name in mine} if now else {}
    lost = [
        name for name, value in theirs.items() if value != mine[name] and (was is None or value != getattr(was, name))
    ]
    if lost:
        raise Lost(
            f"{_title(subject, key)} was changed since you opened it.",
            mine={label_of(subject, name): _told(mine[name]) for name in lost},
            theirs={label_of(subject, name): _told(theirs[name]) for name in lost},
            changed=mine,
        )
    return mine


def _refuse_lost_weights(desk: Desk, plan: Plan, weights: Mapping[str, float]) -> None:
    seen = _seen(desk)
    was = {objective.key: objective.weight for objective in seen.objectives()} if seen else {}
    now = {objective.key: objective.weight for objective in plan.objectives()}
    mine = {key: weight for key, weight in weights.items() if key in now and weight != was.get(key)}
    lost = [key for key, weight in mine.items() if now[key] not in (weight, was.get(key))]
    if lost:
        raise Lost(
            "The weights were changed since you opened them.",
            mine={key: shown(mine[key]) for key in lost},
            theirs={key: shown(now[key]) for key in lost},
            changed=[f"weight:{key}" for key in mine],
        )


def _told(value: Any) -> str:
    return "\n".join(value) if isinstance(value, tuple) else shown(value)
