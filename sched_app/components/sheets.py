"""Forms of the dashboard, wrapped: fields by name, kept while typed, faults at their places."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components import beside, slots
from sched_app.components.forms import Words
from sched_app.components.icons import PATHS

_LIBRARY = beside.path("sheets.jsx")
PASSWORD_LEAST = 10
assert slots  # sheets.jsx draws its zone field with slots.jsx, which that module brings along.


class _SheetForm(rx.Component):
    library = _LIBRARY
    tag = "SheetForm"
    place: rx.Var[str]
    rev: rx.Var[str]
    values: rx.Var[dict[str, Any]]
    errors: rx.Var[dict[str, str]]
    attempt: rx.Var[int]
    busy: rx.Var[bool]
    secret: rx.Var[list[str]]
    icons: rx.Var[dict[str, str]]
    words: rx.Var[dict[str, Any]]
    action: rx.Var[str]
    go: rx.Var[int]
    fetched: rx.Var[bool]
    on_send: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, Any])]


class _SheetField(rx.Component):
    library = _LIBRARY
    tag = "SheetField"
    name: rx.Var[str]
    kind: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    required: rx.Var[bool]
    optional: rx.Var[bool]
    options: rx.Var[list[Any]]
    min: rx.Var[int]
    max: rx.Var[int]
    least: rx.Var[int]
    rows: rx.Var[int]
    before: rx.Var[str]
    after: rx.Var[str]
    placeholder: rx.Var[str]
    auto_complete: rx.Var[str]
    shown_if: rx.Var[list[str]]
    followed: rx.Var[bool]
    prefill: rx.Var[str]
    first: rx.Var[bool]
    aside: rx.Var[str]
    aside_href: rx.Var[str]


class _SheetFollow(rx.Component):
    library = _LIBRARY
    tag = "SheetFollow"
    source: rx.Var[str]
    target: rx.Var[str]


class _SheetStill(rx.Component):
    library = _LIBRARY
    tag = "SheetStill"
    name: rx.Var[str]
    on_still: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class _SheetUnsaved(rx.Component):
    library = _LIBRARY
    tag = "SheetUnsaved"
    one: rx.Var[str]
    many: rx.Var[str]
    discard: rx.Var[str]


class _SheetSend(rx.Component):
    library = _LIBRARY
    tag = "SheetSend"
    words: rx.Var[str]
    busy_words: rx.Var[str]
    look: rx.Var[str]
    full: rx.Var[bool]
    to: rx.Var[str]
    without: rx.Var[str]
    icon: rx.Var[str]


class _SheetTabs(rx.Component):
    library = _LIBRARY
    tag = "SheetTabs"
    label: rx.Var[str]
    options: rx.Var[list[dict[str, Any]]]


class _SheetPanel(rx.Component):
    library = _LIBRARY
    tag = "SheetPanel"
    value: rx.Var[str]
    first: rx.Var[bool]


class _SheetElsewhere(rx.Component):
    library = _LIBRARY
    tag = "SheetElsewhere"
    name: rx.Var[str]
    words: rx.Var[str]


def words() -> dict[str, Any]:
    """Give the words that every sheet may need."""
    named = {
        "required": "field.required",
        "email": "field.email",
        "email_ending": "field.email_ending",
        "colour": "field.colour",
        "choose_colour": "sheet.choose_colour",
        "slug": "field.slug",
        "url": "field.url",
        "phone": "field.phone",
        "range": "field.range",
        "password_short": "field.password_short",
        "optional": "site.optional",
        "show_password": "sheet.show_password",
        "tab_faulty": "sheet.tab_faulty",
    }
    zone = {
        name: texts.t(f"zone.{name}") for name in ("button", "now", "search", "list", "nothing")
    }
    return {name: texts.t(key) for name, key in named.items()} | {"zone": zone}


def sheet(
    *children: Any,
    place: Words,
    values: Any,
    rev: Any = "",
    errors: Any = None,
    attempt: Any = 0,
    on_send: Any = None,
    busy: Any = False,
    secret: Sequence[str] = (),
    more_words: dict[str, Any] | None = None,
    more_icons: Sequence[str] = (),
    **props: Any,
) -> rx.Component:
    """Draw a form by the names of its fields.

    What is typed stays in this tab under `place` (but for the `secret` names) until `rev` changes,
    which says that it was saved. `errors` are shown when `attempt` grows. With an `action`, and
    without `on_send`, the browser posts it; with both it is posted when `go` grows. `fetched` is
    for pages that send no referrer, from which a browser posts without its Origin.
    """
    handlers = {"on_send": on_send} if on_send is not None else {}
    return _SheetForm.create(
        *children,
        place=place,
        rev=rev,
        values=values,
        errors=errors if errors is not None else {},
        attempt=attempt,
        busy=busy,
        secret=list(secret),
        icons={name: PATHS[name] for name in ("circle-alert", "eye", *more_icons)},
        words=words() | (more_words or {}),
        **handlers,
        **props,
    )


def line(label: Words, name: str, kind: str = "text", **props: Any) -> rx.Component:
    """Draw a field of a sheet.

    Kinds: text, textarea, email, password, slug, url, phone, number, date, zone, colour, code,
    select, cards (options of (value, words)), switch. `shown_if` is a name and the values that show
    the field; `prefill` is `zone` or `origin`, which only the browser knows; `first` gets the focus
    when its dialog opens; `aside` is a link beside the label, to `aside_href`.
    """
    return _SheetField.create(name=name, kind=kind, label=label, **props)


def follow(source: str, target: str) -> rx.Component:
    """Let a slug follow a name until it is typed into; its field must be `followed`."""
    return _SheetFollow.create(source=source, target=target)


def still(name: str, on_still: Any) -> rx.Component:
    """Call a handler with what stands in a field, once it has not changed for a moment."""
    return _SheetStill.create(name=name, on_still=on_still)


def unsaved() -> rx.Component:
    """Say how many changes are not saved, with a button that drops them."""
    return _SheetUnsaved.create(
        one=texts.t("sheet.unsaved_one"),
        many=texts.t("sheet.unsaved_many"),
        discard=texts.t("sheet.discard"),
    )


def send(
    label: Words, busy: Words = "", *, look: Words = "pri", full: bool = False, **elsewhere: str
) -> rx.Component:
    """Draw the button that sends the sheet.

    One of several may post it `to` another address, `without` some fields' checks, with an `icon`.
    """
    busy_words = busy or texts.t("site.working")
    return _SheetSend.create(words=label, busy_words=busy_words, look=look, full=full, **elsewhere)


def tabs(label: str, *options: tuple[str, str, Sequence[str]]) -> rx.Component:
    """Draw tabs over panels: (value, words, the names of the fields inside)."""
    return _SheetTabs.create(
        label=label,
        options=[
            {"value": value, "label": words, "fields": list(fields)}
            for value, words, fields in options
        ],
    )


def panel(value: str, *children: Any, first: bool = False) -> rx.Component:
    """Draw what stands under one tab."""
    return _SheetPanel.create(*children, value=value, first=first)


def elsewhere(name: str, words: str) -> rx.Component:
    """Warn when the address in a field is not the one that the page came from."""
    return _SheetElsewhere.create(name=name, words=words)
