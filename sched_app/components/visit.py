"""What a visit keeps in the page, wrapped: typed text, the hold's token, the address, Back."""

from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components import beside
from sched_app.components.forms import Words

_LIBRARY = beside.path("visit.jsx")

# What a field says when it is left with something wrong in it.
CHECKS = ("required", "email", "email_ending", "phone", "number", "yes", "no", "choose")


class _Visit(rx.Component):
    library = _LIBRARY
    tag = "Visit"
    at: rx.Var[str]
    hold: rx.Var[dict[str, Any]]
    step: rx.Var[str]
    month: rx.Var[str]
    date: rx.Var[str]
    minutes: rx.Var[str]
    zone: rx.Var[str]
    hour12: rx.Var[bool]
    release_url: rx.Var[str]
    on_hello: rx.EventHandler[rx.event.passthrough_event_spec(dict)]
    on_back: rx.EventHandler[rx.event.passthrough_event_spec(dict)]


class _Here(rx.Component):
    library = _LIBRARY
    tag = "Here"
    at: rx.Var[str]
    loading: rx.Var[rx.Component]


class _Draft(rx.Component):
    library = _LIBRARY
    tag = "Draft"
    attempt: rx.Var[int]
    on_send: rx.EventHandler[rx.event.passthrough_event_spec(dict)]


class _Send(rx.Component):
    library = _LIBRARY
    tag = "Send"
    busy: rx.Var[bool]
    busy_words: rx.Var[str]
    on_send: rx.EventHandler[rx.event.passthrough_event_spec(dict)]


class _Field(rx.Component):
    library = _LIBRARY
    tag = "Field"
    name: rx.Var[str]
    kind: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    error: rx.Var[str]
    required: rx.Var[bool]
    options: rx.Var[list[str]]
    waits_for: rx.Var[str]
    values: rx.Var[list[str]]
    words: rx.Var[dict[str, str]]
    optional_word: rx.Var[str]


def visit(**props: Any) -> rx.Component:
    """Tell the server who is here, keep what it must not lose, follow Back, sleep and leaving."""
    return _Visit.create(**props)


def here(*children: Any, at: Any, loading: rx.Component) -> rx.Component:
    """Draw the children only if `at`, the path that the server speaks of, is the page's own."""
    return _Here.create(rx.fragment(*children), at=at, loading=loading)


def draft(*children: Any, attempt: Any, on_send: Any, **props: Any) -> rx.Component:
    """Draw a form whose text stays in this tab until it is sent; `attempt` counts the refusals.

    `on_send` takes `{path, fields, token, starts_at, zone, hour12, locale, browser}`.
    """
    return _Draft.create(*children, attempt=attempt, on_send=on_send, **props)


def send(words: Words, *, busy: Any, busy_words: Words, on_send: Any) -> rx.Component:
    """Draw the button that sends what the page keeps, as `draft` would."""
    return _Send.create(
        words,
        busy=busy,
        busy_words=busy_words,
        on_send=on_send,
        class_name="btn pri lg",
    )


def typed_field(
    label: Words,
    name: Words,
    *,
    kind: Words = "text",
    hint: Words = "",
    error: Words = "",
    required: Any = True,
    options: Any = (),
    waits_for: Words = "",
    values: Any = (),
    class_name: str = "",
) -> rx.Component:
    """Draw one question of any kind inside a `draft`; it is checked when it is left.

    With `waits_for` it is there only while the field of that name has one of `values`.
    """
    return _Field.create(
        name=name,
        kind=kind,
        label=label,
        hint=hint,
        error=error,
        required=required,
        options=options if isinstance(options, rx.Var) else list(options),
        waits_for=waits_for,
        values=values if isinstance(values, rx.Var) else list(values),
        words={check: texts.t(f"check.{check}") for check in CHECKS},
        optional_word=texts.t("site.optional"),
        class_name=class_name,
    )
