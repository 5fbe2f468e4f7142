"""Every address of Northing: each room keeps its own list, none shares a prefix with another by accident."""

from django.urls import include, path

from northing.config import apps, views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("favicon.ico", views.favicon, name="favicon"),
    *(path("", include(pages)) for pages in apps.with_pages()),
]
