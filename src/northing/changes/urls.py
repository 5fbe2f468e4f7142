from importlib.util import find_spec

from django.urls import path

from northing.changes.views import proposal, radar

app_name = "changes"
urlpatterns = [
    path("changes", radar.index, name="radar"),
    path("changes/decisions", radar.decisions, name="decisions"),
    path("changes/<str:key>", radar.change, name="change"),
    path("changes/<str:key>/point", proposal.choose, name="choose_point"),
    path("changes/<str:key>/search", proposal.search_again, name="search_again"),
    path("changes/<str:key>/accept", proposal.accept_all, name="accept_all"),
    path("changes/<str:key>/decide", proposal.decide, name="decide"),
    path("changes/<str:key>/undo", proposal.undo_decision, name="undo_decision"),
    path("changes/<str:key>/lines/<str:project>/verdict", proposal.judge, name="judge"),
    path("changes/<str:key>/lines/<str:project>/lock", proposal.lock, name="lock"),
    path("changes/<str:key>/lines/<str:project>/object", proposal.object_to, name="object"),
    path("changes/<str:key>/why-not/<str:project>", proposal.why_not, name="why_not"),
]
if find_spec("northing.changes.urls_findings"):
    from northing.changes.urls_findings import findings_urls

    urlpatterns += findings_urls
