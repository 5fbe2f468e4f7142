"""The way of a file through the pages: upload, columns, check, preview, commit, undo."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cast import make_cast
from lists import YEAR_ONE, YEAR_TWO, csv_of
from northing.exchange.models import ImportBatch, RememberedMapping
from northing.kernel import jobs
from northing.kernel.models import Job
from northing.register.models import Component


@pytest.fixture
def upload(client, own):
    """`upload(rows)` stages a file and gives the batch."""

    def send(rows, *, kind="projects", as_of="2025-03-31", name="list.csv"):
        content = rows if isinstance(rows, bytes) else csv_of(rows)
        fields = {"kind": kind, "as_of": as_of, "file": SimpleUploadedFile(name, content)}
        answer = client.post(reverse("exchange:stage"), fields)
        assert answer.status_code == 302, answer.content.decode()
        return ImportBatch.objects.get(pk=answer.url.strip("/").rpartition("/")[2])

    return send


def page(client, batch, step=""):
    return client.get(f"{reverse('exchange:batch', args=[batch.pk])}?step={step}").content.decode()


def post(client, route, batch, **fields):
    return client.post(reverse(f"exchange:{route}", args=[batch.pk]), fields)


def test_a_file_goes_from_upload_to_commit_and_back(client, upload):
    batch = upload(YEAR_ONE)
    assert Component.objects.count() == 0
    assert "Project name" in page(client, batch)
    assert "Every row and cell could be read" in page(client, batch, "check")
    assert "entered: 4" in page(client, batch, "preview")
    assert post(client, "commit", batch).status_code == 302
    assert Component.objects.count() == 4
    assert "Undo this import" in page(client, batch)
    post(client, "undo", batch)
    assert Component.objects.count() == 0
    assert "This import was undone" in page(client, batch)
    assert "undone" in client.get(reverse("exchange:index")).content.decode()


def test_the_same_commit_sent_twice_imports_once(client, upload):
    batch = upload(YEAR_ONE)
    answers = [post(client, "commit", batch, idempotency_key="k1").status_code for _ in range(2)]
    assert answers == [302, 302]
    assert post(client, "commit", batch, idempotency_key="k2").status_code == 409
    assert Component.objects.count() == 4


def test_a_corrected_column_is_used_and_remembered(client, upload):
    batch = upload([["Thing", "Project name", "Who"], ["x", "Quay", "Docks"]])
    columns = [column["header"] for column in batch.report["columns"]]
    answers = {f"column-{n}": {"Project name": "name", "Who": "unit"}.get(h, "") for n, h in enumerate(columns)}
    assert post(client, "map", batch, **answers).url.endswith("?step=check")
    post(client, "commit", batch)
    assert Component.objects.get().unit.name == "Docks"
    assert RememberedMapping.objects.get().mapping["columns"] == {"Thing": "", "Project name": "name", "Who": "unit"}
    again = upload([["Thing", "Project name", "Who"], ["x", "Quay", "Docks"], ["y", "Crane", "Yard"]])
    assert again.report["from_memory"] is True
    assert again.report["created"] == 1


def test_two_columns_for_one_field_are_refused_in_words(client, upload):
    batch = upload([["Project name", "Other"], ["Quay", "x"]])
    answer = post(client, "map", batch, **{"column-0": "name", "column-1": "name"})
    assert answer.status_code == 422
    assert "two columns are the field “name”" in answer.content.decode()


def test_the_preview_of_the_next_year_shows_the_difference_and_asks(client, upload):
    post(client, "commit", upload(YEAR_ONE))
    batch = upload(YEAR_TWO, as_of="2026-03-31")
    text = page(client, batch, "preview")
    assert "Pilot boats" in text
    assert "Pilot boat fleet" in text
    post(client, "choose", batch, apart="P2 3")
    batch.refresh_from_db()
    assert (batch.report["renamed"], batch.report["left"]) == (0, 2)


def test_rejected_rows_can_be_downloaded_in_the_columns_of_the_file(client, upload):
    batch = upload(YEAR_TWO)
    text = client.get(reverse("exchange:rejected", args=[batch.pk, "csv"])).content.decode("utf-8-sig")
    lines = text.splitlines()
    assert lines[0].startswith("Project ID,Project name")
    assert lines[1].startswith("P6,Slipway,Estates,Green,31.04.2026")
    assert "30" in lines[1].rpartition("April")[2] or "30" in lines[1]


def test_the_report_is_the_same_object_as_on_the_command_line(client, upload):
    batch = upload(YEAR_ONE)
    report = json.loads(client.get(reverse("exchange:report", args=[batch.pk])).content)
    assert (report["rows"], report["created"], report["as_of"]) == (4, 4, "2025-03-31")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 not a workbook", "damaged"),
        (b"", "Choose a file"),
        (b'<?xml version="1.0"?><x/>', "it is XML, not a list"),
        (b"a,b\n1,2\n", "no column looks like the name"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_repair_and_leaves_nothing(client, own, content, words):
    fields = {"kind": "projects", "file": SimpleUploadedFile("x.csv", content)} if content else {"kind": "projects"}
    answer = client.post(reverse("exchange:stage"), fields)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert ImportBatch.objects.count() == 0


def test_a_long_list_is_committed_by_the_worker(client, upload):
    rows = [["Project name"], *([f"Project number {n}"] for n in range(220))]
    batch = upload(rows)
    post(client, "commit", batch)
    assert Component.objects.count() == 0
    assert "Working on it" in page(client, batch)
    assert jobs.run(jobs.claim()).state == "done"
    assert Component.objects.count() == 220
    assert "Undo this import" in page(client, batch)
    Job.objects.update(state="waiting")
    assert jobs.run(jobs.claim()).state == "done"
    assert Component.objects.count() == 220


def test_a_long_list_is_taken_back_by_the_worker_and_a_failure_is_told(client, upload):
    batch = upload([["Project name"], *([f"Project number {n}"] for n in range(220))])
    post(client, "commit", batch)
    jobs.run(jobs.claim())
    Component.objects.filter(name="Project number 7").update(name="Ours now")
    post(client, "undo", batch)
    assert "Working on it" in page(client, batch)
    assert jobs.run(jobs.claim()).state == "failed"
    assert "was changed since" in page(client, batch)
    assert "Nothing was changed." in page(client, batch)
    Component.objects.filter(name="Ours now").update(name="Project number 7")
    post(client, "undo", batch)
    assert jobs.run(jobs.claim()).state == "done"
    assert Component.objects.count() == 0
    assert "This import was undone" in page(client, batch)


def test_pasted_text_is_a_file_too(client, own):
    text = "Project name;Department\nQuay;Docks\n"
    client.post(reverse("exchange:stage"), {"kind": "projects", "text": text})
    assert ImportBatch.objects.get().report["separator"] == ";"


def test_a_discarded_file_is_gone(client, upload):
    batch = upload(YEAR_ONE)
    post(client, "discard", batch)
    assert client.get(reverse("exchange:batch", args=[batch.pk])).status_code == 404


def test_the_demo_is_not_mixed_with_own_data(client, own):
    own.is_demo = True
    own.save()
    assert "Start with your own data" in client.get(reverse("exchange:index")).content.decode()
    answer = client.post(reverse("exchange:stage"), {"kind": "projects", "text": "Project name\nQuay\n"})
    assert answer.status_code == 409
    assert "The demo stays as it is" in answer.content.decode()
    assert "both versions are below" not in answer.content.decode()


def test_imports_are_seen_by_those_who_may_import_here_only(client, upload):
    batch = upload(YEAR_ONE)
    cast = make_cast()
    for user in (cast.alice, cast.ada, cast.vera):
        client.force_login(user)
        assert client.get(reverse("exchange:batch", args=[batch.pk])).status_code == 404
    client.force_login(cast.vera)
    assert client.get(reverse("exchange:index")).status_code == 403


def test_who_is_not_cleared_for_confidential_projects_cannot_compare_a_list_with_them(client, db):
    cast = make_cast()
    client.force_login(cast.ada)
    answer = client.post(reverse("exchange:stage"), {"kind": "projects", "text": "Project name\nQuay\n"})
    assert answer.status_code == 403
    assert ImportBatch.objects.count() == 0


def test_a_plan_goes_the_same_way(client, upload):
    text = "# Grow\n## More ships (60%)\n- Calls: 100 → 140 calls by 2028-03-31\n"
    batch = upload(text.encode(), kind="plan", as_of="", name="plan.md")
    assert "goal added" in page(client, batch, "preview")
    post(client, "commit", batch)
    batch.refresh_from_db()
    assert batch.report["plan"]["objectives"] == 1
    assert batch.committed_at is not None
