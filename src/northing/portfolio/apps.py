from importlib import import_module

from django.apps import AppConfig


class PortfolioConfig(AppConfig):
    name = "northing.portfolio"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("northing.portfolio.handlers")
