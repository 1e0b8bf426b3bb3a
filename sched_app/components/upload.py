"""A button that uploads one file, wrapped: progress and refusals need the browser."""

from typing import Any

import reflex as rx

from sched_app.components import beside


class _Upload(rx.Component):
    library = beside.path("upload.jsx")
    tag = "Upload"
    action: rx.Var[str]
    most: rx.Var[int]
    accept: rx.Var[str]
    words: rx.Var[dict[str, str]]
    on_done: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_refused: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def upload(
    action: str, *, most: int, accept: str, words: dict[str, str], on_done: Any, on_refused: Any
) -> rx.Component:
    """Draw the button; `words` say choose, sending, large and lost."""
    return _Upload.create(
        action=action, most=most, accept=accept, words=words, on_done=on_done, on_refused=on_refused
    )
