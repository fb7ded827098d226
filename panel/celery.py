"""The Celery application. Tasks are found in each app's `tasks.py`; the rules that all share are in `panel.jobs.task`."""

import gc
import os

from celery import Celery
from celery.signals import worker_before_create_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panel.settings")

app = Celery("panel")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_before_create_process.connect
def share_memory(**_: object) -> None:
    """What is loaded by now stays out of the collector's way in the worker's children, and so is shared by all of them."""
    gc.collect()
    gc.freeze()
