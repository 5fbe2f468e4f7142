from django.urls import path, re_path

from northing.benefits.views import edit, ledger

app_name = "benefits"
urlpatterns = [
    path("benefits", ledger.page, name="ledger"),
    re_path(r"^benefits\.(?P<form>json|csv|xlsx)$", ledger.export, name="ledger_export"),
    path("projects/<str:key>/benefits/new", edit.add, name="add"),
    path("projects/<str:key>/benefits/<int:pk>", edit.edit, name="edit"),
    path("projects/<str:key>/benefits/<int:pk>/remove", edit.remove, name="remove"),
]
