from importlib import import_module

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "northing.exchange"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("northing.exchange.staging")
