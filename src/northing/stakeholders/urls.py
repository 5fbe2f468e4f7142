from django.urls import path

from northing.stakeholders.views import digests, units

app_name = "stakeholders"
urlpatterns = [
    path("units", units.index, name="units"),
    path("units/<str:key>.json", units.data, name="unit_data"),
    path("units/<str:key>", units.unit, name="unit"),
    path("units/<str:key>/object", units.object_to, name="object"),
    path("digest/", digests.digest, name="digest"),
    path("digest/<int:pk>", digests.digest_of, name="digest_of"),
    path("digest/rhythm", digests.choose, name="rhythm"),
    path("outbox/", digests.outbox, name="outbox"),
    path("outbox/<int:pk>/send", digests.send_again, name="send_again"),
]
