"""The page for a fault of the browser's code: it says what to do, and shows no inner words."""

import reflex as rx
from reflex_base.vars.function import ArgsFunctionOperation
from reflex_components_core.base.error_boundary import ErrorBoundary

from sched_app import routes, texts
from sched_app.components import kit


def page() -> rx.Component:
    """Draw the error page, without any state: that may be what failed."""
    return rx.el.main(
        rx.el.div(
            kit.hour_line((0, 38, "soft"), (42, 12, ""), (58, 42, "soft"), tall=True),
            rx.el.h1(texts.t("fault.title"), class_name="display"),
            rx.el.p(texts.t("fault.words"), class_name="lead"),
            rx.el.div(
                kit.link_button(texts.t("fault.reload"), href="", look="primary"),
                kit.link_button(texts.t("home.to_start"), href=routes.HOME, look="quiet"),
                class_name="row wrap",
            ),
            class_name="ew",
        ),
        class_name="pmain",
    )


def boundary(stateful: bool) -> rx.Component:
    """Catch what fails while drawing; a page with state reports that it failed."""
    fallback = ArgsFunctionOperation.create(("event_args",), rx.Var.create(page()))
    if stateful:
        return ErrorBoundary.create(fallback_render=fallback)
    return ErrorBoundary.create(fallback_render=fallback, on_error=rx.noop())
