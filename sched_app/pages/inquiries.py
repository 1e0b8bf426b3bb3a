"""What visitors wrote by the forms of the site: read, answered, removed."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit, sheets, site_desk
from sched_app.state.inquiries import SHOWN, InquiriesState, InquiryRow

S = InquiriesState
t = texts.t


def add(app: rx.App) -> None:
    """Register the inbox of the site."""
    app.add_page(page, route=routes.INQUIRIES, title=t("web.desk.tab_messages"), on_load=S.load)


def page() -> rx.Component:
    """Draw the inbox of the site."""
    return desk.page(
        site_desk.head("messages"),
        desk.guarded(
            S.is_loaded,
            S.is_forbidden,
            t("desk.loading"),
            rx.el.div(
                kit.segmented(
                    t("inquiry.tabs"),
                    [(name, t(f"inquiry.tab_{name}")) for name in SHOWN],
                    S.shown,
                    S.choose,
                ),
                rx.cond(S.waiting != "", rx.el.span(S.waiting, class_name="sm mut")),
                class_name="row g12 wrap",
            ),
            rx.cond(S.rows.length() > 0, _list(), _empty()),
        ),
        _opened(),
        active="site",
    )


def _list() -> rx.Component:
    return rx.el.div(
        rx.el.ul(rx.foreach(S.rows, _row), class_name="card dl mails"),
        rx.cond(
            S.has_before | S.has_next,
            rx.el.div(
                kit.button(
                    t("outbox.newer"), size="s", disabled=~S.has_before, on_click=S.page_before
                ),
                kit.button(t("outbox.older"), size="s", disabled=~S.has_next, on_click=S.next_page),
                class_name="row g8 end",
            ),
        ),
        class_name="stack",
    )


def _row(row: rx.Var[InquiryRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.button(row.who, type="button", class_name="tname", on_click=S.open(row.id)),
                _badge(row),
                class_name="row g8 wrap",
            ),
            rx.cond(row.message != "", rx.el.p(row.message, class_name="clamp two-lines")),
            rx.el.p(
                row.email,
                " · ",
                row.at,
                rx.cond(row.answered != "", rx.fragment(" · ", row.answered)),
                class_name="sm mut wordy",
            ),
            class_name="grow stack g4",
        ),
        key=row.id,
        class_name="top",
    )


def _badge(row: rx.Var[InquiryRow]) -> rx.Component:
    return rx.cond(
        row.is_answered,
        rx.el.span(t("inquiry.badge_answered"), class_name="badge ok"),
        rx.cond(
            row.kind == "interest",
            rx.el.span(t("inquiry.badge_interest"), class_name="badge"),
            rx.el.span(t("inquiry.badge_new"), class_name="badge warn ring"),
        ),
    )


def _empty() -> rx.Component:
    return rx.match(
        S.shown,
        ("new", kit.empty(t("inquiry.empty"), t("inquiry.empty_words"))),
        kit.empty(t("inquiry.empty_tab"), t("inquiry.empty_tab_words")),
    )


def _opened() -> rx.Component:
    one = S.opened
    return kit.dialog(
        one.who,
        rx.el.p(one.email, " · ", one.at, class_name="sm mut wordy"),
        rx.cond(one.message != "", rx.el.p(one.message, class_name="pre")),
        rx.cond(
            one.answer != "",
            rx.el.div(
                rx.el.p(one.answered, class_name="sm mut"),
                rx.el.p(one.answer, class_name="pre"),
                class_name="card pad16 stack g4",
            ),
        ),
        desk.dialog_problem(),
        rx.cond(S.is_removing, _sure(), _answer()),
        open=S.is_open,
        on_close=S.close,
        id="inquiry",
        wide=True,
    )


def _answer() -> rx.Component:
    one = S.opened
    return sheets.sheet(
        sheets.line(
            rx.cond(one.is_answered, t("inquiry.answer_again"), t("inquiry.answer")),
            "answer",
            "textarea",
            rows=6,
            required=True,
            max=8000,
            hint=t("inquiry.answer_hint"),
            first=True,
        ),
        rx.el.div(
            kit.button(t("inquiry.remove"), look="danger", size="s", on_click=S.ask_remove),
            rx.el.span(class_name="grow"),
            rx.cond(
                one.is_answered,
                kit.button(t("inquiry.reopen"), on_click=S.mark(False)),
                kit.button(t("inquiry.close"), on_click=S.mark(True)),
            ),
            sheets.send(t("inquiry.send"), t("inquiry.sending")),
            class_name="row g8 wrap",
        ),
        place="",
        values={"answer": ""},
        rev=S.saves.to_string(),
        errors=S.errors,
        attempt=S.attempt,
        busy=S.is_busy,
        on_send=S.answer,
        class_name="stack g20",
    )


def _sure() -> rx.Component:
    return rx.el.div(
        kit.note(rx.el.p(t("inquiry.sure")), tone="warn"),
        rx.el.div(
            kit.button(t("inquiry.keep"), on_click=S.close),
            kit.button(t("inquiry.remove_for_good"), look="solid", on_click=S.remove),
            class_name="da",
        ),
        class_name="stack",
    )
