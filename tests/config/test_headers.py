import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from northing.config.headers import CONTENT_SECURITY_POLICY, SafeHeaders

pytestmark = pytest.mark.django_db


def test_every_answer_carries_the_safe_headers(client):
    for address in ("/healthz", "/no-such-page"):
        headers = client.get(address).headers

        assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["X-Frame-Options"] == "DENY"
        assert "camera=()" in headers["Permissions-Policy"]


def test_the_policy_allows_nothing_inline_evaluated_or_foreign():
    for word in ("unsafe-inline", "unsafe-eval", "*", "http:", "https:"):
        assert word not in CONTENT_SECURITY_POLICY


def test_a_download_keeps_its_stricter_policy():
    strict = SafeHeaders(lambda _: HttpResponse(headers={"Content-Security-Policy": "sandbox"}))

    assert strict(RequestFactory().get("/")).headers["Content-Security-Policy"] == "sandbox"


def test_health_says_ok_and_no_more(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert client.post("/healthz").status_code == 405


def test_cookies_are_out_of_reach_of_scripts_and_other_sites():
    assert (settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE) == (True, "Lax")
    assert (settings.CSRF_COOKIE_HTTPONLY, settings.CSRF_COOKIE_SAMESITE) == (True, "Lax")


def test_an_icon_is_found_where_no_page_names_one(client):
    assert client.get("/favicon.ico").headers["Location"] == "/static/ui/mark.svg"
