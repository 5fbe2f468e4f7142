"""The addresses of the findings, a part of this room's list."""

from django.urls import path, re_path

from northing.changes.views import findings

findings_urls = [
    path("findings", findings.page, name="findings"),
    re_path(r"^findings\.(?P<form>json|csv|xlsx)$", findings.export, name="findings_export"),
    path("findings/rules", findings.rules, name="finding_rules"),
    path("findings/triage", findings.triage_rule, name="findings_triage"),
    path("findings/<int:pk>", findings.finding, name="finding"),
    path("findings/<int:pk>/triage", findings.triage_one, name="finding_triage"),
]
