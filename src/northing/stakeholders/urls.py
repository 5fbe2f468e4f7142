from django.urls import path

from northing.stakeholders.views import units

app_name = "stakeholders"
urlpatterns = [
    path("units", units.index, name="units"),
    path("units/<str:key>.json", units.data, name="unit_data"),
    path("units/<str:key>", units.unit, name="unit"),
    path("units/<str:key>/object", units.object_to, name="object"),
]
