"""The pages of connections."""

from django.urls import path

from panel.connections import views

app_name = "connections"
urlpatterns = [
    path("", views.connection_list, name="list"),
    path("connect/", views.choose, name="connect"),
    path("connect/<slug:provider>/", views.credentials, name="credentials"),
    path("plans/<uuid:plan_id>/sync/", views.sync_now, name="sync_now"),
    path("plans/<uuid:plan_id>/switch/", views.switch_plan, name="switch_plan"),
    path("<uuid:connection_id>/", views.detail, name="detail"),
    path("<uuid:connection_id>/setup/", views.setup, name="setup"),
    path("<uuid:connection_id>/check/", views.check_state, name="check_state"),
    path("<uuid:connection_id>/check/again/", views.check_again, name="check_again"),
    path("<uuid:connection_id>/pause/", views.pause, name="pause"),
    path("<uuid:connection_id>/resume/", views.resume, name="resume"),
    path("<uuid:connection_id>/pace/", views.pace, name="pace"),
    path("<uuid:connection_id>/disconnect/", views.disconnect, name="disconnect"),
]
