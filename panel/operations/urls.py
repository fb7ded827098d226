"""The pages of operations."""

from django.urls import path

from panel.operations import views

app_name = "operations"
urlpatterns = [
    path("", views.operation_list, name="list"),
    path("<uuid:operation_id>/", views.detail, name="detail"),
    path("<uuid:operation_id>/card/", views.card, name="card"),
    path("<uuid:operation_id>/retry/", views.retry, name="retry"),
    path("<uuid:operation_id>/check/", views.check, name="check"),
    path("<uuid:operation_id>/give-up/", views.abandon, name="abandon"),
]
