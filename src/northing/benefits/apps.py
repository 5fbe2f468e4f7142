from django.apps import AppConfig


class BenefitsConfig(AppConfig):
    name = "northing.benefits"
    default_auto_field = "django.db.models.BigAutoField"
