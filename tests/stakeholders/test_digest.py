"""A digest tells what happened since the last one, once for each period, and is tried again when a server refuses."""

import smtplib
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from northing.changes.models import ChangeEvent, Finding, Notice, Proposal
from northing.kernel import clock, daily
from northing.kernel.jobs import run as run_job
from northing.kernel.models import Job, JobState
from northing.organisation.models import Grant, Unit
from northing.stakeholders import delivery
from northing.stakeholders.digest import Span, contents
from northing.stakeholders.models import Delivery, Digest, Rhythm, Subscription
from northing.stakeholders.subscriptions import choose_rhythm, last_digest, rhythm_of

LATER = timedelta(seconds=1)


@pytest.fixture
def client_of():
    def signed_in(user):
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def real(tarnwell, settings):
    """Tarnwell as if it were no demo, its people with addresses that mail reaches, and a mail server."""
    settings.NORTHING_MAIL = True
    settings.NORTHING_HOME = "https://portfolio.tarnwell.uk"
    tarnwell.is_demo = False
    tarnwell.save()
    return tarnwell


@pytest.fixture
def elin(person):
    user = person("elin-vaughan")
    user.email = "elin@tarnwell.uk"
    user.save()
    return user


@pytest.fixture
def now(monkeypatch):
    """`now(days=1)` moves the clock on."""
    at = [timezone.now()]
    monkeypatch.setattr(clock, "now", lambda: at[0])
    monkeypatch.setattr(clock, "today", lambda: at[0].date())  # noqa: PLW0108  it moves

    def move(**by):
        at[0] += timedelta(**by)
        return at[0]

    return move


def week():
    return Span(clock.now() - timedelta(days=7), clock.now() + LATER)


def told(user, organisation):
    return {section.title: list(section.lines) for section in contents(user, organisation, week())}


def make(user, organisation):
    return delivery.make(user, organisation)


def flaky(error, *, times):
    """A mail server that fails so often before it takes a message."""
    left = [times]

    class Connection:
        def open(self):
            return True

        def close(self):
            return None

        def send_messages(self, messages):
            if left[0]:
                left[0] -= 1
                raise error
            mail.outbox.extend(messages)
            return len(messages)

    return Connection


def send(organisation):
    return delivery.send_waiting(organisation, keep_lease=lambda: None)


def test_a_unit_head_is_told_of_the_change_with_its_because(tarnwell, person):
    line = told(person("sofia-marques"), tarnwell)["What changed"][0]

    assert line.because
    assert line.url == reverse("changes:change", args=[ChangeEvent.objects.first().key])


def test_who_may_decide_is_told_what_waits_for_a_decision(tarnwell, person):
    Proposal.objects.update(ready_at=clock.now())

    lines = told(person("margaret-doyle"), tarnwell)["Waiting for you"]

    assert [line.text for line in lines] == [p.change.title for p in Proposal.objects.filter(superseded_by=None)]


def test_a_finding_is_newly_theirs_when_it_was_given_to_them_or_is_about_their_unit(tarnwell, person):
    elin = person("elin-vaughan")
    mine = Finding.objects.filter(organisation=tarnwell, state="open").exclude(unit__key="customer").first()
    mine.assigned_to = elin.email
    mine.save()

    lines = told(elin, tarnwell)["New findings for you"]

    assert next(line for line in lines if line.text == mine.sentence).because.endswith("assigned to you.")
    units = set(Finding.objects.filter(sentence__in=[one.text for one in lines]).values_list("unit__key", flat=True))
    assert units <= {"customer", mine.unit.key if mine.unit else None}


def test_only_what_happened_in_the_span_is_told(tarnwell, person):
    long_ago = clock.now() - timedelta(days=30)
    Notice.objects.update(at=long_ago)

    assert "What changed" not in told(person("sofia-marques"), tarnwell)


def test_without_a_choice_it_is_weekly_and_made_once_in_a_week(real, elin, now):
    assert rhythm_of(elin, real) is Rhythm.WEEKLY
    first = make(elin, real)

    assert first.period_date.weekday() == 0
    assert make(elin, real) is None
    now(days=7)
    assert make(elin, real).since == first.until


def test_daily_is_made_once_a_day_and_never_is_never(real, elin, now):
    choose_rhythm(actor=elin, organisation=real, rhythm="daily")
    assert make(elin, real)
    assert make(elin, real) is None
    now(days=1)
    assert make(elin, real)
    choose_rhythm(actor=elin, organisation=real, rhythm="off")
    now(days=1)
    assert make(elin, real) is None


def test_an_empty_digest_is_not_sent_and_the_next_begins_where_it_ended(real, elin, now):
    now(days=60)
    Finding.objects.update(state="resolved")
    Proposal.objects.update(ready_at=None)
    empty = make(elin, real)

    assert empty.state == Delivery.EMPTY
    assert send(real) == 0
    assert last_digest(elin, real) == empty


