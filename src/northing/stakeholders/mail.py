"""A digest as a mail: plain text and simple HTML with the same lines, every line a link into this installation."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from northing.stakeholders.digest import Section
from northing.stakeholders.models import Digest
from northing.ui.figures import date_text

# Names that never resolve (RFC 2606, RFC 6762): the demo's people and the account that set the installation up.
UNREACHABLE = ("example", "example.com", "example.net", "example.org", "invalid", "test", "local", "localhost")


def subject_of(digest: Digest) -> str:
    """Whose week or day it was; no count and no name that somebody else who reads the outbox might not know."""
    day = date_text(digest.until.date())
    return " ".join(f"{digest.organisation.name}: what changed for you until {day}".split())


def compose(digest: Digest, sections: Sequence[Section]) -> EmailMultiAlternatives:
    """The message, to its reader alone."""
    context = {
        "digest": digest,
        "sections": sections,
        "how_often": {"daily": "every day", "weekly": "every Monday"}.get(digest.rhythm, ""),
        "home": settings.NORTHING_HOME,
        "page_url": reverse("stakeholders:digest_of", args=[digest.pk]),
        "choice_url": f"{reverse('stakeholders:digest')}#rhythm",
    }
    message = EmailMultiAlternatives(
        subject=subject_of(digest),
        body=render_to_string("stakeholders/mail/digest.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[digest.user.email],
        headers={
            "Message-ID": make_msgid(f"digest-{digest.pk}", domain=urlsplit(settings.NORTHING_HOME).hostname),
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{settings.NORTHING_HOME}{context['choice_url']}>",
        },
    )
    message.attach_alternative(render_to_string("stakeholders/mail/digest.html", context), "text/html")
    return message


def why_not_by_mail(digest: Digest) -> str:
    """Why the digest stays here; empty when it can be sent."""
    if digest.organisation.is_demo:
        return "The demo's people are invented, so nothing is sent to them."
    if not settings.NORTHING_MAIL:
        return "No mail server is set up (NORTHING_MAIL_URL)."
    domain = digest.user.email.rpartition("@")[2].lower()
    if domain in UNREACHABLE or domain.endswith(tuple(f".{name}" for name in UNREACHABLE)):
        return f"Nobody receives mail at {domain}."
    return ""
