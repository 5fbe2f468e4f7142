"""Roles × every route × method: what the policy table says is what happens, and a refusal changes nothing."""

import re

import pytest
from django.urls import URLResolver, get_resolver, reverse

from cast import make_cast
from northing.kernel.models import Event
from northing.organisation.models import Grant
from northing.organisation.roles import Permission
from northing.organisation.scope import may, organisations_of, units_where
from northing.register.queries import components_for
from policy import EVERYBODY, MEMBER, POLICY, SIGNED_IN

ROLES = ("anonymous", "gone", "charlie", "sam", "vera", "bob", "ada", "alice")
REFUSED = {403, 404}


def routes(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, pattern.namespace or namespace)
        else:
            yield f"{namespace}:{pattern.name}"


def test_every_route_has_a_policy_line_and_every_line_a_route():
    assert sorted(routes(get_resolver().url_patterns)) == sorted(POLICY)


def address(route, line, cast):
    args = {name: _resolved(value, cast) for name, value in line.args.items()}
    return reverse(route.removeprefix(":"), kwargs=args)


def _resolved(value, cast):
    if value == "vera":
        return cast.vera.pk
    if value == "grant":
        return Grant.objects.get(user=cast.vera).pk
    return value


def is_let_in(user, rule, cast):
    if rule == EVERYBODY:
        return True
    if user is None or not user.is_active:
        return False
    if rule == SIGNED_IN:
        return True
    if rule == MEMBER:
        return bool(organisations_of(user))
    if rule in {Permission.OBJECT, Permission.RECORD_READING}:
        return bool(units_where(user, rule, cast.organisation))
    return may(user, rule, cast.organisation)


def sees_what_it_names(user, line, cast):
    return not line.component or line.args[line.component] in visible_keys(user, cast)


def visible_keys(user, cast):
    return set(components_for(user, cast.organisation).values_list("key", flat=True))


@pytest.mark.parametrize("role", ROLES)
def test_reading_is_as_the_policy_says(role, cast, client_of):
    user = cast.everybody().get(role)
    client = client_of(user)
    wrong = []
    for route, line in POLICY.items():
        status = client.get(address(route, line, cast)).status_code
        if not fits(status, line.reads, user, line, cast, method="GET"):
            wrong.append((route, status))
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_writing_is_as_the_policy_says_and_a_refusal_changes_nothing(role, cast, client_of):
    user = cast.everybody().get(role)
    wrong = []
    for route, line in POLICY.items():
        if route in {"organisation:sign_out", "organisation:sign_in_demo"}:
            continue
        before = Event.objects.count()
        status = client_of(user).post(address(route, line, cast), line.data).status_code
        refused = not is_let_in(user, line.writes, cast) if line.writes else True
        if not fits(status, line.writes, user, line, cast, method="POST"):
            wrong.append((route, status))
        if refused and Event.objects.count() != before:
            wrong.append((route, "wrote an event"))
    assert wrong == []


def fits(status, rule, user, line, cast, *, method):
    if rule is None:
        return status in {302, 404, 405} or (status == 403 and user is not None)
    if rule == EVERYBODY:
        return status < 500
    if user is None or not user.is_active:
        return status == 302
    if is_let_in(user, rule, cast) and sees_what_it_names(user, line, cast):
        return status < 500 and status not in REFUSED and (method == "POST" or status in {200, 422})
    return status in REFUSED


@pytest.mark.parametrize("role", ["sam", "vera", "bob", "ada", "alice"])
def test_a_hidden_or_foreign_project_answers_like_one_that_does_not_exist(role, cast, client_of):
    foreign = make_cast("rival").pump
    foreign.key = "X-1"
    foreign.save()
    hidden = [] if role == "alice" else ["P-3"]
    client = client_of(cast.everybody()[role])
    for route, line in POLICY.items():
        if line.component:
            unknown, *others = [answer_of(client, route, line, key) for key in ("P-77", "X-1", *hidden)]
            assert all(other == unknown for other in others), route


def answer_of(client, route, line, key):
    url = reverse(route, kwargs={**line.args, line.component: key})
    get, post = client.get(url), client.post(url, line.data)
    return get.status_code, post.status_code, _plain(get, key)


def _plain(response, key):
    text = response.content.decode(errors="replace").replace(key, "KEY")
    return re.sub(r'(csrfmiddlewaretoken" value="|name="csrf-token" content=")[^"]*|[0-9a-f]{8}\b', "", text)
