"""A process that records readings until it is killed, and says each one only after it was committed."""

import sys
from datetime import date, timedelta

from northing.cli import boot

boot.start_django()

from northing.organisation.models import User  # noqa: E402
from northing.strategy.actions import record_reading  # noqa: E402
from northing.strategy.models import Measure, Reading  # noqa: E402

measure = Measure.objects.get(key="M1")
alice = User.objects.get(email="alice@acme.example")
day = Reading.objects.order_by("date").first().date - timedelta(days=1)
while True:
    record_reading(actor=alice, measure=measure, on=day, value=100.0, source="kill test")
    sys.stdout.write(f"{day.isoformat()}\n")
    sys.stdout.flush()
    day = date.fromordinal(day.toordinal() - 1)
