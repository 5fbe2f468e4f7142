from django.apps import AppConfig


class AlignmentConfig(AppConfig):
    name = "northing.alignment"
    default_auto_field = "django.db.models.BigAutoField"
