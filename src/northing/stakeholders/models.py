from __future__ import annotations

from typing import ClassVar

from django.db import models

from northing.kernel.models import Versioned
from northing.organisation.models import Organisation, User


class Rhythm(models.TextChoices):
    """How often somebody is told; what needs a decision stands on the pages at once in any case."""

    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Every Monday"
    OFF = "off", "Never"


class Subscription(Versioned):
    """Somebody's own choice of rhythm in an organisation; without one it is weekly."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="subscriptions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="subscriptions")
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices, default=Rhythm.WEEKLY)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "user"], name="one_rhythm_per_person_and_organisation")
        ]

    def __str__(self) -> str:
        return f"Digest for {self.user}: {self.get_rhythm_display()}"


class Delivery(models.TextChoices):
    """How far a digest got. SENDING that nobody ends may have arrived: it is never sent again by itself."""

    EMPTY = "empty", "Nothing to tell"
    KEPT = "kept", "Kept here"
    WAITING = "waiting", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Not sent"


class Digest(models.Model):
    """That somebody was told what happened in a span of time.

    It holds no words: they are put together through the reader's grants whenever it is read or sent, so that nobody
    reads in an old digest what they may no longer know.

    Attributes:
        period_date: the day, or the Monday of the week, that it is for; one digest for each.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="digests")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="digests")
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices)
    period_date = models.DateField()
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=8, choices=Delivery.choices, default=Delivery.WAITING)
    tries_count = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=400, blank=True, help_text="Why it was kept, or what went wrong last")

    worked_out: ClassVar = True

    class Meta:
        ordering: ClassVar = ["-until", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "user", "period_date"], name="one_digest_per_person_and_period"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["state", "next_try_at"], name="digests_to_send")]

    def __str__(self) -> str:
        return f"Digest for {self.user}, {self.period_date}"
