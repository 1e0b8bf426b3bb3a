"""The team: its members, adding one, the link by which they join."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit, sheets
from sched_app.state.base import AppState
from sched_app.state.team import MemberRow, TeamState

S = TeamState
t = texts.t
ROLES = ("organizer", "admin", "owner")


def add(app: rx.App) -> None:
    """Register the team's page."""
    app.add_page(page, route=routes.TEAM, title=t("team.title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the team."""
    return desk.page(
        kit.page_head(
            t("team.title"),
            t("team.words"),
            rx.cond(
                _may_edit(),
                kit.button(t("team.add"), look="primary", icon_name="plus", on_click=S.ask),
            ),
        ),
        rx.cond(
            S.is_loaded,
            rx.fragment(
                rx.el.ul(rx.foreach(S.rows, _row), class_name="card dl"),
                rx.cond(_may_edit(), rx.fragment(), rx.el.p(t("team.ask"), class_name="sm mut")),
            ),
            kit.skeleton(t("desk.loading"), 52, 64),
        ),
        _adding(),
        _link(),
        active="team",
    )


def _may_edit() -> rx.Var[bool]:
    return AppState.may.contains("edit_team")


def _row(row: rx.Var[MemberRow]) -> rx.Component:
    roles = [(role, t(f"team.role.{role}")) for role in ROLES]
    return rx.el.li(
        kit.avatar(row.initials, accent=True),
        rx.el.div(
            rx.el.p(
                rx.el.strong(row.name),
                rx.cond(row.is_me, rx.el.span(" ", t("team.you"), class_name="mut"), ""),
            ),
            rx.el.p(row.email, class_name="sm mut clip"),
            class_name="grow",
        ),
        rx.cond(
            row.has_joined,
            rx.el.span(rx.match(row.role, *roles, ""), class_name="sm mut"),
            rx.el.div(
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
                class_name="row g8 wrap end acts",
            ),
        ),
        key=row.id,
        class_name="member",
    )


def _adding() -> rx.Component:
    return kit.dialog(
        t("team.add_title"),
        sheets.sheet(
            desk.dialog_problem(),
            sheets.line(t("team.name"), "name", required=True, max=120, first=True),
            sheets.line(t("team.email"), "email", "email", required=True, max=254),
            sheets.line(
                t("team.role"),
                "role",
                "select",
                options=[[role, t(f"team.role_words.{role}")] for role in ROLES],
            ),
            rx.el.p(
                rx.cond(S.has_mail, t("team.will_mail"), t("team.will_show")), class_name="sm mut"
            ),
            rx.el.div(
                kit.button(t("hours.cancel"), on_click=S.close),
                sheets.send(t("team.add"), t("team.adding")),
                class_name="da",
            ),
            place="",
            values=S.values,
            rev=S.opened.to_string(),
            errors=S.errors,
            attempt=S.attempt,
            busy=S.is_busy,
            on_send=S.add,
            class_name="stack g20",
        ),
        open=S.is_adding,
        on_close=S.close,
        id="add-member",
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
