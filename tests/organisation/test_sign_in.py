from datetime import timedelta

import pytest
from django.test import Client

from cast import make_cast
from northing.demo.actions import load_demo
from northing.kernel import clock
from northing.kernel.errors import Invalid, NotFound
from northing.organisation import people, sign_in
from northing.organisation.actions import claim, one_time_link, start_own
from northing.organisation.models import Grant, OneTimeLink, Organisation, SignInAttempt, User

pytestmark = pytest.mark.django_db


def enter(email, password, **extra):
    return Client(**extra).post("/sign-in/", {"email": email, "password": password})


def test_the_right_password_opens_the_account_and_the_wrong_one_keeps_what_was_typed():
    make_cast()
    assert enter("alice@acme.example", "correct horse battery").status_code == 302
    refused = enter("alice@acme.example", "wrong")
    assert refused.status_code == 422
    assert b'value="alice@acme.example"' in refused.content


def test_a_deactivated_account_does_not_open():
    make_cast()
    assert enter("gone@acme.example", "correct horse battery").status_code == 422


def test_guessing_is_slowed_down_for_one_address_only():
    make_cast()
    for _ in range(sign_in.MOST_PER_ACCOUNT):
        enter("alice@acme.example", "wrong")
    slowed = enter("alice@acme.example", "correct horse battery")
    assert (slowed.status_code, slowed["Retry-After"]) == (429, "900")
    assert enter("alice@acme.example", "correct horse battery", REMOTE_ADDR="10.0.0.9").status_code == 302


def test_guessing_is_allowed_again_after_a_quarter_of_an_hour():
    make_cast()
    for _ in range(sign_in.MOST_PER_ACCOUNT):
        enter("alice@acme.example", "wrong")
    SignInAttempt.objects.update(at=clock.now() - sign_in.WINDOW - timedelta(seconds=1))
    assert enter("alice@acme.example", "correct horse battery").status_code == 302


def test_a_one_time_link_works_once_and_only_its_hash_is_stored():
    cast = make_cast()
    token = sign_in.make_link(cast.vera)
    assert not OneTimeLink.objects.filter(token_hash=token).exists()
    assert sign_in.use_link(token) == cast.vera
    with pytest.raises(NotFound):
        sign_in.use_link(token)


def test_an_old_link_does_not_work():
    cast = make_cast()
    token = sign_in.make_link(cast.vera)
    OneTimeLink.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(NotFound):
        sign_in.use_link(token)


def test_only_the_demos_people_can_be_entered_without_a_password():
    cast = make_cast()
    load_demo()
    assert Client().post(f"/sign-in/demo/{cast.alice.pk}/").status_code == 404
    aisha = User.objects.get(email="aisha.khan@tarnwell.example")
    assert Client().post(f"/sign-in/demo/{aisha.pk}/").status_code == 302


def test_a_demo_person_cannot_own_real_data_but_claims_it_with_an_account():
    load_demo()
    aisha = User.objects.get(email="aisha.khan@tarnwell.example")
    with pytest.raises(Invalid):
        start_own(actor=aisha, name="Ours")
    owner = claim(email="me@example.org", password="a long pass phrase", person="Me", name="Ours")
    assert owner.organisation == Organisation.objects.get(is_demo=False)
    with pytest.raises(Invalid):
        claim(email="you@example.org", password="a long pass phrase", person="You", name="Mine")


def test_own_data_cannot_be_claimed_from_another_machine():
    load_demo()
    client = Client(REMOTE_ADDR="10.0.0.9")
    client.force_login(User.objects.get(email="aisha.khan@tarnwell.example"))
    body = {"name": "Ours", "person": "Me", "email": "me@example.org", "password": "a long pass phrase"}
    assert b"one-time link" in client.post("/organisation/start/", body).content
    assert not Organisation.objects.filter(is_demo=False).exists()


def test_the_first_administrator_is_asked_to_start_when_there_is_nothing_yet():
    path = one_time_link()
    client = Client()
    assert client.post(path).status_code == 302
    assert client.get("/").headers["Location"] == "/organisation/start/"
    assert client.post("/organisation/start/", {"name": "Ours", "currency": "EUR"}).status_code == 302
    assert client.get("/").status_code == 200
    assert one_time_link() is not None


def test_a_grant_that_is_taken_away_counts_no_more_on_the_next_request():
    cast = make_cast()
    client = Client()
    client.force_login(cast.vera)
    assert client.get("/projects").status_code == 200
    people.revoke(actor=cast.ada, organisation=cast.organisation, pk=Grant.objects.get(user=cast.vera).pk)
    assert client.get("/projects").status_code == 404


def test_keeping_somebody_out_ends_their_sessions():
    cast = make_cast()
    client = Client()
    client.force_login(cast.vera)
    people.set_active(actor=cast.ada, organisation=cast.organisation, account=cast.vera, active=False)
    assert client.get("/projects").status_code == 302


def test_the_last_administrator_stays():
    cast = make_cast()
    with pytest.raises(Invalid):
        people.revoke(actor=cast.ada, organisation=cast.organisation, pk=Grant.objects.get(user=cast.ada).pk)


def test_an_invitation_with_the_same_key_twice_gives_one_account():
    cast = make_cast()
    client = Client()
    client.force_login(cast.ada)
    body = {"email": "new@acme.example", "name": "New", "role": "viewer", "unit": "north", "idempotency_key": "k1"}
    assert client.post("/people/invite/", body).status_code == 200
    client.post("/people/invite/", body)
    assert User.objects.filter(email="new@acme.example").count() == 1
    assert client.post("/people/invite/", body | {"name": "Other"}).status_code == 409
