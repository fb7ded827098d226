"""The overview and the parts of it that refresh themselves."""

from django.urls import path

from panel.overview import views

app_name = "overview"
urlpatterns = [
    path("", views.home, name="home"),
    path("accounts/", views.accounts, name="accounts"),
    path("jobs/", views.running_jobs, name="jobs"),
    path("operations/", views.recent_operations, name="operations"),
]
