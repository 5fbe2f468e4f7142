from django.urls import path, re_path

from northing.alignment.views import line_of_sight, plan, register

app_name = "alignment"
urlpatterns = [
    path("", line_of_sight.page, name="line_of_sight"),
    path("line-of-sight.json", line_of_sight.data, name="line_of_sight_data"),
    path("strategy/objectives/<str:key>", plan.objective, name="objective"),
    path("strategy/measures/<str:key>", plan.measure, name="measure"),
    path("projects", register.page, name="register"),
    re_path(r"^projects\.(?P<form>json|csv|xlsx)$", register.export, name="register_export"),
    path("projects/<str:key>", register.project, name="project"),
    path("gaps", plan.gaps, name="gaps"),
    path("search.json", register.search, name="search"),
]
