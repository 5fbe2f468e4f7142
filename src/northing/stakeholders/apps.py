from importlib import import_module

from django.apps import AppConfig


class StakeholdersConfig(AppConfig):
    name = "northing.stakeholders"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("northing.stakeholders.delivery")
