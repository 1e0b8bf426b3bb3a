"""A button that prints the page: the browser does it, and no event is sent."""

import reflex as rx

from sched_app.components.icons import icon


def button(words: str) -> rx.Component:
    """Draw the button; who prints by keys needs it not."""
    return rx.el.button(
        icon("file-text", small=True),
        words,
        type="button",
        class_name="btn",
        on_click=rx.Var("() => window.print()").to(rx.EventChain),
    )
