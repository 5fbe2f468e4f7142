from django.urls import path

from northing.portfolio.views import record

app_name = "portfolio"
urlpatterns = [
    path("plan-of-record", record.page, name="plan_of_record"),
    path("plan-of-record.json", record.data, name="plan_of_record_data"),
]
