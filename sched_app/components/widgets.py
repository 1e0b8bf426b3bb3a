"""Small parts that need the browser, wrapped: dialog, menu, timers, clipboard, focus, news."""

from typing import Any

import reflex as rx

from sched_app.components import beside

_LIBRARY = beside.path("widgets.jsx")


class _Modal(rx.Component):
    library = _LIBRARY
    tag = "Modal"
    is_open: rx.Var[bool]
    label_id: rx.Var[str]
    wide: rx.Var[bool]
    on_close: rx.EventHandler[rx.event.no_args_event_spec]


class _After(rx.Component):
    library = _LIBRARY
    tag = "After"
    seconds: rx.Var[int]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


class _Every(rx.Component):
    library = _LIBRARY
    tag = "Every"
    seconds: rx.Var[int]
    on_tick: rx.EventHandler[rx.event.no_args_event_spec]


class _Copy(rx.Component):
    library = _LIBRARY
    tag = "Copy"
    text: rx.Var[str]
    copied: rx.Var[str]
    label: rx.Var[str]


class _FocusOn(rx.Component):
    library = _LIBRARY
    tag = "FocusOn"
    watch: rx.Var[Any]
    target: rx.Var[str]


class _Menu(rx.Component):
    library = _LIBRARY
    tag = "Menu"
    label: rx.Var[str]
    button: rx.Var[rx.Component]
    button_class: rx.Var[str]


class _Live(rx.Component):
    library = _LIBRARY
    tag = "Live"
    url: rx.Var[str]
    on_news: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class _Tabs(rx.Component):
    library = _LIBRARY
    tag = "Tabs"
    label: rx.Var[str]
    options: rx.Var[list[dict[str, Any]]]
    value: rx.Var[str]
    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]


def modal(*children: Any, **props: Any) -> rx.Component:
    """Draw a native modal dialog (see `feedback.dialog`, which gives it its frame)."""
    return _Modal.create(*children, **props)


def after(*, seconds: int, on_done: Any) -> rx.Component:
    """Fire once after some seconds; inside a toast it waits while that is hovered or focused."""
    return _After.create(seconds=seconds, on_done=on_done)


def every(*, seconds: int, on_tick: Any) -> rx.Component:
    """Fire every so many seconds, and when a hidden page is looked at again."""
    return _Every.create(seconds=seconds, on_tick=on_tick)


def copy(*children: Any, text: Any, copied: str, label: str = "", **props: Any) -> rx.Component:
    """Draw a button that copies `text`; a path (from `/`) is copied with the page's own origin."""
    props.setdefault("class_name", "btn s")
    if label:
        props["label"] = label
    return _Copy.create(*children, text=text, copied=copied, **props)


def focus_on(watch: Any, target: str = "main h1") -> rx.Component:
    """Move the focus to the CSS selector `target` whenever `watch` changes."""
    return _FocusOn.create(watch=watch, target=target)


def menu(*children: Any, button: rx.Component, button_class: str = "btn s") -> rx.Component:
    """Draw a button that opens a short list of links or buttons."""
    return _Menu.create(*children, button=button, button_class=button_class)


def live(url: Any, on_news: Any) -> rx.Component:
    """Listen to a stream of server-sent events; `on_news` also follows sleep and reconnection."""
    return _Live.create(url=url, on_news=on_news)


def tabs(label: str, options: Any, value: Any, on_choose: Any) -> rx.Component:
    """Draw a tab list of `{value, label, count}`; `on_choose` takes the value."""
    return _Tabs.create(label=label, options=options, value=value, on_choose=on_choose)
