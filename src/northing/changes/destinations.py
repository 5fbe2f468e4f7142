"""An operation that changed what the business needs leads to the page of that change."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from northing.changes.models import ChangeEvent
from northing.ui.destinations import leads_to


@leads_to
def change_of(_: HttpRequest, batch: UUID) -> str:
    """The address of the change that the operation made; "" when it made none."""
    change = ChangeEvent.objects.filter(batch=batch).first()
    return reverse("changes:change", args=[change.key]) if change else ""
