"""What a visit keeps in the page, wrapped: typed text, the hold's token, the address, Back."""

from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components.forms import Words

_LIBRARY = rx.asset("visit.jsx", shared=True).importable_path

# What a field says when it is left with something wrong in it.
CHECKS = ("required", "email", "email_ending", "phone", "number", "yes", "no", "choose")


class _Visit(rx.Component):
    library = _LIBRARY
    tag = "Visit"
    place: rx.Var[str]
    known: rx.Var[bool]
    hold: rx.Var[dict[str, Any]]
    step: rx.Var[str]
    month: rx.Var[str]
    date: rx.Var[str]
    zone: rx.Var[str]
    hour12: rx.Var[bool]
    browser: rx.Var[str]
    release_url: rx.Var[str]
    on_hello: rx.EventHandler[rx.event.passthrough_event_spec(dict)]
    on_back: rx.EventHandler[rx.event.passthrough_event_spec(dict)]


class _Draft(rx.Component):
    library = _LIBRARY
    tag = "Draft"
    place: rx.Var[str]
    attempt: rx.Var[int]
    on_send: rx.EventHandler[rx.event.passthrough_event_spec(dict)]


class _Send(rx.Component):
    library = _LIBRARY
    tag = "Send"
    place: rx.Var[str]
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
    words: rx.Var[dict[str, str]]
    optional_word: rx.Var[str]


def visit(**props: Any) -> rx.Component:
    """Tell the server who is here, keep what it must not lose, follow Back, sleep and leaving."""
    return _Visit.create(**props)


def draft(*children: Any, place: Words, attempt: Any, on_send: Any, **props: Any) -> rx.Component:
    """Draw a form whose text stays in this tab until it is sent; `attempt` counts the refusals.

    `on_send` takes `{fields, key, token, starts_at, zone, hour12, locale}`.
    """
    return _Draft.create(*children, place=place, attempt=attempt, on_send=on_send, **props)


def send(words: Words, *, place: Words, busy: Any, busy_words: Words, on_send: Any) -> rx.Component:
    """Draw the button that sends what the page keeps, as `draft` would."""
    return _Send.create(
        words,
        place=place,
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
    class_name: str = "",
) -> rx.Component:
    """Draw one question of any kind inside a `draft`; it is checked when it is left."""
    return _Field.create(
        name=name,
        kind=kind,
        label=label,
        hint=hint,
        error=error,
        required=required,
        options=options if isinstance(options, rx.Var) else list(options),
        words={check: texts.t(f"check.{check}") for check in CHECKS},
        optional_word=texts.t("site.optional"),
        class_name=class_name,
    )
