"""The overview and the parts of it that refresh themselves."""

from django.urls import path, re_path

from panel.overview import views

app_name = "overview"
urlpatterns = [
    path("", views.home, name="home"),
    re_path(r"^(?P<name>accounts|jobs|operations|todos)/$", views.part, name="part"),
]
