"""The one place that asks for the time, so that tests and the demo can say what day it is."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The current moment, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The current day in the installation's time zone."""
    return timezone.localdate()
