"""The pages of calls."""

from django.urls import path

from panel.calls import views

app_name = "calls"
urlpatterns = [path("", views.calls, name="list")]
