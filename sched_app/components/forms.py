"""Buttons and fields, each wired to its label, hint and error."""

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import reflex as rx

from sched_app import texts
from sched_app.components.icons import icon

Words: TypeAlias = str | rx.Var[str]
Look: TypeAlias = Literal["secondary", "primary", "tonal", "danger", "solid", "quiet"]
LOOKS = {
    "secondary": "btn",
    "primary": "btn pri",
    "tonal": "btn tonal",
    "danger": "btn danger",
    "solid": "btn danger solid",
    "quiet": "btn ghost",
}


def _classes(look: Look, size: str, *, full: bool, extra: str) -> str:
    parts = [LOOKS[look], size, "full" if full else "", extra]
    return " ".join(part for part in parts if part)


def button(
    *children: Any,
    look: Look = "secondary",
    size: Literal["", "s", "lg"] = "",
    icon_name: str = "",
    full: bool = False,
    loading: bool | rx.Var[bool] = False,
    loading_words: Words = "",
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """Draw a button; while `loading` it shows a spinner and the verb in progress."""
    inner: list[Any] = [icon(icon_name, small=size == "s")] if icon_name else []
    inner += children
    props.setdefault("type", "button")
    props["class_name"] = _classes(look, size, full=full, extra=class_name)
    if loading is False:
        return rx.el.button(*inner, **props)
    busy = [rx.el.span(class_name="spin"), loading_words or texts.t("site.working")]
    return rx.el.button(
        rx.cond(loading, rx.fragment(*busy), rx.fragment(*inner)),
        aria_disabled=rx.cond(loading, "true", "false"),
        aria_busy=rx.cond(loading, "true", "false"),
        **props,
    )


def icon_button(
    name: str, label: Words, *, small: bool = True, look: Look = "quiet", **props: Any
) -> rx.Component:
    """Draw a square button with an icon; `label` says what it does."""
    size = "icon s" if small else "icon"
    props.setdefault("type", "button")
    return rx.el.button(
        icon(name), class_name=f"{LOOKS[look]} {size}", aria_label=label, title=label, **props
    )


def link_button(
    *children: Any,
    href: Words,
    look: Look = "secondary",
    size: Literal["", "s", "lg"] = "",
    icon_name: str = "",
    full: bool = False,
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """Draw a link that looks like a button."""
    inner: list[Any] = [icon(icon_name, small=size == "s")] if icon_name else []
    return rx.el.a(
        *inner,
        *children,
        href=href,
        class_name=_classes(look, size, full=full, extra=class_name),
        **props,
    )


def link(*children: Any, href: Words, small: bool = False, **props: Any) -> rx.Component:
    """Draw a text link in the accent."""
    return rx.el.a(*children, href=href, class_name="link sm" if small else "link", **props)


def _label(words: Words, control_id: Words, optional: bool) -> rx.Component:
    mark: list[Any] = []
    if optional:
        mark = [" ", rx.el.span(texts.t("site.optional"), class_name="opt")]
    return rx.el.label(words, *mark, html_for=control_id)


def error_text(words: Words, *, id: Words = "") -> rx.Component:
    """Draw the sentence that says what is wrong with a field."""
    props: dict[str, Any] = {"id": id} if id != "" else {}
    return rx.el.p(icon("circle-alert", small=True), rx.el.span(words), class_name="err", **props)


def _below(note_id: str, hint: Words, error: Words) -> list[rx.Component]:
    """Give the line under a control: its error if there is one, else its hint."""
    if isinstance(error, str) and not error:
        return [rx.el.p(hint, id=note_id, class_name="hint")] if hint != "" else []
    shown_hint = rx.el.p(hint, id=note_id, class_name="hint") if hint != "" else rx.fragment()
    return [rx.cond(error != "", error_text(error, id=note_id), shown_hint)]


def _wiring(note_id: str, hint: Words, error: Words) -> dict[str, Any]:
    """Give the attributes that tie a control to the line under it."""
    if isinstance(error, str) and not error:
        return {"aria_describedby": note_id} if hint != "" else {}
    described = note_id if hint != "" else rx.cond(error != "", note_id, "")
    return {
        "aria_invalid": rx.cond(error != "", "true", "false"),
        "aria_describedby": described,
    }


def _framed(
    control: rx.Component,
    label: Words,
    id: str,
    hint: Words,
    error: Words,
    optional: bool,
    class_name: str,
) -> rx.Component:
    return rx.el.div(
        _label(label, id, optional),
        control,
        *_below(f"{id}-note", hint, error),
        class_name=f"field {class_name}".strip(),
    )


def field(
    label: Words,
    name: str,
    *,
    id: str = "",
    hint: Words = "",
    error: Words = "",
    optional: bool = False,
    before: Words = "",
    after: Words = "",
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """Draw a labelled text field; `before` and `after` join it; `props` go to the input."""
    id = id or name
    props.setdefault("type", "text")
    control = rx.el.input(
        id=id, name=name, class_name="input", **_wiring(f"{id}-note", hint, error), **props
    )
    if before != "" or after != "":
        sides = [rx.el.span(words) if words != "" else None for words in (before, after)]
        parts = [part for part in (sides[0], control, sides[1]) if part is not None]
        control = rx.el.div(*parts, class_name="affix")
    return _framed(control, label, id, hint, error, optional, class_name)


def textarea(
    label: Words,
    name: str,
    *,
    id: str = "",
    hint: Words = "",
    error: Words = "",
    optional: bool = False,
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """Draw a labelled field of several lines."""
    id = id or name
    control = rx.el.textarea(
        id=id, name=name, class_name="input", **_wiring(f"{id}-note", hint, error), **props
    )
    return _framed(control, label, id, hint, error, optional, class_name)


def select(
    label: Words,
    name: str,
    options: Sequence[tuple[str, str]] | rx.Component,
    *,
    id: str = "",
    hint: Words = "",
    error: Words = "",
    optional: bool = False,
    hide_label: bool = False,
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """Draw a labelled native select of (value, words), or of an `rx.foreach` of options."""
    id = id or name
    if isinstance(options, rx.Component):
        choices = [options]
    else:
        choices = [rx.el.option(words, value=value) for value, words in options]
    wired = _wiring(f"{id}-note", hint, error)
    if hide_label:
        return rx.el.select(
            *choices, id=id, name=name, class_name="input", aria_label=label, **wired, **props
        )
    control = rx.el.select(*choices, id=id, name=name, class_name="input", **wired, **props)
    return _framed(control, label, id, hint, error, optional, class_name)


def switch(
    label: Words, name: str, *, id: str = "", hint: Words = "", row: bool = True, **props: Any
) -> rx.Component:
    """Draw a switch with its words; as a row the words stand left with the hint below them."""
    id = id or name
    control = rx.el.span(
        rx.el.input(
            type="checkbox", role="switch", id=id, name=name, aria_labelledby=f"{id}-label", **props
        ),
        rx.el.i(),
        class_name="switch",
    )
    if not row:
        return rx.el.label(
            control, rx.el.span(label, id=f"{id}-label"), html_for=id, class_name="row g8"
        )
    below = [rx.el.p(hint, class_name="sm mut")] if hint != "" else []
    return rx.el.div(
        rx.el.div(
            rx.el.label(rx.el.strong(label), html_for=id, id=f"{id}-label"),
            *below,
            class_name="grow",
        ),
        control,
        class_name="sw",
    )


def tick(label: Words, name: str, *, id: str = "", **props: Any) -> rx.Component:
    """Draw a checkbox with its words."""
    control = rx.el.input(type="checkbox", id=id or name, name=name, class_name="check", **props)
    return rx.el.label(control, rx.el.span(label), html_for=id or name, class_name="tick-row")


def segmented(
    label: Words,
    options: Sequence[tuple[str, str]],
    value: rx.Var[str],
    on_choose: Any,
) -> rx.Component:
    """Draw a row of two to four buttons of which one is pressed; `on_choose` takes the value."""
    return rx.el.div(
        *[
            rx.el.button(
                words,
                type="button",
                aria_pressed=rx.cond(value == code, "true", "false"),
                on_click=on_choose(code),
            )
            for code, words in options
        ],
        class_name="seg",
        role="group",
        aria_label=label,
    )


def chip(label: Words, *, pressed: rx.Var[bool], **props: Any) -> rx.Component:
    """Draw a rounded toggle button."""
    return rx.el.button(
        label,
        type="button",
        class_name="chip",
        aria_pressed=rx.cond(pressed, "true", "false"),
        **props,
    )


class _PostedForm(rx.el.Div):
    """A form that the browser posts: `rx.el.form` stops it where no handler is given."""

    tag = "form"


def posted_form(*children: Any, action: Words, **props: Any) -> rx.Component:
    """Draw a form that the browser posts by itself to one of the app's addresses."""
    return _PostedForm.create(*children, custom_attrs={"action": action, "method": "post"}, **props)


def honeypot(name: str) -> rx.Component:
    """Draw a field that people never see and robots fill in."""
    return rx.el.div(
        rx.el.label(texts.t("site.honeypot"), html_for=name),
        rx.el.input(type="text", id=name, name=name, tab_index=-1, auto_complete="off"),
        class_name="trap",
        aria_hidden="true",
    )
