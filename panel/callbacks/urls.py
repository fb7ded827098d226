"""The door for providers is at `/callbacks/<token>/`; the page of an account's address is below its organization."""

from django.urls import path

from panel.callbacks import views

app_name = "callbacks"
urlpatterns = [
    path("of/<uuid:connection_id>/", views.address, name="address"),
    path("of/<uuid:connection_id>/renew/", views.renew, name="renew"),
    path("<str:token>/", views.receive, name="receive"),
]
