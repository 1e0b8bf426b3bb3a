"""The team: members and their week, invitations, and whether the round robin is fair."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit, team_dialogs
from sched_app.state.base import AppState
from sched_app.state.departure import DepartureState
from sched_app.state.team import TeamState
from sched_app.state.team_rows import FairRow, InviteRow, MemberRow, ShareRow, Tile

S, D = TeamState, DepartureState
t = texts.t
ROLES = ("organizer", "admin", "owner")


def add(app: rx.App) -> None:
    """Register the team's page."""
    app.add_page(page, route=routes.TEAM, title=t("team.title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the team."""
    return desk.page(
        team_dialogs.styles(),
        kit.page_head(
            t("team.title"),
            t("team.words"),
            kit.link_button(t("team.rights"), href=routes.RIGHTS, look="quiet"),
            rx.cond(
                _may_edit(),
                kit.button(t("team.invite"), look="primary", icon_name="plus", on_click=S.ask),
            ),
        ),
        rx.cond(
            S.is_loaded,
            rx.el.div(
                rx.cond(
                    S.tiles.length() > 0,
                    rx.el.div(rx.foreach(S.tiles, _tile), class_name="tm-tiles"),
                ),
                _members(),
                _invited(),
                _fairness(),
                class_name="stack g32",
            ),
            kit.skeleton(t("desk.loading"), 52, 64, 84),
        ),
        team_dialogs.all_dialogs(),
        active="team",
    )


def _may_edit() -> rx.Var[bool]:
    return AppState.may.contains("edit_team")


def _tile(tile: rx.Var[Tile]) -> rx.Component:
    return rx.el.dl(
        rx.el.dt(tile.label),
        rx.el.dd(tile.value, class_name="v"),
        rx.el.dd(tile.words, class_name="c"),
        class_name="card tm-tile",
        key=tile.label,
    )


def _members() -> rx.Component:
    return rx.el.section(
        desk.section(t("team.members"), words=t("team.members_words")),
        rx.el.ul(rx.foreach(S.rows, _member), class_name="card tm-list"),
        rx.cond(_may_edit(), rx.fragment(), rx.el.p(t("team.ask"), class_name="sm mut")),
        class_name="stack g12",
    )


def _member(row: rx.Var[MemberRow]) -> rx.Component:
    return rx.el.li(
        kit.avatar(row.initials, accent=True),
        rx.el.div(
            rx.el.p(
                rx.el.strong(row.name),
                rx.cond(row.is_me, rx.el.span(" ", t("team.you"), class_name="mut"), ""),
                rx.el.span(" · ", _role(row.role), class_name="sm mut"),
            ),
            rx.el.p(row.email, class_name="sm mut clip"),
            rx.cond(row.has_joined, rx.fragment(), _pending(row)),
            class_name="grow",
        ),
        rx.cond(row.has_week, _week(row), rx.el.div(class_name="tm-week")),
        rx.cond(row.may_any, _menu(row), rx.el.span()),
        key=row.id,
    )


def _role(role: rx.Var[str]) -> rx.Var[str]:
    words = [(name, t(f"team.role.{name}")) for name in ROLES]
    return rx.match(role, *words, "")


def _pending(row: rx.Var[MemberRow]) -> rx.Component:
    return rx.el.div(
        kit.tag(t("team.invited"), look="badge warn ring"),
        rx.cond(
            _may_edit(),
            kit.button(
                rx.cond(S.has_mail, t("team.renew_mail"), t("team.renew")),
                rx.el.span(" ", row.name, class_name="sr"),
                size="s",
                on_click=S.renew(row.id),
            ),
        ),
        class_name="row g8 wrap",
    )


def _week(row: rx.Var[MemberRow]) -> rx.Component:
    """Draw a member's week: open hours softly, what is booked of them filled."""
    return rx.el.div(
        rx.el.div(
            rx.el.i(class_name="soft", style={"left": "0", "width": row.open_width}),
            rx.el.i(style={"left": "0", "width": row.booked_width}),
            class_name="hl",
            aria_hidden="true",
        ),
        rx.el.p(row.week, " · ", row.coming, class_name="sm"),
        rx.el.p(row.types, class_name="sm mut"),
        class_name="tm-week",
    )


def _menu(row: rx.Var[MemberRow]) -> rx.Component:
    return kit.menu(
        rx.cond(
            row.may_change_role,
            rx.el.button(t("team.role_do"), type="button", on_click=S.ask_role(row.id)),
        ),
        rx.cond(
            row.may_be_removed,
            rx.el.button(
                rx.cond(row.is_me, t("team.leave_do"), t("team.remove_do")),
                type="button",
                on_click=D.ask(row.id),
            ),
        ),
        button=rx.fragment(
            kit.icon("ellipsis"),
            rx.el.span(t("team.actions_for"), " ", row.name, class_name="sr"),
        ),
        button_class="btn ghost icon s",
    )


def _invited() -> rx.Component:
    return rx.cond(
        S.invites.length() > 0,
        rx.el.section(
            desk.section(t("team.invitations")),
            rx.el.ul(rx.foreach(S.invites, _invitation), class_name="card tm-inv"),
            class_name="stack g12",
        ),
    )


def _invitation(row: rx.Var[InviteRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.strong(row.email, class_name="wordy"),
                rx.el.span(" · ", _role(row.role), class_name="sm mut"),
            ),
            rx.el.p(row.words, class_name="sm mut"),
            class_name="grow",
        ),
        rx.cond(
            row.is_over,
            kit.tag(t("team.over"), look="badge ring"),
            kit.tag(t("team.pending"), look="badge warn ring"),
        ),
        rx.cond(
            row.may_change,
            rx.el.div(
                kit.button(
                    rx.cond(S.has_mail, t("team.resend"), t("team.resend_link")),
                    rx.el.span(" ", row.email, class_name="sr"),
                    size="s",
                    on_click=S.resend(row.id),
                ),
                kit.button(
                    t("team.revoke_do"),
                    rx.el.span(" ", row.email, class_name="sr"),
                    look="quiet",
                    size="s",
                    on_click=S.ask_revoke(row.id),
                ),
                class_name="row g8 wrap acts",
            ),
        ),
        key=row.id,
    )


def _fairness() -> rx.Component:
    return rx.el.section(
        desk.section(t("team.fairness"), words=t("team.fairness_words")),
        rx.cond(
            S.fair.length() > 0,
            rx.el.div(rx.foreach(S.fair, _books), class_name="tm-books"),
            kit.empty(
                t("team.fair_empty"),
                t("team.fair_empty_words"),
                kit.link_button(t("team.fair_types"), href=routes.MEETING_TYPES),
                level=3,
            ),
        ),
        class_name="stack g12",
    )


def _books(row: rx.Var[FairRow]) -> rx.Component:
    return rx.el.article(
        rx.el.div(
            rx.el.h3(row.name),
            rx.el.span(row.verdict, class_name=row.look),
            class_name="row between wrap g8",
        ),
        rx.el.p(row.routing, class_name="sm mut"),
        rx.foreach(row.words, lambda words: rx.el.p(words)),
        rx.el.ul(rx.foreach(row.shares, _share), class_name="tm-fair"),
        class_name="card pad stack g8",
        key=row.id,
    )


def _share(row: rx.Var[ShareRow]) -> rx.Component:
    return rx.el.li(
        rx.el.strong(row.name),
        rx.el.span(row.load),
        rx.el.div(
            rx.el.i(style={"left": "0", "width": row.width}), class_name="hl", aria_hidden="true"
        ),
        rx.cond(row.words != "", rx.el.p(row.words, class_name="sm mut")),
        key=row.name,
    )
