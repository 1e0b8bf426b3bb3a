"""What a page says while the server cannot be reached; it goes away by itself."""

import reflex as rx
from reflex_components_core.core.banner import has_too_many_connection_errors

from sched_app import texts


def notice() -> rx.Component:
    """Say that the connection is lost, over the page's foot; typing goes on below it."""
    return rx.el.div(
        rx.cond(
            has_too_many_connection_errors,
            rx.el.p(texts.t("site.connection_lost"), class_name="note warn"),
        ),
        role="status",
        aria_live="polite",
        style={
            "position": "fixed",
            "inset_inline": "0",
            "bottom": "16px",
            "z_index": "70",
            "width": "fit-content",
            "max_width": "calc(100% - 32px)",
            "margin_inline": "auto",
        },
    )
