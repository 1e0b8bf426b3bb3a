"""Puts the site together: its styles, its head, every page, and the handler of errors."""

import reflex as rx

from sched_app import pages
from sched_app.state.base import on_error

STYLES = ("tokens", "base", "parts", "shell", "booking")

app = rx.App(
    reset_style=False,
    stylesheets=[f"/styles/{name}.css" for name in STYLES],
    head_components=[
        # Must run before anything that touches the browser's storage.
        rx.el.script(src="/storage.js"),
        rx.el.link(rel="icon", href="/favicon.ico", sizes="32x32"),
        rx.el.link(rel="icon", href="/icon.svg", type="image/svg+xml"),
        rx.el.link(rel="apple-touch-icon", href="/touch-icon.png"),
    ],
    backend_exception_handler=on_error,
)
pages.add_all(app)
