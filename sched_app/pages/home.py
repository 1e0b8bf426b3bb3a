"""The landing page."""

import reflex as rx


def add(app: rx.App) -> None:
    """Register the landing page."""
    app.add_page(lambda: rx.el.main(rx.el.h1("OpenHours")), route="/", title="OpenHours")
