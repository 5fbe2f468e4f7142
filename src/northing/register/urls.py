from django.urls import path

from northing.register.views import edit, parts

app_name = "register"
urlpatterns = [
    path("projects/new", edit.create, name="create"),
    path("projects/<str:key>/edit", edit.edit, name="edit"),
    path("projects/<str:key>/supports", parts.add_support, name="add_support"),
    path("projects/<str:key>/supports/<int:pk>", parts.edit_support, name="edit_support"),
    path("projects/<str:key>/supports/<int:pk>/remove", parts.remove_support, name="remove_support"),
    path("projects/<str:key>/dependencies", parts.add_dependency, name="add_dependency"),
    path("projects/<str:key>/dependencies/<int:pk>/remove", parts.remove_dependency, name="remove_dependency"),
    path("projects/<str:key>/assumptions", parts.add_assumption, name="add_assumption"),
    path("projects/<str:key>/assumptions/<int:pk>/confirm", parts.confirm_assumption, name="confirm_assumption"),
    path("projects/<str:key>/assumptions/<int:pk>/remove", parts.remove_assumption, name="remove_assumption"),
]
