"""How the web server runs, in the demo and on servers: `gunicorn --config python:panel.serving`.

Threads: a worker of them lives on while an answer takes long, such as the export of a million numbers; the time-out is for a
worker that hangs as a whole. Each thread has a database connection and a scope of its own.
"""

from panel.env import env_int

worker_class = "gthread"
workers = env_int("WEB_WORKERS", 2)
threads = env_int("WEB_THREADS", 4)
accesslog = "-"
control_socket_disable = True
