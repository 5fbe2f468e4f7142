"""A confidential project carries a word that nothing else does: who has no clearance meets it nowhere."""

import re

import pytest
from django.core import mail
from django.urls import NoReverseMatch, reverse

from cast import SECRET
from northing.changes.findings import refresh
from northing.stakeholders import delivery
from policy import POLICY

LINK = re.compile(r'(?:href|action|hx-get)="(/[^"#]*)')
QUERIES = ("", "?q=Zanzibar", "?objective=none", "?sort=-cost", "?status=unknown", "?unit=north")
ENOUGH = 400


def crawl(client, begin):
    waiting, seen = list(begin), set()
    while waiting and len(seen) < ENOUGH:
        url = waiting.pop()
        if url in seen or "sign-out" in url or url.startswith(("/static/", "/dev/")):
            continue
        seen.add(url)
        response = client.get(url)
        yield url, response
        if "text/html" in response.get("Content-Type", ""):
            waiting.extend(link.replace("&amp;", "&") for link in LINK.findall(response.content.decode()))


def start_pages():
    for route, line in POLICY.items():
        try:
            url = reverse(route.removeprefix(":"), kwargs=line.args)
        except NoReverseMatch:
            continue
        yield from (url + query for query in QUERIES)
    for form in ("csv", "xlsx", "json"):
        yield f"/projects.{form}"
    yield "/search.json?q=Zanzibar"
    yield "/search.json?q=P-3"


@pytest.mark.parametrize("role", ["sam", "vera", "bob", "ada"])
def test_the_secret_word_is_nowhere(role, cast, client_of):
    refresh(cast.organisation)
    leaks = [
        url
        for url, response in crawl(client_of(cast.everybody()[role]), start_pages())
        if SECRET.encode() in response.content or b">P-3<" in response.content
    ]
    assert leaks == []


def test_who_is_cleared_meets_it(cast, client_of):
    assert SECRET.encode() in client_of(cast.alice).get("/projects").content


def test_no_count_gives_it_away(cast, client_of):
    assert b"2 projects" in client_of(cast.vera).get("/projects").content
    assert b"3 projects" in client_of(cast.alice).get("/projects").content
    rows = client_of(cast.vera).get("/projects.json").json()["rows"]
    assert [row["key"] for row in rows] == ["P-1", "P-2"]


def test_coverage_is_computed_from_what_one_may_see(cast, client_of):
    def promised(user):
        measures = client_of(user).get("/line-of-sight.json").json()["objectives"][0]["measures"]
        return measures[0]["promised_amount"]

    assert promised(cast.vera) == pytest.approx(-10.0)
    assert promised(cast.alice) == pytest.approx(-14.0)


def mails_of(cast, settings):
    """Every mail of a first run, by the name before the @."""
    settings.NORTHING_MAIL = True
    for user in cast.everybody().values():
        user.email = user.email.replace("acme.example", "acme.uk")
        user.save()
    refresh(cast.organisation)
    for user in cast.everybody().values():
        delivery.make(user, cast.organisation)
    delivery.send_waiting(cast.organisation, keep_lease=lambda: None)
    return {message.to[0].partition("@")[0]: message for message in mail.outbox}


def test_no_mail_carries_the_secret_word_to_who_is_not_cleared(cast, settings):
    sent = mails_of(cast, settings)
    assert {"alice", "bob", "vera"} <= set(sent)
    texts = {name: f"{m.subject} {m.body} {m.alternatives[0].content}" for name, m in sent.items() if name != "alice"}
    assert [name for name, text in texts.items() if SECRET in text] == []


def test_nobody_without_a_grant_gets_a_mail(cast, settings):
    assert {"charlie", "gone"} & set(mails_of(cast, settings)) == set()
