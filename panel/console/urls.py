"""The pages of the provider console."""

from django.urls import path

from panel.console import views

app_name = "console"
urlpatterns = [
    path("calls/<uuid:call_id>/", views.call, name="call"),
    path("<uuid:connection_id>/", views.methods, name="methods"),
    path("<uuid:connection_id>/traffic/", views.traffic, name="traffic"),
    path("<uuid:connection_id>/method/<path:method>/", views.method, name="method"),
]
