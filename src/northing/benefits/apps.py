from importlib import import_module

from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "northing.benefits"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("northing.benefits.panels")
