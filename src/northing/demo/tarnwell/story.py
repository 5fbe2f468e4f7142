"""The story's planted contradictions, and the same company without them.

Each is one line here, so that a reader sees what the twelve rules have to find; the clean seed turns all of them off
and has to come out without a finding.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Story:
    """What differs between the demo and its clean twin.

    Attributes:
        billing_before_identity: months by which the identity platform slips, past the billing migration's go-live.
        shared_claim: two projects count the same contact-centre saving.
        watermelon_cpi: the cost performance of a project that reports green.
        carbon_weight: of O4.2, in percent, against 4.5 % of the money.
        go_live_quarters: in which quarter the three customer-facing projects go live.
        sludge_benefit_start: month; commissioning is in month 20.
        orphans_served: projects without an objective get a rated link instead.
        safety_owner_left: the owner of the injury measure is gone.
        handling_time_pull: minutes that the vulnerability register adds to what contact-centre assist takes off.
        engineer_share: promised twice in the same quarter.
        pipe_price_days: until the assumption under trunk mains B expires; negative is past.
        carbon_read_days_ago: against a cycle of 21 days.
        with_event: the spill target is tightened and six design engineers leave.
    """

    billing_before_identity: int = 7
    shared_claim: bool = True
    watermelon_cpi: float = 0.71
    carbon_weight: float = 9.0
    leakage_weight: float = 16.0
    go_live_quarters: dict[int, int] = field(default_factory=lambda: {26: 3, 27: 3, 28: 3})
    sludge_benefit_start: int = 18
    orphans_served: bool = False
    safety_owner_left: bool = True
    handling_time_pull: float = 0.5
    engineer_share: float = 0.6
    pipe_price_days: int = -21
    carbon_read_days_ago: int = 45
    with_event: bool = True


TOLD = Story()
CLEAN = replace(
    TOLD,
    billing_before_identity=2,
    shared_claim=False,
    watermelon_cpi=0.97,
    carbon_weight=5.0,
    leakage_weight=20.0,
    go_live_quarters={26: 2, 27: 3, 28: 3},
    sludge_benefit_start=20,
    orphans_served=True,
    safety_owner_left=False,
    handling_time_pull=0.0,
    engineer_share=0.4,
    pipe_price_days=120,
    carbon_read_days_ago=10,
    with_event=False,
)
