"""Builds the Reflex app: styles, head, pages, what happens on errors; nothing else."""

import reflex as rx

from sched_app import logs, pages, texts
from sched_app.components import connection, fault
from sched_app.state import base

STYLES = ("tokens", "base", "parts", "shell", "booking", "site")


def on_page_error(exception: Exception) -> None:
    """Count an error of the browser's code; its words may quote the page, so they are not kept."""
    logs.get().warning("page_failed", error=logs.kinds(exception))


def create() -> rx.App:
    """Assemble the app. No Radix, no Tailwind, no toasts: they cost more than the pages."""
    made = rx.App(
        style={},
        stylesheets=[f"/styles/{name}.css" for name in STYLES],
        reset_style=False,
        html_lang=texts.t("site.language"),
        toaster=None,
        head_components=[
            rx.el.script(src="/storage.js"),
            rx.el.link(rel="icon", href="/icon.svg", type="image/svg+xml"),
            rx.el.link(rel="alternate icon", href="/favicon.ico", sizes="48x48"),
            rx.el.link(rel="apple-touch-icon", href="/touch-icon.png"),
        ],
        backend_exception_handler=base.on_error,
        frontend_exception_handler=on_page_error,
    )
    made.app_wraps[55, "ErrorBoundary"] = fault.boundary
    made.app_wraps[5, "Overlay"] = lambda stateful: (
        rx.fragment(connection.notice()) if stateful else None
    )
    for module in pages.MODULES:
        module.add(made)
    return made


app = create()
