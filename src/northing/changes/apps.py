from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "northing.changes"
    default_auto_field = "django.db.models.BigAutoField"
