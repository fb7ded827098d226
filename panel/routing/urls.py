"""The pages of routing."""

from django.urls import path

from panel.routing import views

app_name = "routing"
urlpatterns = [
    path("", views.objects, name="list"),
    path("devices/", views.devices, name="devices"),
]
