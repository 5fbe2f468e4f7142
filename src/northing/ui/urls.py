from django.urls import path

from northing.ui import views

app_name = "ui"
urlpatterns = [
    path("dev/states", views.states, name="states"),
    path("dev/states/line-of-sight", views.sight, name="sight"),
    path("dev/states/<slug:name>", views.state_page, name="state_page"),
]
