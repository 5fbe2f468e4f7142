"""Who may do what: one line for each route. A route without a line fails the build."""

from dataclasses import dataclass, field

from northing.organisation.roles import Permission

EVERYBODY, SIGNED_IN, MEMBER = "everybody", "signed in", "member"


@dataclass(frozen=True)
class Line:
    """A route's rule.

    `reads` and `writes` are what GET and POST ask for (None: the method is refused with 405); `args` fill the
    address; `component` names the argument that is a component's key; `data` is a body that is complete.
    """

    reads: object = None
    writes: object = None
    args: dict = field(default_factory=dict)
    component: str = ""
    data: dict = field(default_factory=dict)


P = Permission
BATCH = {"pk": "00000000-0000-0000-0000-000000000000"}
CHANGE = {"key": "C-001"}
MOVE = {"key": "C-001", "project": "P-1"}

M1 = {"key": "M1"}
A_READING = {"value": "99", "date": "2026-10-01", "source": "Return", "version": "1"}

A_PART = {"key": "P-2", "pk": 0}
A_SUPPORT = {"objective": "O1", "rating": "3", "reason": "It helps"}
A_BENEFIT = {"measure": "M1", "amount": "-1", "confidence": "80", "owner": ""}
A_LEAVER = {"role": "engineer", "since": "2027-03", "until": "2027-03", "change_fte": "-1", "reason": "One leaves"}

