from django.urls import path, re_path

from northing.capacity.views import heatmap

app_name = "capacity"
urlpatterns = [
    path("capacity", heatmap.page, name="heatmap"),
    re_path(r"^capacity\.(?P<form>json|csv|xlsx)$", heatmap.export, name="heatmap_export"),
    path("capacity/supply", heatmap.change_supply, name="change_supply"),
]
