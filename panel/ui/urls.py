"""Small pages of the shell itself."""

from django.urls import path

from panel.ui import views

app_name = "ui"
urlpatterns = [
    path("theme/", views.theme, name="theme"),
    path("language/", views.language, name="language"),
]
