"""Several bookings at once: the boxes that pick them, the bar of acts, the plan and its outcome."""

from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components import desk, kit, sheets
from sched_app.state.booking_bulk import BULK, Bulk, PlanRow
from sched_app.state.booking_rows import BookingRow

t = texts.t
State = type[Bulk]
ACTS = ("accept", "decline", "complete", "no_show", "cancel")
WITH_REASON = ("decline", "cancel")


def box(page: State, row: rx.Var[BookingRow]) -> rx.Component:
    """Draw the box that picks a booking of the list."""
    return rx.el.input(
        type="checkbox",
        class_name="check",
        checked=page.picked.contains(row.id),
        on_change=page.pick(row.id),
        aria_label=rx.Var.create(t("bulk.pick") + " ") + row.name + ", " + row.day,
    )


def box_of_all(page: State) -> rx.Component:
    """Draw the box that picks the whole page."""
    return rx.el.input(
        type="checkbox",
        class_name="check",
        checked=page.picked.length() > 0,
        on_change=page.pick_page,
        aria_label=t("bulk.pick_page"),
    )


def bar(page: State) -> rx.Component:
    """Draw what can be done with those that are picked; nothing while none is."""
    return rx.el.div(
        rx.cond(
            page.picked.length() > 0,
            rx.el.div(
                rx.el.strong(page.picked_words),
                rx.el.div(
                    *[
                        kit.button(t(f"bulk.{act}"), size="s", on_click=page.plan_bulk(act))
                        for act in ACTS
                    ],
                    kit.button(t("bulk.unpick"), look="quiet", size="s", on_click=page.unpick),
                    class_name="row wrap g8",
                ),
                class_name="card bulk",
            ),
        ),
        role="status",
        class_name="bulk-live",
    )


def dialog(page: State) -> rx.Component:
    """Draw the plan: what will happen to each booking; afterwards how each went."""
    return kit.dialog(
        page.plan_words,
        sheets.sheet(
            desk.dialog_problem(),
            rx.el.ul(rx.foreach(page.plan, _row), class_name="plan"),
            rx.cond(page.is_done, rx.fragment(), _before(page)),
            rx.cond(page.is_done, _after(page), _answers(page)),
            place="",
            values={"reason": ""},
            rev=page.opened.to_string(),
            errors=page.errors,
            attempt=page.attempt,
            busy=page.is_busy,
            on_send=page.do_bulk,
            class_name="stack",
        ),
        open=page.dialog == BULK,
        on_close=page.close,
        id="bulk",
        wide=True,
    )


def _before(page: State) -> rx.Component:
    has_reason = (page.bulk_act == WITH_REASON[0]) | (page.bulk_act == WITH_REASON[1])
    return rx.cond(
        page.plan_count > 0,
        rx.fragment(
            rx.el.p(page.plan_told, class_name="sm mut"),
            rx.cond(
                has_reason,
                sheets.line(
                    t("desk.reason"),
                    "reason",
                    "textarea",
                    optional=True,
                    max=500,
                    hint=t("desk.reason_hint"),
                ),
            ),
        ),
    )


def _answers(page: State) -> rx.Component:
    sends = [
        (
            act,
            sheets.send(
                t(f"bulk.{act}.do"),
                t("bulk.working"),
                look="danger solid" if act == "cancel" else "pri",
            ),
        )
        for act in ACTS
    ]
    return rx.el.div(
        kit.button(t("bulk.keep"), on_click=page.close, custom_attrs={"data-first": "true"}),
        rx.cond(page.plan_count > 0, rx.match(page.bulk_act, *sends, rx.fragment())),
        class_name="da",
    )


def _after(page: State) -> rx.Component:
    return rx.el.div(
        kit.button(t("site.close"), look="primary", on_click=page.close), class_name="da"
    )


def _row(row: rx.Var[PlanRow]) -> rx.Component:
    looks: list[Any] = [("done", "badge ok"), ("failed", "badge bad")]
    return rx.el.li(
        rx.el.div(
            rx.el.strong(row.name),
            rx.el.p(row.when, class_name="sm mut"),
            class_name="grow",
        ),
        rx.el.span(
            row.words,
            class_name=rx.cond(
                row.will, rx.match(row.went, *looks, "badge info ring"), "badge bar"
            ),
        ),
        key=row.id,
    )
