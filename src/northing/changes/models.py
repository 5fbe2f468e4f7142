from __future__ import annotations

from typing import ClassVar

from django.db import models

from northing.kernel.models import Job, Versioned
from northing.organisation.models import Organisation, Unit
from northing.organisation.querysets import OrganisationQuerySet
from northing.portfolio.models import RecordVersion


class ChangeKind(models.TextChoices):
    PLAN = "plan", "Business plan changed"
    READING = "reading", "Measure read"
    POLICY = "policy", "Policy changed"
    CAPACITY = "capacity", "Capacity changed"
    REGISTER = "register", "Register changed"


class ChangeEvent(models.Model):
    """Something in what the business needs, or can do, has changed; its impact is worked out at once.

    `before` and `after` hold what the impact is computed between; `differences` the same in words; `impact` the
    result with the paths. The four moments give the time from change to impact, proposal and decision.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="change_events")
    key = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, choices=ChangeKind.choices)
    title = models.CharField(max_length=400)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=400, blank=True)
    caused_by = models.CharField(max_length=254, blank=True)
    batch = models.UUIDField(null=True)
    occurred_at = models.DateTimeField()
    impact_at = models.DateTimeField(null=True)
    differences = models.JSONField(default=list)
    impact = models.JSONField(default=dict)

    worked_out: ClassVar = True
    objects = OrganisationQuerySet["ChangeEvent"].as_manager()

    class Meta:
        ordering: ClassVar = ["-occurred_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key"], name="change_event_key_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.title}"


class ProposalQuerySet(OrganisationQuerySet["Proposal"]):
    organisation_path = "change__organisation"


class Proposal(Versioned):
    """A recalibration that people can argue with: lines to accept or reject, on a curve of moves against value.

    `points` holds each point of the curve with its lines; `kept_share` names the point that is shown.
    """

    change = models.ForeignKey(ChangeEvent, on_delete=models.CASCADE, related_name="proposals")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    base = models.ForeignKey(RecordVersion, on_delete=models.PROTECT, related_name="proposals")
    ready_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    chosen_point = models.PositiveSmallIntegerField(default=0)
    superseded_by = models.ForeignKey(ChangeEvent, null=True, on_delete=models.SET_NULL, related_name="supersedes")

    worked_out: ClassVar = True
    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"Proposal for {self.change}"


class Verdict(models.TextChoices):
    OPEN = "open", "Open"
    ACCEPTED = "accepted", "Accepted"
    REJECTED = "rejected", "Rejected"


class LineVerdict(Versioned):
    """What somebody said of one move of a proposal; it holds whichever point of the curve is shown."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="verdicts")
    component = models.ForeignKey("register.Component", on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=10, choices=Verdict.choices, default=Verdict.OPEN)
    locked = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    by = models.CharField(max_length=254, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["proposal", "component"], name="one_verdict_per_line")]

    def __str__(self) -> str:
        return f"{self.component}: {self.verdict}"


class DecisionQuerySet(OrganisationQuerySet["Decision"]):
    organisation_path = "proposal__change__organisation"


class Decision(Versioned):
    """The accepted lines made the plan of record from an effective date; undoable until then."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    record = models.ForeignKey(RecordVersion, on_delete=models.PROTECT, related_name="decisions")
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=254)
    effective_date = models.DateField()
    review_date = models.DateField(null=True)
    reason = models.TextField()
    lines = models.JSONField(help_text="The moves as decided, accepted and rejected, with reasons")
    predicted = models.JSONField(default=dict, help_text="Coverage per objective before and after, as predicted")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=254, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-decided_at"]

    def __str__(self) -> str:
        return f"Decision on {self.proposal.change.key}"


class NoticeQuerySet(OrganisationQuerySet["Notice"]):
    organisation_path = "unit__organisation"


class Notice(models.Model):
    """What a unit is told of a change or a decision that touches it, each line with its because."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="notices")
    change = models.ForeignKey(ChangeEvent, on_delete=models.CASCADE, related_name="notices")
    at = models.DateTimeField()
    lines = models.JSONField(help_text="[{text, because, component}]")

    worked_out: ClassVar = True
    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.unit} about {self.change.key}"


class Objection(Versioned):
    """What the head of a unit holds against a line of a proposal; it reaches the decision record."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="objections")
    component = models.ForeignKey("register.Component", on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="objections")
    by = models.CharField(max_length=254)
    at = models.DateTimeField()
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.unit}: {self.reason[:60]}"


class FindingState(models.TextChoices):
    OPEN = "open", "Open"
    SNOOZED = "snoozed", "Snoozed"
    DISMISSED = "dismissed", "Dismissed"
    RESOLVED = "resolved", "Resolved"


class Finding(Versioned):
    """A contradiction that a rule found, from when it was first seen until the facts no longer hold."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="findings")
    rule = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    sentence = models.TextField()
    severity = models.CharField(max_length=12)
    facts = models.JSONField()
    stake = models.JSONField(default=dict)
    repair = models.TextField(blank=True)
    components = models.JSONField(default=list, help_text="Keys of the components that it names")
    objectives = models.JSONField(default=list, help_text="Keys of the objectives that it names")
    unit = models.ForeignKey(Unit, null=True, on_delete=models.SET_NULL, related_name="findings")
    state = models.CharField(max_length=10, choices=FindingState.choices, default=FindingState.OPEN)
    snoozed_until_date = models.DateField(null=True)
    assigned_to = models.CharField(max_length=254, blank=True)
    reason = models.TextField(blank=True)
    first_seen_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    worked_out: ClassVar = True
    objects = OrganisationQuerySet["Finding"].as_manager()

    class Meta:
        ordering: ClassVar = ["-first_seen_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "fingerprint"], name="a_finding_is_listed_once")
        ]

    def __str__(self) -> str:
        return self.sentence
