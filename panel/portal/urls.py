"""The pages of the portal."""

from django.urls import path

from panel.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
]
