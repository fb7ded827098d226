"""The pages of routing."""

from django.urls import path

from panel.routing.views import lists, making, objects, sounds

app_name = "routing"
urlpatterns = [
    path("", lists.objects, name="list"),
    path("new/", making.choose, name="choose"),
    path("new/<uuid:connection_id>/<slug:kind>/", making.make, name="make"),
    path("wishes/<uuid:wish_id>/", making.wish, name="wish"),
    path("devices/", lists.devices, name="devices"),
    path("devices/<uuid:device_id>/", objects.device, name="device"),
    path("devices/<uuid:device_id>/edit/", objects.edit_device, name="device_edit"),
    path("devices/<uuid:device_id>/delete/", objects.delete_device, name="device_delete"),
    path("<uuid:object_id>/", objects.routing_object, name="object"),
    path("<uuid:object_id>/listen/", sounds.fetch, name="listen"),
    path("<uuid:recording_id>/sound/", sounds.sound, name="sound"),
    path("<uuid:object_id>/edit/", objects.edit_object, name="object_edit"),
    path("<uuid:object_id>/delete/", objects.delete_object, name="object_delete"),
]
