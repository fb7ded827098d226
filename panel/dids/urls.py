"""The pages of numbers."""

from django.urls import path

from panel.dids.views import detail, flow, inventory, ownership, route, settings

app_name = "dids"
urlpatterns = [
    path("", inventory.numbers, name="list"),
    path("<uuid:did_id>/", detail.detail, name="detail"),
    path("<uuid:did_id>/flow/", flow.flow, name="flow"),
    path("<uuid:did_id>/route/", route.route, name="route"),
    path("<uuid:did_id>/settings/", settings.settings, name="settings"),
    path("<uuid:did_id>/client/", ownership.client, name="client"),
    path("<uuid:did_id>/release/", ownership.give_back, name="release"),
]
