"""The landing page's numbers are links, and each link's rows sum to its number."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from cast import make_cast
from northing.alignment.queries import picture_for
from northing.alignment.widths import Kind, width_of
from northing.demo.actions import load_demo
from northing.kernel import clock
from northing.kernel.errors import Invalid
from northing.organisation.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    load_demo()
    made = Client()
    made.force_login(User.objects.get(email="aisha.khan@tarnwell.example"))
    return made


def headline_links(client):
    page = client.get("/").content.decode()
    heading = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL).group(1)
    return re.findall(r'<a href="([^"]+)">([^<]+)</a>', heading), re.sub("<[^>]+>", "", heading)


def test_every_number_of_the_headline_is_a_link_whose_rows_sum_to_it(client):
    links, sentence = headline_links(client)
    numbers = re.findall(r"£[\d.]+m|\d+ projects?", sentence)
    assert [text for _, text in links] == numbers
    for url, text in links:
        rows = client.get(url.replace("&amp;", "&").replace("/projects", "/projects.json", 1)).json()["rows"]
        if text.startswith("£"):
            assert f"£{sum(row['cost'] or 0 for row in rows) / 1e8:.1f}m" == text
        else:
            assert len(rows) == int(text.split()[0])


def test_the_register_narrows_sorts_and_sums(client):
    rows = client.get("/projects.json?unit=capital&sort=-cost").json()["rows"]
    assert [row["key"] for row in rows] == ["PRJ-008", "PRJ-002", "PRJ-005", "PRJ-009", "PRJ-014", "PRJ-015"]
    page = client.get("/projects?q=storm+tank").content.decode()
    assert "2 projects fit, £14.0m" in page


def test_exports_hold_the_same_rows_and_no_cell_that_a_spreadsheet_executes():
    cast = make_cast()
    cast.pump.name = "=HYPERLINK(1)"
    cast.pump.save()
    client = Client()
    client.force_login(cast.vera)
    body = client.get("/projects.csv").content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in body
    assert client.get("/projects.xlsx").content[:2] == b"PK"


def test_an_as_of_day_in_the_future_is_refused_with_its_repair(client):
    response = client.get("/?as_of=2999-01-01")
    assert response.status_code == 422
    assert b"Write it as" in response.content


def test_an_earlier_day_shows_the_plan_of_that_day(client):
    today = client.get("/line-of-sight.json").json()["plan"]["version"]
    earlier = client.get(f"/line-of-sight.json?as_of={clock.today() - timedelta(days=60)}").json()["plan"]["version"]
    assert (today, earlier) == (4, 3)


def test_search_finds_by_the_fields_other_words(client):
    results = client.get("/search.json?q=storm+spills").json()["results"]
    assert {result["group"] for result in results} >= {"Objectives", "Measures"}


@pytest.mark.parametrize("path", ["/", "/projects", "/projects/PRJ-016", "/strategy/objectives/O2.2"])
def test_a_page_asks_the_database_a_constant_number_of_questions(client, path, django_assert_max_num_queries):
    client.get(path)
    with django_assert_max_num_queries(50):
        client.get(path)


def test_an_empty_organisation_is_told_what_to_do_first():
    cast = make_cast()
    cast.organisation.components.all().delete()
    client = Client()
    client.force_login(cast.vera)
    assert b"The register will list every programme and project" in client.get("/projects").content


def test_the_gap_finder_names_the_candidate_that_could_close_the_spills(client):
    page = client.get("/gaps").content.decode()
    assert "Storm tank Wick" in page
    assert "950" in page


def test_a_project_that_left_its_source_counts_no_more_but_keeps_its_page():
    cast = make_cast()
    cast.mill.left_on_date = clock.today()
    cast.mill.save()
    client = Client()
    client.force_login(cast.vera)
    assert [row["key"] for row in client.get("/projects.json").json()["rows"]] == ["P-1"]
    assert b"No longer in its source" in client.get("/projects/P-2").content


def test_the_lines_are_as_wide_as_money_people_or_benefit():
    tarnwell = load_demo()
    picture = picture_for(User.objects.get(email="aisha.khan@tarnwell.example"), tarnwell)
    cost, people, benefit = (width_of(kind, picture, currency="GBP") for kind in Kind)

    assert (cost.unit, cost.amount("PRJ-001")) == ("£m", "21.4")
    projects = {project.key: project for project in picture.snapshot.projects}
    assert people.value("PRJ-001") == pytest.approx(sum(need.fte for need in projects["PRJ-001"].demand))
    spills = picture.coverage.objective("O2.2")
    serving = {one.project for one in spills.measures[0].promised.contributions}
    assert sum(benefit.value(key) for key in serving) == pytest.approx(100 * spills.share * spills.promised.coverage)


def test_a_width_that_there_is_not_is_refused_with_what_there_is():
    assert [kind.following for kind in Kind] == [Kind.PEOPLE, Kind.BENEFIT, Kind.COST]
    with pytest.raises(Invalid, match="not “girth”"):
        Kind.of("girth")
