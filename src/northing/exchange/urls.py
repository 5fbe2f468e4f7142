from django.urls import path

from northing.exchange.views import batch, steps

app_name = "exchange"
urlpatterns = [
    path("import/", batch.index, name="index"),
    path("import/stage/", steps.stage, name="stage"),
    path("import/<uuid:pk>/", batch.show, name="batch"),
    path("import/<uuid:pk>/map/", steps.remap, name="map"),
    path("import/<uuid:pk>/choices/", steps.choose, name="choose"),
    path("import/<uuid:pk>/commit/", steps.commit, name="commit"),
    path("import/<uuid:pk>/discard/", steps.discard, name="discard"),
    path("import/<uuid:pk>/undo/", steps.undo, name="undo"),
    path("import/<uuid:pk>/rejected.<str:form>", batch.rejected, name="rejected"),
    path("import/<uuid:pk>/report.json", batch.report, name="report"),
]
