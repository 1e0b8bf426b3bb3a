"""`python -m sched_app …`."""

from sched_app.cli import app

app(prog_name="python -m sched_app")
