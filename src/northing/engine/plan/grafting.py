"""One plan's items put into another one, each under a fresh key."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from northing.engine.plan.diff import Item, Subject
from northing.engine.plan.edit import fresh_key, inserted
from northing.engine.plan.model import Objective, Plan


def graft(plan: Plan, other: Plan, *, goal: str = "", objective: str = "", taken: Collection[str] = ()) -> Plan:
    """The plan with another one's items behind its own, each under a fresh key.

    Args:
        plan: the plan.
        other: what to add. With ``objective`` its measures, with ``goal`` its objectives, otherwise its goals, and its
            vision, mission and name where the plan has none.
        goal: key of the goal that takes the objectives.
        objective: key of the objective that takes the measures.
        taken: keys that must not be used again.
    """
    if objective:
        for _, measure in other.measures():
            plan = _grown(plan, Subject.MEASURE, measure, parent=objective, taken=taken)[0]
        return plan
    if goal:
        for item in other.objectives():
            plan = _with_objective(plan, item, goal=goal, taken=taken)
        return plan
    for one in other.goals:
        plan, key = _grown(plan, Subject.GOAL, replace(one, objectives=()), parent="", taken=taken)
        for item in one.objectives:
            plan = _with_objective(plan, item, goal=key, taken=taken)
    return _with_statements(plan, other, taken)


def _with_objective(plan: Plan, item: Objective, *, goal: str, taken: Collection[str]) -> Plan:
    plan, key = _grown(plan, Subject.OBJECTIVE, replace(item, measures=()), parent=goal, taken=taken)
    for measure in item.measures:
        plan = _grown(plan, Subject.MEASURE, measure, parent=key, taken=taken)[0]
    return plan


def _with_statements(plan: Plan, other: Plan, taken: Collection[str]) -> Plan:
    for policy in other.policies:
        plan = _grown(plan, Subject.POLICY, policy, parent="", taken=taken)[0]
    return replace(
        plan,
        vision=plan.vision or other.vision,
        mission=plan.mission or other.mission,
        values=(*plan.values, *(value for value in other.values if value not in plan.values)),
    )


def _grown(plan: Plan, subject: Subject, item: Item, *, parent: str, taken: Collection[str]) -> tuple[Plan, str]:
    key = fresh_key(plan, subject, parent=parent, taken=taken)
    return inserted(plan, subject, replace(item, key=key), parent=parent), key
