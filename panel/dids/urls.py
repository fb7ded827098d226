"""The pages of dids."""

from django.urls import URLPattern

app_name = "dids"
urlpatterns: list[URLPattern] = []
