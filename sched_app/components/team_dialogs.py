"""The dialogs of the Team page: invite, change a role, take an invitation back, leave."""

from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components import beside, desk, kit, sheets
from sched_app.state.departure import Choice, DepartureState, Leaving
from sched_app.state.team import TeamState

S, D = TeamState, DepartureState
t = texts.t
ROLES = ("organizer", "admin", "owner")
DAYS = ("1", "7", "30")
_STYLES = beside.path("team.css")


class _Styles(rx.Fragment):
    """Brings the team's own styles along: other pages do not load them."""

    def add_imports(self) -> dict[str, str]:
        """Import the style sheet for its effect."""
        return {"": _STYLES}


def styles() -> rx.Component:
    """Bring the styles of the team's pages along."""
    return _Styles.create()


def all_dialogs() -> rx.Component:
    """Draw whichever dialog is open."""
    return rx.fragment(_invite(), _role(), _revoke(), _link(), _leave())


def _roles() -> list[list[str]]:
    return [[role, t(f"team.role_words.{role}")] for role in ROLES]


def _invite() -> rx.Component:
    return kit.dialog(
        t("team.invite_title"),
        sheets.sheet(
            desk.dialog_problem(),
            sheets.line(t("team.email"), "email", "email", required=True, max=254, first=True),
            sheets.line(t("team.role"), "role", "select", options=_roles()),
            sheets.line(
                t("team.lasts"),
                "days",
                "select",
                options=[[days, texts.n("team.days_plural", int(days))] for days in DAYS],
            ),
            rx.el.p(
                rx.cond(S.has_mail, t("team.will_invite"), t("team.will_show")),
                class_name="sm mut",
            ),
            _answers(S.close, sheets.send(t("team.invite"), t("team.inviting"))),
            place="",
            values=S.values,
            rev=S.opened.to_string(),
            errors=S.errors,
            attempt=S.attempt,
            busy=S.is_busy,
            on_send=S.invite,
            class_name="stack g20",
        ),
        open=S.dialog == "invite",
        on_close=S.close,
        id="invite-member",
    )


def _role() -> rx.Component:
    return kit.dialog(
        rx.fragment(t("team.role_title"), " ", S.target_name),
        sheets.sheet(
            desk.dialog_problem(),
            sheets.line(t("team.role"), "role", "select", options=_roles(), first=True),
            rx.el.p(t("team.role_at_once"), class_name="sm mut"),
            _answers(S.close, sheets.send(t("team.role_do"))),
            place="",
            values=S.role_values,
            rev=S.opened.to_string(),
            errors=S.errors,
            attempt=S.attempt,
            busy=S.is_busy,
            on_send=S.change_role,
            class_name="stack g20",
        ),
        open=S.dialog == "role",
        on_close=S.close,
        id="member-role",
    )


def _revoke() -> rx.Component:
    return kit.dialog(
        t("team.revoke_title"),
        desk.dialog_problem(),
        rx.el.p(rx.el.strong(S.target_name), class_name="wordy"),
        rx.el.p(t("team.revoke_words"), class_name="mut"),
        open=S.dialog == "revoke",
        on_close=S.close,
        actions=[
            kit.button(
                t("team.revoke_keep"), on_click=S.close, custom_attrs={"data-first": "true"}
            ),
            kit.button(t("team.revoke_do"), look="solid", loading=S.is_busy, on_click=S.revoke),
        ],
        id="revoke-invitation",
    )


def _link() -> rx.Component:
    return kit.dialog(
        rx.fragment(t("team.link_title"), " ", S.link_name),
        rx.el.p(t("team.link_words"), class_name="mut"),
        rx.el.code(S.link, class_name="card pad16 sm link-box"),
        open=S.link != "",
        on_close=S.close,
        actions=[
            kit.button(t("site.close"), on_click=S.close),
            kit.copy(
                kit.icon("copy", small=True),
                rx.el.span(t("team.link_copy")),
                text=S.link,
                copied=t("site.copied"),
                class_name="btn pri",
            ),
        ],
        id="join-link",
    )


def _leave() -> rx.Component:
    """Draw what becomes of each coming booking; nothing happens before it is sent."""
    title = rx.cond(
        D.is_me, t("team.leave_title"), rx.fragment(t("team.remove_title"), " ", D.name, "?")
    )
    return kit.dialog(
        title,
        sheets.sheet(
            desk.dialog_problem(),
            rx.el.p(
                t("team.leave_words"),
                " ",
                rx.cond(S.has_mail, t("team.leave_told"), t("team.leave_kept")),
                class_name="mut",
            ),
            _all_leaving(),
            rx.cond(D.more_words != "", kit.note(rx.el.p(D.more_words), tone="info")),
            rx.cond(D.types_words != "", kit.note(rx.el.p(D.types_words), tone="warn")),
            rx.cond(
                D.cancels > 0,
                sheets.line(
                    t("team.leave_reason"),
                    "reason",
                    "textarea",
                    optional=True,
                    max=500,
                    hint=t("desk.reason_hint"),
                ),
            ),
            _answers(
                D.close,
                sheets.send(
                    rx.cond(D.is_me, t("team.leave_do"), t("team.remove_do")),
                    look="danger solid",
                ),
                keep=t("team.leave_keep"),
            ),
            place="",
            values={"reason": ""},
            rev=D.opened.to_string(),
            errors=D.errors,
            attempt=D.attempt,
            busy=D.is_busy,
            on_send=D.remove,
            class_name="stack g16",
        ),
        open=D.member != "",
        on_close=D.close,
        id="member-leaves",
        wide=True,
    )


def _all_leaving() -> rx.Component:
    return rx.cond(
        D.bookings.length() > 0,
        rx.fragment(
            rx.el.p(D.count_words, class_name="label", id="leaving-list"),
            rx.el.ul(
                rx.foreach(D.bookings, _leaving),
                class_name="tm-leave",
                aria_labelledby="leaving-list",
            ),
        ),
        rx.el.p(t("team.leave_none")),
    )


def _leaving(one: rx.Var[Leaving]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.strong(one.when),
            rx.el.p(one.name, ", ", one.meeting, class_name="sm mut"),
        ),
        rx.el.select(
            rx.foreach(one.choices, _choice),
            value=one.chosen,
            on_change=lambda value: D.choose(one.id, value),
            class_name="input",
            aria_label=rx.Var.create(t("team.leave_choice")) + " " + one.when + ", " + one.name,
        ),
        key=one.id,
    )


def _choice(choice: rx.Var[Choice]) -> rx.Component:
    return rx.el.option(choice.label, value=choice.value, disabled=choice.is_out)


def _answers(on_close: Any, send: rx.Component, *, keep: str = "") -> rx.Component:
    # Where something is ended the focus begins on the safe answer.
    safe = {"custom_attrs": {"data-first": "true"}} if keep else {}
    return rx.el.div(
        kit.button(keep or t("hours.cancel"), on_click=on_close, **safe), send, class_name="da"
    )
