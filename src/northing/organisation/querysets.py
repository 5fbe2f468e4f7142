"""The base of every `visible_to`: what belongs to an organisation is seen by those who have a grant in it."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from northing.organisation.models import Grant, User
from northing.organisation.roles import Permission, roles_with

M = TypeVar("M", bound=models.Model)


class OrganisationQuerySet(models.QuerySet[M]):
    """Rows with an `organisation`, seen by everybody who may see something there."""

    organisation_path = "organisation"

    def visible_to(self, user: User) -> Self:
        """The rows of organisations in which the user has a grant that shows something."""
        if not user.is_active:
            return self.none()
        grants = Grant.objects.filter(user=user, role__in=roles_with(Permission.SEE))
        return self.filter(**{f"{self.organisation_path}__in": grants.values("unit__organisation")})
