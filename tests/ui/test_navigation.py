import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import include, path

from northing.ui import navigation
from northing.ui.context import page


def view(_request):
    return HttpResponse()


def room(name, **pages):
    return path("", include(([path(url, view, name=key) for key, url in pages.items()], name)))


urlpatterns = [
    room("alignment", line_of_sight="", register="projects"),
    room("strategy", outline="strategy"),
    room("changes", radar="changes", findings="findings"),
]


@pytest.fixture(autouse=True)
def _some_rooms(settings):
    settings.ROOT_URLCONF = "ui.test_navigation"


def sections(address):
    return navigation.navigation_for(RequestFactory().get(address))


def test_a_section_is_there_when_one_of_its_pages_is():
    assert [section["label"] for section in sections("/")] == ["Strategy", "Portfolio", "Changes"]


def test_a_page_that_does_not_exist_is_absent():
    assert [child["label"] for child in sections("/")[0]["children"]] == ["Line of sight", "Outline"]


def test_the_start_page_is_current_only_on_itself():
    current = {a: [s["label"] for s in sections(a) if s["current"]] for a in ("/", "/projects/PRJ-1", "/other")}
    assert current == {"/": ["Strategy"], "/projects/PRJ-1": ["Portfolio"], "/other": []}


def test_the_theme_is_the_cookies_when_it_is_a_known_word():
    request = RequestFactory().get("/")
    request.COOKIES = {"theme": "dark", "letters": "off", "density": '"><script>'}
    context = page(request)
    assert (context["theme"], context["letters"], context["density"]) == ("dark", "off", "comfortable")


def test_a_partial_request_gets_a_fragment():
    assert page(RequestFactory().get("/"))["frame"] == "ui/base.html"
    assert page(RequestFactory().get("/", headers={"HX-Request-Type": "partial"}))["frame"] == "ui/fragment.html"
