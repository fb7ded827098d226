"""The pages of routing."""

from django.urls import path

from panel.routing.views import lists

app_name = "routing"
urlpatterns = [
    path("", lists.objects, name="list"),
    path("devices/", lists.devices, name="devices"),
]
