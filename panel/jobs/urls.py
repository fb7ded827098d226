"""The pages of jobs."""

from django.urls import path

from panel.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("tray/", views.tray, name="tray"),
    path("<uuid:job_id>/", views.detail, name="detail"),
    path("<uuid:job_id>/live/", views.live, name="live"),
    path("<uuid:job_id>/cancel/", views.cancel, name="cancel"),
    path("<uuid:job_id>/approve/", views.approve, name="approve"),
    path("<uuid:job_id>/leave/", views.leave, name="leave"),
]
