"""The harness itself: a watch that sees nothing would make every journey green."""

import pytest

from browser import assert_no_sideways_scroll, axe, dark, narrow

GOOD = "<!doctype html><html lang=en><title>t</title><main><h1>North</h1><p>text</p></main>"


def show(page, html):
    page.route("**/shown", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto("/shown")


def test_the_server_answers_a_browser_with_safe_headers(page):
    response = page.goto("/healthz")

    assert response.status == 200
    assert "default-src 'self'" in response.headers["content-security-policy"]


def test_a_console_error_is_seen(page, watch):
    show(page, "<script>console.error('broken')</script>")

    assert [fault.split(" (")[0] for fault in watch.faults] == ["console: broken"]
    watch.faults.clear()


def test_an_uncaught_exception_is_seen(page, watch):
    show(page, "<script>throw new Error('broken')</script>")

    assert watch.faults == ["uncaught: broken"]
    watch.faults.clear()


def test_a_foreign_request_is_seen_and_goes_nowhere(page, watch):
    show(page, "<img src='http://elsewhere.example/x.png' alt=''>")

    assert "foreign request: http://elsewhere.example/x.png" in watch.faults
    watch.faults.clear()


def test_a_fault_that_a_journey_provokes_can_be_expected(page, watch):
    watch.expect("status of 404")

    page.goto("/no-such-page-anywhere")

    assert watch.faults == []


def test_axe_passes_a_good_page_and_names_the_fault_of_a_bad_one(page):
    show(page, GOOD)
    axe(page)

    show(page, GOOD.replace("text", "<img src='data:,'>"))
    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)


def test_a_page_can_be_seen_in_the_dark_and_on_a_phone(page):
    show(page, GOOD)
    dark(page)
    narrow(page)

    assert page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")
    assert page.evaluate("() => innerWidth") == 400
    assert_no_sideways_scroll(page)
