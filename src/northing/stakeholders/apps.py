from django.apps import AppConfig


class StakeholdersConfig(AppConfig):
    name = "northing.stakeholders"
    default_auto_field = "django.db.models.BigAutoField"
