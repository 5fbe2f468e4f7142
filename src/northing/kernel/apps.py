from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "northing.kernel"
    default_auto_field = "django.db.models.BigAutoField"
