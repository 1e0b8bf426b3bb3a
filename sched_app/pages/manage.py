"""The page on which an attendee sees, moves or cancels a booking."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import booking_card, kit, slot_picker, slots, visit
from sched_app.state.manage import ManageState

S = ManageState


def add(app: rx.App) -> None:
    """Register the manage page."""
    app.add_page(page, route=routes.BOOKING_PAGE, title=texts.t("manage.title"))


def page() -> rx.Component:
    """Draw the page."""
    steps = rx.match(S.step, ("times", _times()), ("moving", _moving()), _show())
    return kit.public_layout(
        visit.visit(
            at=S.at,
            hold=S.hold,
            step=S.step,
            month=S.month,
            date=S.on_date,
            zone=S.my_zone,
            hour12=S.hour12,
            release_url=routes.LEAVE_HOLD,
            on_hello=S.hello,
            on_back=S.back,
        ),
        visit.here(
            rx.cond(
                S.is_missing,
                _missing(),
                rx.fragment(steps, kit.live(S.news_url, S.news), kit.focus_on(S.step + S.status)),
            ),
            at=S.at,
            loading=rx.el.div(kit.skeleton(texts.t("manage.loading"), 40, 70, 55), class_name="cw"),
        ),
        kit.live_region(S.said),
        workspace=S.business,
        sign_in=False,
        class_name="bk-wrap",
    )


def _option(title: kit.Words, words: rx.Component, action: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.div(rx.el.strong(title), words, class_name="grow"),
        action,
        class_name="row between wrap",
    )


def _choices() -> rx.Component:
    """Draw what can still be done, or why nothing can."""
    until = rx.el.p(S.change_words, class_name="sm mut")
    return rx.el.section(
        rx.el.h2(texts.t("booking.plans_change")),
        rx.el.div(
            rx.cond(
                S.may_move,
                rx.fragment(
                    _option(
                        texts.t("manage.move"),
                        until,
                        kit.button(texts.t("manage.move_button"), on_click=S.change_time),
                    ),
                    rx.el.hr(class_name="hr"),
                    _option(
                        texts.t("manage.cancel"),
                        rx.el.p(texts.t("manage.cancel_hint"), class_name="sm mut"),
                        kit.button(
                            texts.t("manage.cancel_button"), look="danger", on_click=S.ask_cancel
                        ),
                    ),
                ),
                _option(
                    S.closed_title,
                    rx.el.p(S.closed_words, class_name="sm mut"),
                    kit.link_button(texts.t("booking.book_another"), href=S.book_again),
                ),
            ),
            class_name="card opts",
        ),
        class_name="stack",
    )


def _cancel_dialog() -> rx.Component:
    return kit.dialog(
        texts.t("manage.cancel_question"),
        rx.el.p(
            S.meeting,
            ", ",
            S.day_words,
            ", ",
            rx.el.span(S.time_words, class_name="nowrap"),
            class_name="mut",
        ),
        rx.el.form(
            kit.textarea(
                texts.t("manage.reason"),
                "reason",
                hint=texts.t("manage.reason_hint"),
                error=S.reason_fault,
                optional=True,
                max_length=500,
            ),
            rx.el.div(
                kit.button(texts.t("manage.keep"), on_click=S.keep_booking),
                kit.button(
                    texts.t("manage.cancel_button"),
                    look="solid",
                    type="submit",
                    loading=S.is_working,
                    loading_words=texts.t("manage.cancelling"),
                ),
                class_name="da",
            ),
            on_submit=S.cancel,
            class_name="stack",
        ),
        open=S.is_cancelling,
        on_close=S.keep_booking,
        id="cancel",
    )


def _show() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span(
                rx.match(
                    S.status,
                    ("confirmed", kit.icon("check")),
                    ("completed", kit.icon("check")),
                    ("requested", kit.icon("clock")),
                    kit.icon("ban"),
                ),
                class_name=rx.match(
                    S.status, ("confirmed", "tick"), ("completed", "tick"), "tick warn"
                ),
                aria_hidden="true",
            ),
            rx.el.h1(S.title, tab_index=-1),
            rx.el.p(S.title_words, class_name="mut"),
            rx.cond(
                S.is_gone & (S.reason_words != ""),
                rx.el.p("“", S.reason_words, "”", class_name="mut pre"),
            ),
            class_name="stack g12",
        ),
        kit.problem(S.problem),
        booking_card.card(
            S,
            rx.cond(
                S.status == "confirmed",
                booking_card.calendar_menu(S, S.file_url),
                rx.fragment(),
            ),
        ),
        _choices(),
        rx.el.div(
            rx.el.p(texts.t("portal.manage_words"), class_name="sm mut grow"),
            # A page of a private link sends no origin with its forms: the portal is loaded anew.
            rx.el.a(
                texts.t("portal.manage_button"),
                href=S.portal_url,
                class_name="btn s",
                custom_attrs={"reloadDocument": True},
            ),
            class_name="row between wrap g8",
        ),
        _answers(),
        _cancel_dialog(),
        class_name="cw",
    )


def _answers() -> rx.Component:
    return rx.cond(
        S.answers.length() > 0,
        rx.el.section(
            rx.el.h2(texts.t("manage.answers")),
            rx.el.dl(
                rx.foreach(
                    S.answers,
                    lambda row: rx.el.div(
                        rx.el.dt(row["label"]), rx.el.dd(row["value"], class_name="pre")
                    ),
                ),
                class_name="answers",
            ),
            class_name="stack g12",
        ),
    )


def _times() -> rx.Component:
    return rx.fragment(
        kit.problem(S.problem),
        rx.el.div(
            rx.el.section(
                kit.back_link(texts.t("manage.leave"), on_click=S.leave_as_is),
                rx.el.h1(texts.t("manage.choose_title"), tab_index=-1),
                rx.el.ul(
                    kit.fact("calendar", rx.el.strong(S.day_words)),
                    kit.fact("clock", S.time_words),
                    kit.fact("user", S.meeting),
                    class_name="facts",
                ),
                rx.el.p(
                    rx.el.span(texts.t("manage.stays"), class_name="sm mut"),
                    class_name="note hide-s",
                ),
                class_name="sum",
            ),
            slot_picker.month(S),
            slot_picker.day(S, S.choose),
            class_name="card bk",
        ),
    )


def _moving() -> rx.Component:
    """Ask whether to move: the old time beside the new one that is kept."""
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                kit.back_link(texts.t("booking.back_to_times"), on_click=S.change_time),
                rx.el.h1(texts.t("manage.move_question"), tab_index=-1),
                class_name="stack g12",
            ),
            kit.problem(S.problem),
            rx.el.dl(
                rx.el.div(
                    rx.el.dt(texts.t("manage.was")),
                    rx.el.dd(rx.el.del_(S.day_words, ", ", S.time_words, class_name="mut")),
                ),
                rx.el.div(
                    rx.el.dt(texts.t("manage.becomes")),
                    rx.el.dd(S.when_day, ", ", S.when_time, class_name="strong"),
                ),
                class_name="answers card pad16",
            ),
            rx.el.div(
                kit.button(
                    texts.t("manage.move_confirm"),
                    look="primary",
                    size="lg",
                    loading=S.is_working,
                    loading_words=texts.t("manage.moving"),
                    on_click=S.move,
                ),
                kit.button(texts.t("manage.leave"), look="quiet", on_click=S.leave_as_is),
                class_name="row wrap act",
            ),
            class_name="stack g32",
        ),
        rx.el.aside(
            slots.countdown(
                until=S.hold_until, now=S.hold_now, total=S.hold_total, on_again=S.keep_again
            ),
            rx.el.div(
                rx.el.p(
                    rx.el.span(S.when_day, class_name="mut sm"),
                    rx.el.strong(S.when_time),
                    class_name="when",
                ),
                rx.el.ul(
                    kit.fact("user", rx.el.strong(S.meeting)),
                    kit.fact("globe", S.when_zone),
                    class_name="facts",
                ),
                class_name="stack g12 body",
            ),
            class_name="card sumc",
            aria_label=texts.t("booking.summary"),
        ),
        class_name="steps",
    )


def _missing() -> rx.Component:
    return rx.el.div(
        kit.hour_line((0, 100, "q"), tall=True),
        rx.el.h1(texts.t("manage.missing_title"), class_name="display", tab_index=-1),
        rx.el.p(texts.t("manage.missing_words"), class_name="lead"),
        kit.link_button(texts.t("home.to_start"), href=routes.HOME, class_name="start"),
        class_name="ew",
    )