def test_it_is_sent_as_text_and_html_with_absolute_links(real, elin):
    digest = make(elin, real)
    assert send(real) == 1

    message = mail.outbox[0]
    html = message.alternatives[0].content
    assert message.to == ["elin@tarnwell.uk"]
    for section in delivery.sections_of(digest):
        for line in section.lines:
            assert f"https://portfolio.tarnwell.uk{line.url}" in message.body
            assert f'href="https://portfolio.tarnwell.uk{line.url}"' in html
    assert "/digest/#rhythm>" in message.extra_headers["List-Unsubscribe"]
    digest.refresh_from_db()
    assert (digest.state, digest.tries_count) == (Delivery.SENT, 1)


def test_running_again_sends_nothing_twice(real, elin):
    payload = {"organisation": real.key}
    for _ in range(2):
        job = Job.objects.create(kind=delivery.DIGESTS, organisation=real.key, payload=payload)
        assert run_job(job).state == JobState.DONE

    assert [message.to for message in mail.outbox] == [["elin@tarnwell.uk"]]


def test_a_crash_while_sending_is_not_followed_by_a_second_mail(real, elin, now):
    digest = make(elin, real)
    Digest.objects.filter(pk=digest.pk).update(state=Delivery.SENDING, next_try_at=clock.now() + timedelta(minutes=10))
    assert send(real) == 0
    now(minutes=11)
    assert send(real) == 0

    digest.refresh_from_db()
    assert (digest.state, digest.note) == (Delivery.FAILED, delivery.MAYBE_SENT)
    assert mail.outbox == []


def test_a_crash_before_sending_is_made_good_by_the_next_run(real, elin):
    make(elin, real)
    run_job(Job.objects.create(kind=delivery.DIGESTS, organisation=real.key, payload={"organisation": real.key}))

    assert len(mail.outbox) == 1


def test_a_refused_mail_is_tried_again_ever_later_and_then_given_up(real, elin, now, monkeypatch):
    monkeypatch.setattr(delivery, "get_connection", flaky(smtplib.SMTPServerDisconnected("gone"), times=99))
    digest = make(elin, real)
    waits = []
    for _ in range(delivery.MOST_TRIES - 1):
        began = now()
        assert send(real) == 0
        digest.refresh_from_db()
        assert (digest.state, digest.note) == (Delivery.WAITING, "gone")
        waits.append((digest.next_try_at - began) / timedelta(minutes=1))
        now(minutes=waits[-1])
    assert waits == [5, 15, 45, 135, 405, 1215]
    send(real)
    digest.refresh_from_db()
    assert (digest.state, digest.note) == (Delivery.FAILED, "Given up after 7 tries. gone")


def test_it_goes_out_when_the_server_is_back(real, elin, now, monkeypatch):
    monkeypatch.setattr(delivery, "get_connection", flaky(OSError("no route"), times=1))
    make(elin, real)
    assert send(real) == 0
    assert send(real) == 0, "not before its time"
    now(minutes=5)
    assert send(real) == 1


def test_a_server_that_does_not_answer_postpones_everybody(real, elin, person, monkeypatch):
    class Dead:
        def open(self):
            raise ConnectionRefusedError("refused")

    jun = person("jun-watanabe")
    jun.email = "jun@tarnwell.uk"
    jun.save()
    monkeypatch.setattr(delivery, "get_connection", Dead)
    made = [make(user, real) for user in (elin, jun)]
    assert send(real) == 0
    for digest in made:
        digest.refresh_from_db()
    assert {(d.state, d.tries_count, d.note) for d in made} == {
        (Delivery.WAITING, 1, "The mail server did not answer: refused")
    }


def test_a_refused_address_is_not_tried_again(real, elin, monkeypatch):
    refusal = smtplib.SMTPRecipientsRefused({"elin@tarnwell.uk": (550, b"unknown")})
    monkeypatch.setattr(delivery, "get_connection", flaky(refusal, times=1))
    digest = make(elin, real)
    send(real)
    digest.refresh_from_db()
    assert digest.state == Delivery.FAILED


def test_what_was_revoked_before_it_went_out_is_not_told(real, elin):
    digest = make(elin, real)
    elin.is_active = False
    elin.save()
    assert send(real) == 0
    digest.refresh_from_db()
    assert digest.state == Delivery.EMPTY


def test_the_minute_asks_for_a_run_only_when_something_has_come_due(real, elin, now):
    delivery.send_again()
    assert not Job.objects.filter(kind=delivery.DIGESTS).exists()
    digest = make(elin, real)
    Digest.objects.filter(pk=digest.pk).update(next_try_at=clock.now() + timedelta(minutes=5))
    delivery.send_again()
    assert not Job.objects.filter(kind=delivery.DIGESTS).exists()
    now(minutes=6)
    delivery.send_again()
    delivery.send_again()
    assert Job.objects.filter(kind=delivery.DIGESTS).count() == 1


