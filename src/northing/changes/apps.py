from importlib import import_module

from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "northing.changes"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for module in ("handlers", "panels", "propose", "destinations"):
            import_module(f"northing.changes.{module}")
