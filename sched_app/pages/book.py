"""The booking page, whole and for frames on other sites."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import booking_card, kit, slot_picker, slots, visit
from sched_app.state.booking import TRAP, BookingState

S = BookingState


def add(app: rx.App) -> None:
    """Register the booking page and its frameless twin."""
    named = S.meeting + " – " + S.business
    title = rx.cond(S.meeting != "", named, texts.t("booking.page_title"))
    app.add_page(page, route=routes.BOOK_PAGE, title=title)
    app.add_page(framed, route=routes.EMBED_PAGE, title=title)


def page() -> rx.Component:
    """Draw the booking page with header and footer."""
    return kit.public_layout(_content(), workspace=S.business, class_name="bk-wrap")


def framed() -> rx.Component:
    """Draw the booking page for a frame; without storage it says what a reload does."""
    warning = rx.el.p(texts.t("booking.embed_note"), class_name="note no-storage")
    return kit.bare_layout(warning, _content(is_framed=True), class_name="bk-wrap")


def _content(*, is_framed: bool = False) -> rx.Component:
    steps = rx.match(
        S.step,
        ("details", _details()),
        ("review", _review()),
        ("done", _done(is_framed)),
        ("lost", _lost()),
        _times(),
    )
    return rx.fragment(
        visit.visit(
            at=S.at,
            hold=S.hold,
            step=S.step,
            month=S.month,
            date=S.on_date,
            minutes=rx.cond(S.lengths.length() > 1, S.length, ""),
            zone=S.my_zone,
            hour12=S.hour12,
            release_url=routes.LEAVE_HOLD,
            on_hello=S.hello,
            on_back=S.back,
        ),
        visit.here(
            rx.cond(
                S.is_missing,
                _missing(is_framed),
                rx.fragment(
                    steps,
                    kit.live(S.news_url, S.news),
                    kit.focus_on(S.step),
                    rx.cond(
                        S.resumed > 0,
                        rx.fragment(
                            kit.after(seconds=5, on_done=S.hold_fast), key=S.resumed.to_string()
                        ),
                    ),
                ),
            ),
            at=S.at,
            loading=_loading(),
        ),
        kit.live_region(S.said),
    )


def _loading() -> rx.Component:
    """Keep the room of the month while it is loaded."""
    return rx.el.div(
        kit.skeleton(texts.t("booking.loading"), 40, 70, 55), style={"min_height": "560px"}
    )


def _summary() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            kit.avatar(S.host_initials, accent=True),
            rx.el.span(
                rx.cond(S.host_words != "", texts.t("booking.with"), texts.t("booking.at")),
                " ",
                rx.el.span(
                    rx.cond(S.host_words != "", S.host_words, S.business), class_name="strong ink"
                ),
                class_name="sm mut",
            ),
            class_name="who",
        ),
        rx.el.h1(S.meeting, tab_index=-1),
        rx.cond(S.about != "", rx.el.p(S.about, class_name="mut hide-s pre")),
        rx.el.ul(
            kit.fact("clock", rx.el.strong(S.length_words), _price()),
            _place_about(),
            rx.cond(S.needs_approval, kit.fact("check", _approval())),
            class_name="facts",
        ),
        _lengths(),
        rx.el.p(rx.el.span(S.rule_words, class_name="sm mut"), class_name="note hide-s"),
        class_name="sum",
    )


def _price() -> rx.Component:
    return rx.cond(S.price_words != "", rx.fragment(" · ", S.price_words))


def _lengths() -> rx.Component:
    """Draw the choice of a length, where there is one."""
    return rx.cond(
        S.lengths.length() > 1,
        rx.el.div(
            rx.el.span(texts.t("times.length"), class_name="label", id="length"),
            rx.el.div(
                rx.foreach(
                    S.lengths,
                    lambda one: rx.el.button(
                        one["words"],
                        type="button",
                        class_name="chip",
                        aria_pressed=rx.cond(one["minutes"] == S.length, "true", "false"),
                        on_click=S.choose_length(one["minutes"]),
                    ),
                ),
                class_name="row wrap g8",
                role="group",
                aria_labelledby="length",
            ),
            class_name="field",
        ),
    )


def _approval() -> rx.Component:
    return rx.el.span(texts.t("booking.approval_short"))


def _place_about() -> rx.Component:
    return rx.match(
        S.place_icon,
        ("video", kit.fact("video", S.place_about)),
        ("phone", kit.fact("phone", S.place_about)),
        kit.fact("map-pin", S.place_about),
    )


def _times() -> rx.Component:
    return rx.fragment(
        kit.problem(S.problem),
        rx.el.div(
            _summary(),
            slot_picker.month(S),
            slot_picker.day(S, S.choose, S.wanted),
            class_name="card bk",
        ),
    )


def _kept() -> rx.Component:
    """Draw the panel beside the form: the hold, and what is being booked."""
    return rx.el.aside(
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
                kit.fact(
                    "user",
                    rx.el.strong(S.meeting),
                    rx.cond(S.host_words != "", f" {texts.t('booking.with')} ", ""),
                    S.host_words,
                ),
                _place_about(),
                kit.fact("globe", S.when_zone),
                rx.cond(S.price_words != "", kit.fact("credit-card", S.price_words)),
                class_name="facts",
            ),
            class_name="stack g12 body",
        ),
        class_name="card sumc",
        aria_label=texts.t("booking.summary"),
    )


def _question(one: Any) -> rx.Component:
    name = one["name"].to(str)
    return visit.typed_field(
        one["label"].to(str),
        name,
        kind=one["kind"].to(str),
        required=one["required"].to(bool),
        options=one["options"].to(list[str]),
        waits_for=one["waits_for"].to(str),
        values=one["values"].to(list[str]),
        error=S.errors[name],
    )


def _about_you() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(texts.t("booking.about_you"), class_name="sr"),
        rx.el.div(
            visit.typed_field(texts.t("booking.name"), "name", kind="name", error=S.errors["name"]),
            visit.typed_field(
                texts.t("booking.email"),
                "email",
                kind="email",
                hint=rx.cond(S.has_mail, texts.t("booking.email_hint"), ""),
                error=S.errors["email"],
            ),
            class_name="fg",
        ),
        rx.cond(
            S.needs_phone,
            visit.typed_field(
                texts.t("booking.phone"),
                "phone",
                kind="phone",
                hint=texts.t("booking.phone_hint"),
                error=S.errors["phone"],
                class_name="mob",
            ),
        ),
        class_name="stack g20",
    )


def _about_meeting() -> rx.Component:
    return rx.cond(
        S.questions.length() > 0,
        rx.fragment(
            rx.el.hr(class_name="hr"),
            rx.el.fieldset(
                rx.el.legend(texts.t("booking.about_meeting"), class_name="sr"),
                rx.foreach(S.questions, _question),
                class_name="stack g20",
            ),
        ),
    )


def _details() -> rx.Component:
    form = visit.draft(
        _about_you(),
        _about_meeting(),
        kit.honeypot(TRAP),
        rx.el.div(
            kit.button(texts.t("booking.to_review"), look="primary", size="lg", type="submit"),
            class_name="act",
        ),
        attempt=S.attempt,
        on_send=S.send_details,
        class_name="stack g24",
    )
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                kit.back_link(texts.t("booking.back_to_times"), on_click=S.change_time),
                rx.el.h1(texts.t("booking.details_title"), tab_index=-1),
                class_name="stack g12",
            ),
            kit.problem(S.problem),
            form,
            class_name="stack g32",
        ),
        _kept(),
        class_name="steps",
    )


def _review() -> rx.Component:
    words = rx.cond(S.needs_approval, texts.t("booking.request"), texts.t("booking.confirm"))
    verb = rx.cond(S.needs_approval, texts.t("booking.requesting"), texts.t("booking.confirming"))
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                kit.back_link(texts.t("booking.change_details"), on_click=S.change_details),
                rx.el.h1(texts.t("booking.review_title"), tab_index=-1),
                rx.el.p(texts.t("booking.review_words"), class_name="mut"),
                class_name="stack g12",
            ),
            kit.problem(S.problem),
            rx.el.dl(
                rx.foreach(
                    S.review,
                    lambda row: rx.el.div(
                        rx.el.dt(row["label"]), rx.el.dd(row["value"], class_name="pre")
                    ),
                ),
                class_name="answers card pad16",
            ),
            rx.el.div(
                rx.el.div(
                    visit.send(words, busy=S.is_booking, busy_words=verb, on_send=S.book),
                    class_name="act",
                ),
                rx.el.p(
                    rx.cond(
                        S.needs_approval,
                        rx.cond(
                            S.has_mail,
                            texts.t("booking.approval_words"),
                            texts.t("booking.approval_kept"),
                        ),
                        S.rule_words,
                    ),
                    class_name="sm mut",
                ),
                class_name="stack g12",
            ),
            class_name="stack g32",
        ),
        _kept(),
        class_name="steps",
    )


def _lost() -> rx.Component:
    def other(one: Any) -> rx.Component:
        return rx.el.button(
            rx.el.strong(one["label"]),
            rx.el.span(one["day"], class_name="sm mut"),
            type="button",
            class_name="card",
            on_click=S.choose(one["at"]),
        )

    return rx.el.div(
        kit.hour_line((0, 38, "soft"), (42, 12, ""), (58, 42, "soft"), tall=True),
        rx.el.h1(texts.t("booking.lost_title"), class_name="display", tab_index=-1),
        rx.el.p(S.lost_words, class_name="lead"),
        kit.problem(S.problem),
        rx.cond(
            S.others.length() > 0,
            rx.el.div(
                rx.el.h2(texts.t("booking.lost_nearest")),
                rx.el.div(rx.foreach(S.others, other), class_name="alt"),
                class_name="stack g12",
                style={"width": "100%"},
            ),
            rx.el.p(texts.t("booking.lost_none"), class_name="mut"),
        ),
        kit.button(texts.t("booking.see_all"), look="primary", on_click=S.change_time),
        class_name="ew",
    )


def _done(is_framed: bool) -> rx.Component:
    # The manage page refuses to be framed.
    outside = {"target": "_blank", "rel": "noopener"} if is_framed else {}
    return rx.el.div(
        rx.el.div(
            rx.el.span(
                rx.cond(S.status == "requested", kit.icon("clock"), kit.icon("check")),
                class_name=rx.cond(S.status == "requested", "tick warn", "tick"),
                aria_hidden="true",
            ),
            rx.el.h1(S.done_title, tab_index=-1),
            rx.el.p(S.done_words, class_name="mut"),
            class_name="stack g12",
        ),
        booking_card.card(
            S,
            rx.cond(
                S.status == "requested", rx.fragment(), booking_card.calendar_menu(S, S.file_url)
            ),
        ),
        rx.el.section(
            rx.el.h2(texts.t("booking.plans_change")),
            rx.el.div(
                rx.el.div(
                    rx.el.div(
                        rx.el.strong(texts.t("manage.manage")),
                        rx.el.p(
                            rx.cond(
                                S.has_mail,
                                texts.t("manage.manage_words"),
                                texts.t("manage.manage_kept"),
                            ),
                            class_name="sm mut",
                        ),
                        class_name="grow",
                    ),
                    kit.link_button(texts.t("manage.manage_button"), href=S.manage_link, **outside),
                    class_name="row between wrap",
                ),
                class_name="card opts",
            ),
            class_name="stack",
        ),
        kit.button(
            texts.t("booking.book_another"),
            look="quiet",
            on_click=S.start_over,
            class_name="start flush-left",
        ),
        class_name="cw",
    )


def _missing(is_framed: bool) -> rx.Component:
    away = kit.link_button(texts.t("home.to_start"), href=routes.HOME, class_name="start")
    return rx.el.div(
        kit.hour_line((0, 100, "q"), tall=True),
        rx.el.h1(texts.t("booking.missing_title"), class_name="display", tab_index=-1),
        rx.el.p(texts.t("booking.missing_words"), class_name="lead"),
        *([] if is_framed else [away]),
        class_name="ew",
    )
