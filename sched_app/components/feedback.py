"""What the page says back: badges, notes, empty states, dialogs, live regions, the hour line."""

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import reflex as rx

from sched_app import texts
from sched_app.components import widgets
from sched_app.components.forms import Words, icon_button
from sched_app.components.icons import icon

STATUS_LOOK = {
    "requested": "badge warn ring",
    "accepted": "badge info ring",
    "awaiting_payment": "badge warn half",
    "confirmed": "badge ok",
    "completed": "badge",
    "no_show": "badge bad",
    "declined": "badge bar",
    "expired": "badge ring",
    "cancelled": "badge bar",
}
Tone: TypeAlias = Literal["", "ok", "info", "warn", "bad"]


def badge(status: str | rx.Var[str]) -> rx.Component:
    """Draw a booking's status: word, shape and colour."""
    if isinstance(status, str):
        return rx.el.span(texts.t(f"status.{status}"), class_name=STATUS_LOOK[status])
    looks = list(STATUS_LOOK.items())
    words = [(code, texts.t(f"status.{code}")) for code in STATUS_LOOK]
    return rx.el.span(rx.match(status, *words, ""), class_name=rx.match(status, *looks, "badge"))


def tag(words: Words, *, look: str = "badge") -> rx.Component:
    """Draw a badge with any words; `look` is `badge`, with ok, warn, info, bad, ring, bar, acc."""
    return rx.el.span(words, class_name=look)


def note(*children: Any, tone: Tone = "", icon_name: str = "", **props: Any) -> rx.Component:
    """Draw a note beside what it speaks about."""
    names = {
        "": "info",
        "ok": "check",
        "info": "info",
        "warn": "circle-alert",
        "bad": "circle-alert",
    }
    return rx.el.div(
        icon(icon_name or names[tone]),
        rx.el.div(*children, class_name="grow"),
        class_name=f"note {tone}".strip(),
        **props,
    )


def problem(words: rx.Var[str], *, id: str = "problem") -> rx.Component:
    """Draw what went wrong, at its place; it is announced, and takes no room while empty."""
    return rx.el.div(rx.cond(words != "", note(rx.el.p(words), tone="bad")), role="alert", id=id)


def banner(words: Words, *, bad: bool = False, action: rx.Component | None = None) -> rx.Component:
    """Draw the one line above all: what is wrong with the whole app, and what to do."""
    inner = [action] if action is not None else []
    return rx.el.div(
        icon("triangle-alert" if bad else "info", small=True),
        rx.el.span(words, " ", *inner),
        class_name="banner bad" if bad else "banner",
        role="status",
    )


def live_region(words: Words, *, id: str = "live", visible: bool = False) -> rx.Component:
    """Draw the place whose changes screen readers read out politely."""
    return rx.el.p(
        words, id=id, role="status", aria_live="polite", class_name="sm mut" if visible else "sr"
    )


def saved(words: rx.Var[str]) -> rx.Component:
    """Draw a saved state such as “Saved 10:23”, announced when it changes."""
    return rx.el.span(
        rx.cond(words != "", rx.fragment(icon("check", small=True), words)),
        role="status",
        class_name="sm row g4",
        style={"color": "var(--ok)"},
    )


def toast(words: rx.Var[str], number: rx.Var[int], on_undo: Any, on_hide: Any) -> rx.Component:
    """Draw the line with Undo at the foot for 8 s; `on_hide` takes the number it belongs to."""
    return rx.el.div(
        rx.cond(
            words != "",
            rx.el.div(
                rx.el.span(words, class_name="grow"),
                rx.el.button(icon("undo", small=True), texts.t("site.undo"), on_click=on_undo),
                rx.el.div(rx.el.i(), class_name="hl", aria_hidden="true"),
                widgets.after(seconds=8, on_done=on_hide(number)),
                class_name="toast",
                key=number.to_string(),
            ),
        ),
        role="status",
    )


def empty(
    title: Words,
    words: Words,
    *actions: rx.Component,
    lines: Sequence[tuple[int, int, int]] = ((8, 26, 12), (30, 40, 10), (52, 14, 0)),
    level: Literal[2, 3] = 2,
) -> rx.Component:
    """Draw an empty state: hour lines (left, length, soft rest, in %), what it is, one action."""
    heading = rx.el.h2 if level == 2 else rx.el.h3
    acts = [rx.el.div(*actions, class_name="row wrap")] if actions else []
    return rx.el.section(
        rx.el.div(
            *[
                hour_line((left, size, ""), (left + size, rest, "soft"))
                for left, size, rest in lines
            ],
            class_name="art",
            aria_hidden="true",
        ),
        rx.el.div(heading(title), rx.el.p(words, class_name="mut"), class_name="stack g8"),
        *acts,
        class_name="card empty",
    )


def hour_line(*parts: tuple[float, float, str], tall: bool = False) -> rx.Component:
    """Draw the hour line: parts of (left %, width %, look), look being empty, `soft` or `q`."""
    return rx.el.div(
        *[
            rx.el.i(class_name=look, style={"left": f"{left}%", "width": f"{width}%"})
            for left, width, look in parts
            if width
        ],
        class_name="hl tall" if tall else "hl",
        aria_hidden="true",
    )


def skeleton(label: str, *widths: int) -> rx.Component:
    """Draw grey lines in the place of what is being loaded."""
    return rx.el.div(
        *[
            rx.el.span(class_name="sk", style={"width": f"{width}%"})
            for width in widths or (52, 84, 68)
        ],
        class_name="card pad stack g12",
        role="status",
        aria_busy="true",
        aria_label=label,
    )


def dialog(
    title: Words,
    *children: Any,
    open: rx.Var[bool] | bool,
    on_close: Any,
    actions: Sequence[rx.Component] = (),
    id: str = "dialog",
    wide: bool = False,
) -> rx.Component:
    """Draw a modal dialog whose title is the question and whose buttons are the answers.

    Focus starts on what has `data-first`, else on the first button among `actions`: put the safe
    one first. Esc and the backdrop call `on_close` unless text was typed; focus then returns.
    """
    acts = [rx.el.div(*actions, class_name="da")] if actions else []
    return widgets.modal(
        rx.el.div(
            rx.el.div(
                rx.el.h2(title, id=f"{id}-title"),
                icon_button("x", texts.t("site.close"), on_click=on_close),
                class_name="row between top",
            ),
            *children,
            *acts,
            class_name="stack",
        ),
        is_open=open,
        on_close=on_close,
        label_id=f"{id}-title",
        wide=wide,
    )


def avatar(initials: Words, *, accent: bool = False, small: bool = False) -> rx.Component:
    """Draw a person's initials in a circle."""
    look = " ".join(p for p in ("ava", "acc" if accent else "", "s" if small else "") if p)
    return rx.el.span(initials, class_name=look, aria_hidden="true")


def fact(icon_name: str, *children: Any) -> rx.Component:
    """Draw one line of a list of facts (`ul.facts`)."""
    return rx.el.li(icon(icon_name), rx.el.span(*children))