def test_a_new_day_asks_every_organisation_once(real):
    delivery.make_digests()
    delivery.make_digests()
    assert Job.objects.filter(kind=delivery.DIGESTS, organisation=real.key).count() == 1


def test_the_worker_looks_once_a_minute(monkeypatch, now):
    runs = []
    monkeypatch.setattr(daily, "_tasks", [])
    monkeypatch.setattr(daily, "_minutely", [lambda: runs.append(clock.now())])
    days = daily.Days()
    for seconds in (0, 30, 29, 1):
        now(seconds=seconds)
        days.look()
    assert len(runs) == 2


def test_without_a_mail_server_it_is_kept_and_read_on_the_page(tarnwell, person, client_of):
    elin = person("elin-vaughan")
    digest = make(elin, tarnwell)
    assert (digest.state, digest.note) == (
        Delivery.KEPT,
        "The demo's people are invented, so nothing is sent to them.",
    )
    page = client_of(elin).get(reverse("stakeholders:digest_of", args=[digest.pk])).content.decode()
    for section in delivery.sections_of(digest):
        assert section.title in page
    assert client_of(person("jun-watanabe")).get(f"/digest/{digest.pk}").status_code == 404


@pytest.mark.parametrize("email", ["a@b.example", "administrator@northing.local", "x@localhost"])
def test_nothing_is_sent_to_addresses_that_nobody_has(real, elin, email):
    elin.email = email
    elin.save()
    assert make(elin, real).state == Delivery.KEPT


def test_the_choice_is_kept_from_the_page_and_can_be_undone(tarnwell, person, client_of):
    elin = person("elin-vaughan")
    client = client_of(elin)
    answer = client.post(reverse("stakeholders:rhythm"), {"rhythm": "daily"}, follow=True)
    assert b"Your next digest is made tomorrow." in answer.content
    undo = next(str(m.extra_tags) for m in answer.context["messages"]) if answer.context.get("messages") else None
    assert Subscription.objects.get(user=elin).rhythm == "daily"
    assert undo is None or undo.startswith("/undo/")
    refused = client.post(reverse("stakeholders:rhythm"), {"rhythm": "hourly"})
    assert refused.status_code == 422
    assert b"Choose every day, every Monday or never." in refused.content


def test_the_outbox_says_to_whom_and_how_far_but_not_what(tarnwell, person, client_of, django_user_model):
    ada = django_user_model.objects.create_user("ada@tarnwell.example", name="Ada")
    Grant.objects.create(user=ada, role="administrator", unit=Unit.objects.get(organisation=tarnwell, parent=None))
    digest = make(person("sofia-marques"), tarnwell)
    page = client_of(ada).get(reverse("stakeholders:outbox")).content.decode()

    assert "Sofia Marques" in page
    assert "Kept here" in page
    for section in delivery.sections_of(digest):
        for line in section.lines:
            assert line.text not in page
    assert client_of(person("sofia-marques")).get(reverse("stakeholders:outbox")).status_code == 403


def test_an_administrator_lets_a_failed_one_be_sent_again(real, elin, client_of, django_user_model):
    ada = django_user_model.objects.create_user("ada@tarnwell.uk", name="Ada")
    Grant.objects.create(user=ada, role="administrator", unit=Unit.objects.get(organisation=real, parent=None))
    digest = make(elin, real)
    Digest.objects.filter(pk=digest.pk).update(state=Delivery.FAILED, tries_count=7, note="gone")
    url = reverse("stakeholders:send_again", args=[digest.pk])
    client_of(ada).post(url)
    assert run_job(Job.objects.get(kind=delivery.DIGESTS)).state == JobState.DONE
    assert ["elin@tarnwell.uk"] in [message.to for message in mail.outbox]
    again = client_of(ada).post(url, follow=True)
    assert b"It was sent, or is being sent, already." in again.content


def test_a_failed_run_is_told_in_the_outbox(tarnwell):
    Job.objects.create(
        kind=delivery.DIGESTS,
        organisation=tarnwell.key,
        state=JobState.FAILED,
        message="KeyError: 'x'",
        finished_at=clock.now(),
    )
    assert delivery.last_failure(tarnwell) == "KeyError: 'x'"


def test_periods_are_days_and_mondays():
    sunday = date(2026, 11, 22)
    assert delivery.period_of(Rhythm.DAILY, sunday) == sunday
    assert delivery.period_of(Rhythm.WEEKLY, sunday) == date(2026, 11, 16)
    assert delivery.period_of(Rhythm.OFF, sunday) is None


def test_a_span_holds_its_beginning_and_not_its_end():
    begin = datetime(2026, 11, 1, tzinfo=timezone.get_default_timezone())
    span = Span(begin, begin + timedelta(days=1))
    assert span.holds(begin)
    assert not span.holds(begin + timedelta(days=1))
    assert not span.holds(None)