POLICY = {
    ":healthz": Line(EVERYBODY),
    ":favicon": Line(EVERYBODY),
    "ui:states": Line(EVERYBODY),
    "ui:sight": Line(EVERYBODY),
    "ui:state_page": Line(EVERYBODY, args={"name": "403"}),
    "organisation:sign_in": Line(EVERYBODY, EVERYBODY),
    "organisation:sign_in_demo": Line(None, EVERYBODY, {"pk": 0}),
    "organisation:sign_in_once": Line(EVERYBODY, EVERYBODY, {"token": "unknown"}),
    "organisation:sign_out": Line(None, EVERYBODY),
    "organisation:account": Line(MEMBER, MEMBER),
    "organisation:choose": Line(None, MEMBER, data={"organisation": "acme"}),
    "organisation:start": Line(SIGNED_IN, SIGNED_IN),
    "organisation:undo": Line(None, None, {"batch": "00000000-0000-0000-0000-000000000000"}),
    "organisation:job": Line(None, None, {"pk": "00000000-0000-0000-0000-000000000000"}),
    "organisation:job_cancel": Line(None, None, {"pk": "00000000-0000-0000-0000-000000000000"}),
    "organisation:people": Line(P.MANAGE_PEOPLE),
    "organisation:invite": Line(None, P.MANAGE_PEOPLE),
    "organisation:person_link": Line(None, P.MANAGE_PEOPLE, {"pk": "vera"}),
    "organisation:set_active": Line(None, P.MANAGE_PEOPLE, {"pk": "vera"}, data={"active": "1"}),
    "organisation:grant": Line(None, P.MANAGE_PEOPLE, {"pk": "vera"}),
    "organisation:revoke": Line(None, P.MANAGE_PEOPLE, {"pk": "grant"}),
    "strategy:outline": Line(MEMBER),
    "strategy:policies": Line(MEMBER),
    "strategy:measures": Line(MEMBER),
    "strategy:reading": Line(MEMBER, args=M1),
    "strategy:record_reading": Line(None, P.RECORD_READING, M1, data={"value": "99", "date": "2026-10-02"}),
    "strategy:correct_reading": Line(None, P.RECORD_READING, M1, data=A_READING),
    "strategy:versions": Line(MEMBER),
    "strategy:version": Line(MEMBER, args={"number": 1}),
    "strategy:version_export": Line(MEMBER, args={"number": 1, "form": "json"}),
    "strategy:draft": Line(P.EDIT_PLAN),
    "strategy:save_item": Line(None, P.EDIT_PLAN, data={"item": "objective:O1", "name": "Leak nothing"}),
    "strategy:save_weights": Line(None, P.EDIT_PLAN, data={"item": "weights:", "weight:O1": "90"}),
    "strategy:remainder": Line(None, P.EDIT_PLAN, data={"weight:O1": "90"}),
    "strategy:add_item": Line(None, P.EDIT_PLAN, data={"item": "goal:G1", "add": "objective", "new_name": "More"}),
    "strategy:move_item": Line(None, P.EDIT_PLAN, data={"item": "objective:O1", "way": "up"}),
    "strategy:remove_item": Line(None, P.EDIT_PLAN, data={"item": "objective:O1"}),
    "strategy:paste": Line(None, P.EDIT_PLAN, data={"item": "goal:G1", "lines": "- One"}),
    "strategy:start_from": Line(None, P.EDIT_PLAN, data={"starter": "utility"}),
    "strategy:undo_in_draft": Line(None, P.EDIT_PLAN),
    "strategy:redo_in_draft": Line(None, P.EDIT_PLAN),
    "strategy:discard_draft": Line(None, P.EDIT_PLAN),
    "strategy:review": Line(None, None),
    "strategy:publish": Line(None, P.EDIT_PLAN, data={"message": "Because", "effective_date": "2026-11-22"}),
    "stakeholders:units": Line(MEMBER),
    "stakeholders:unit": Line(MEMBER, args={"key": "north"}),
    "stakeholders:unit_data": Line(MEMBER, args={"key": "north"}),
    "stakeholders:digest": Line(MEMBER),
    "stakeholders:digest_of": Line(None, None, {"pk": 0}),
    "stakeholders:rhythm": Line(None, MEMBER, data={"rhythm": "daily"}),
    "stakeholders:outbox": Line(P.MANAGE_PEOPLE),
    "stakeholders:send_again": Line(None, None, {"pk": 0}),
    "register:create": Line(P.EDIT_PROJECT, P.EDIT_PROJECT),
    "register:edit": Line(P.EDIT_PROJECT, P.EDIT_PROJECT, {"key": "P-2"}, component="key"),
    "register:add_support": Line(None, P.EDIT_PROJECT, {"key": "P-2"}, component="key", data=A_SUPPORT),
    "register:edit_support": Line(None, None, A_PART, component="key"),
    "register:remove_support": Line(None, None, A_PART, component="key"),
    "register:add_dependency": Line(None, P.EDIT_PROJECT, {"key": "P-2"}, component="key", data={"needs": "P-1"}),
    "register:remove_dependency": Line(None, None, A_PART, component="key"),
    "register:add_assumption": Line(None, P.EDIT_PROJECT, {"key": "P-2"}, component="key", data={"statement": "Dry"}),
    "register:confirm_assumption": Line(None, None, A_PART, component="key"),
    "register:remove_assumption": Line(None, None, A_PART, component="key"),
    "benefits:ledger": Line(MEMBER),
    "benefits:ledger_export": Line(MEMBER, args={"form": "csv"}),
    "benefits:add": Line(P.EDIT_PROJECT, P.EDIT_PROJECT, {"key": "P-2"}, component="key", data=A_BENEFIT),
    "benefits:edit": Line(None, None, A_PART, component="key"),
    "benefits:remove": Line(None, None, A_PART, component="key"),
    "capacity:heatmap": Line(MEMBER),
    "capacity:heatmap_export": Line(MEMBER, args={"form": "csv"}),
    "capacity:change_supply": Line(None, P.EDIT_CAPACITY, data=A_LEAVER),
    "portfolio:plan_of_record": Line(MEMBER),
    "portfolio:plan_of_record_data": Line(MEMBER),
    "alignment:line_of_sight": Line(MEMBER),
    "alignment:line_of_sight_data": Line(MEMBER),
    "alignment:objective": Line(MEMBER, args={"key": "O1"}),
    "alignment:measure": Line(MEMBER, args={"key": "M1"}),
    "alignment:register": Line(MEMBER),
    "alignment:register_export": Line(MEMBER, args={"form": "csv"}),
    "alignment:project": Line(MEMBER, args={"key": "P-2"}, component="key"),
    "alignment:gaps": Line(MEMBER),
    "alignment:search": Line(MEMBER),
    "changes:radar": Line(MEMBER),
    "changes:decisions": Line(MEMBER),
    "changes:change": Line(MEMBER, args=CHANGE),
    "changes:choose_point": Line(None, P.PROPOSE, CHANGE, data={"point": "0"}),
    "changes:accept_all": Line(None, P.DECIDE, CHANGE),
    "changes:decide": Line(None, P.DECIDE, CHANGE),
    "changes:undo_decision": Line(None, None, CHANGE),
    "changes:judge": Line(None, P.DECIDE, MOVE, component="project", data={"verdict": "accepted"}),
    "changes:lock": Line(None, P.PROPOSE, MOVE, component="project", data={"locked": "1"}),
    "changes:object": Line(None, P.OBJECT, MOVE, component="project", data={"reason": "No"}),
    "changes:why_not": Line(MEMBER, None, {"key": "C-001", "project": "P-2"}, component="project"),
    "changes:findings": Line(MEMBER),
    "changes:findings_export": Line(MEMBER, args={"form": "csv"}),
    "changes:finding_rules": Line(MEMBER),
    "changes:findings_triage": Line(None, P.TRIAGE),
    "changes:finding": Line(None, None, {"pk": 0}),
    "changes:finding_triage": Line(None, None, {"pk": 0}),
    "stakeholders:object": Line(None, None, {"key": "north"}),
    "changes:search_again": Line(None, P.PROPOSE, CHANGE),
    "exchange:index": Line(P.IMPORT),
    "exchange:stage": Line(None, P.IMPORT),
    "exchange:batch": Line(None, None, BATCH),
    "exchange:map": Line(None, None, BATCH),
    "exchange:choose": Line(None, None, BATCH),
    "exchange:commit": Line(None, None, BATCH),
    "exchange:discard": Line(None, None, BATCH),
    "exchange:undo": Line(None, None, BATCH),
    "exchange:rejected": Line(None, None, {**BATCH, "form": "csv"}),
    "exchange:report": Line(None, None, BATCH),
}
