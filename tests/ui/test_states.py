import pytest

pytestmark = pytest.mark.django_db

PAGES = {"line-of-sight": 200, "not-permitted": 403, "not-found": 404, "failed": 500, "conflict": 409, "else": 404}


@pytest.fixture
def gallery(settings):
    settings.NORTHING_DEV_PAGES = True


def test_the_gallery_exists_only_where_the_settings_say_so(client, settings):
    settings.NORTHING_DEV_PAGES = False
    assert client.get("/dev/states").status_code == 404


@pytest.mark.usefixtures("gallery")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_gallery_shows_every_state_in_both_themes(client, theme):
    html = client.get(f"/dev/states?theme={theme}").content.decode()
    assert f'data-theme="{theme}"' in html
    for part in (
        "Reading 1,204 rows",
        "You may not publish a plan version",
        "The proposal could not be computed",
        "withheld",
    ):
        assert part in html


@pytest.mark.usefixtures("gallery")
@pytest.mark.parametrize(("name", "status"), PAGES.items())
def test_a_whole_error_page_has_its_status(client, name, status):
    assert client.get(f"/dev/states/{name}").status_code == status


@pytest.mark.usefixtures("gallery")
def test_an_htmx_request_for_an_error_page_gets_the_part_alone(client):
    html = client.get("/dev/states/conflict", headers={"HX-Request-Type": "partial"}).content.decode()
    assert "<html" not in html
    assert "Theirs: Priya Raman, 14:02" in html
