"""The pages of bulk changes and of failover playbooks."""

from django.urls import path

from panel.bulk.views import batches, begin, playbooks

app_name = "bulk"
urlpatterns = [
    path("", batches.batch_list, name="list"),
    path("new/", begin.new, name="new"),
    path("file/", begin.file, name="file"),
    path("file/sample/", begin.sample, name="sample"),
    path("playbooks/", playbooks.playbook_list, name="playbooks"),
    path("playbooks/new/", playbooks.new, name="playbook_new"),
    path("playbooks/<uuid:playbook_id>/", playbooks.detail, name="playbook"),
    path("playbooks/<uuid:playbook_id>/edit/", playbooks.edit, name="playbook_edit"),
    path("playbooks/<uuid:playbook_id>/routes/", playbooks.routes, name="playbook_routes"),
    path("playbooks/<uuid:playbook_id>/apply/", playbooks.apply, name="playbook_apply"),
    path("playbooks/<uuid:playbook_id>/revert/", playbooks.revert, name="playbook_revert"),
    path("playbooks/<uuid:playbook_id>/delete/", playbooks.delete, name="playbook_delete"),
    path("<uuid:batch_id>/", batches.detail, name="detail"),
    path("<uuid:batch_id>/live/", batches.live, name="live"),
    path("<uuid:batch_id>/change/", begin.change, name="change"),
    path("<uuid:batch_id>/columns/", begin.columns, name="columns"),
    path("<uuid:batch_id>/again/", batches.plan_again, name="plan_again"),
    path("<uuid:batch_id>/apply/", batches.apply, name="apply"),
    path("<uuid:batch_id>/stop/", batches.stop, name="stop"),
    path("<uuid:batch_id>/resume/", batches.resume, name="resume"),
    path("<uuid:batch_id>/retry/", batches.retry, name="retry"),
    path("<uuid:batch_id>/discard/", batches.discard, name="discard"),
    path("<uuid:batch_id>/failed.csv", batches.failed, name="failed"),
]
