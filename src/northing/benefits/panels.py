"""What this room has to say on other rooms' pages."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest
from django.template.loader import render_to_string

from northing.benefits.queries import benefits_for
from northing.organisation.web import MemberRequest
from northing.register.models import Component
from northing.ui.panels import panel


@panel("project_edit", order=10)
def benefits_of(request: HttpRequest, subject: Any) -> str:
    """What the project promises, beside its form."""
    component: Component = subject
    asking = cast("MemberRequest", request)
    rows = benefits_for(asking.user, asking.organisation).filter(component=component)
    return render_to_string("benefits/_of_project.html", {"component": component, "benefits": rows}, request)
