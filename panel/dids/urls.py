"""The pages of numbers."""

from django.urls import path

from panel.dids.views import (
    detail,
    emergency,
    export,
    flow,
    inventory,
    notes,
    ownership,
    route,
    saved,
    settings,
    simulate,
)

app_name = "dids"
urlpatterns = [
    path("", inventory.numbers, name="list"),
    path("export.csv", export.export, {"kind": "csv"}, name="export_csv"),
    path("export.xlsx", export.export, {"kind": "xlsx"}, name="export_xlsx"),
    path("views/", saved.save, name="save_view"),
    path("views/<uuid:view_id>/delete/", saved.drop, name="drop_view"),
    path("<uuid:did_id>/remarks/", notes.remarks, name="remarks"),
    path("<uuid:did_id>/tags/", notes.tags, name="tags"),
    path("<uuid:did_id>/", detail.detail, name="detail"),
    path("<uuid:did_id>/flow/", flow.flow, name="flow"),
    path("<uuid:did_id>/simulate/", simulate.simulate, name="simulate"),
    path("<uuid:did_id>/route/", route.route, name="route"),
    path("<uuid:did_id>/settings/", settings.settings, name="settings"),
    path("<uuid:did_id>/e911-not-needed/", emergency.not_needed, name="e911_not_needed"),
    path("<uuid:did_id>/client/", ownership.client, name="client"),
    path("<uuid:did_id>/porting-out/", ownership.porting_out, name="porting_out"),
    path("<uuid:did_id>/release/", ownership.give_back, name="release"),
]
