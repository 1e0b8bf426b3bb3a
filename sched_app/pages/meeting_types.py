"""What can be booked: the list of meeting types."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit
from sched_app.state.base import AppState
from sched_app.state.meeting_types import TypeRow, TypesState

S = TypesState
t = texts.t
EXAMPLES = ("intro", "session", "consultation")
VISIBILITY_LOOK = (
    ("public", "badge ok"),
    ("unlisted", "badge info ring"),
    ("inactive", "badge bar"),
)


def add(app: rx.App) -> None:
    """Register the list."""
    app.add_page(page, route=routes.MEETING_TYPES, title=t("offer.title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the list."""
    return desk.page(
        kit.page_head(
            t("offer.title"),
            t("offer.title_words"),
            rx.cond(_may_edit() & (S.types.length() > 0), _create()),
        ),
        rx.cond(
            S.is_loaded,
            rx.cond(S.types.length() > 0, _list(), _empty()),
            kit.skeleton(t("desk.loading"), 40, 72, 56),
        ),
        _archive(),
        active="meeting-types",
    )


def _may_edit() -> rx.Var[bool]:
    return AppState.may.contains("edit_meeting_types")


def _create() -> rx.Component:
    return kit.link_button(
        t("offer.create"), href=routes.NEW_MEETING_TYPE, look="primary", icon_name="plus"
    )


def _list() -> rx.Component:
    return rx.el.ul(rx.foreach(S.types, _row), class_name="card dl types")


def _row(row: rx.Var[TypeRow]) -> rx.Component:
    name = rx.cond(
        _may_edit(),
        rx.el.a(row.name, href=row.edit_path, class_name="strong tname"),
        rx.el.span(row.name, class_name="strong"),
    )
    badge = rx.el.span(
        rx.match(
            row.visibility, *[(code, t(f"offer.is.{code}")) for code, _ in VISIBILITY_LOOK], ""
        ),
        class_name=rx.match(row.visibility, *VISIBILITY_LOOK, "badge"),
    )
    return rx.el.li(
        rx.el.div(
            rx.el.div(name, badge, class_name="row g8 wrap"),
            rx.el.p(row.words, class_name="sm mut"),
            rx.el.p(row.hosts, class_name="sm mut"),
            class_name="grow stack g4",
        ),
        rx.el.div(
            rx.cond(
                row.visibility != "inactive",
                kit.copy(
                    kit.icon("link", small=True),
                    rx.el.span(t("offer.copy")),
                    text=row.path,
                    copied=t("site.copied"),
                ),
            ),
            kit.menu(
                *_menu(row),
                button=rx.fragment(
                    kit.icon("ellipsis"),
                    rx.el.span(t("offer.actions"), " ", row.name, class_name="sr"),
                ),
                button_class="btn ghost icon s",
            ),
            class_name="row g4",
        ),
        key=row.id,
    )


def _menu(row: Any) -> list[rx.Component]:
    def to(code: str) -> rx.Component:
        return rx.cond(
            _may_edit() & (row.visibility != code),
            rx.el.button(t(f"offer.make.{code}"), type="button", on_click=S.show(row.id, code)),
        )

    def act(words: str, event: Any) -> rx.Component:
        return rx.cond(_may_edit(), rx.el.button(words, type="button", on_click=event))

    return [
        rx.cond(
            row.visibility != "inactive",
            rx.el.a(t("offer.open"), href=row.path, target="_blank", rel="noopener"),
        ),
        rx.cond(_may_edit(), rx.el.a(t("offer.edit"), href=row.edit_path)),
        act(t("offer.duplicate"), S.duplicate(row.id, row.name)),
        act(t("offer.move_up"), S.move(row.id, -1)),
        act(t("offer.move_down"), S.move(row.id, 1)),
        to("public"),
        to("unlisted"),
        to("inactive"),
        rx.cond(
            _may_edit(),
            rx.el.button(t("offer.archive"), type="button", on_click=S.ask(row.id, row.name)),
        ),
    ]


def _empty() -> rx.Component:
    examples = rx.el.div(
        *[
            rx.el.a(
                rx.el.strong(t(f"offer.example.{name}")),
                rx.el.span(t(f"offer.example.{name}_short"), class_name="sm mut"),
                href=f"{routes.NEW_MEETING_TYPE}?example={name}",
            )
            for name in EXAMPLES
        ],
        class_name="tpl",
    )
    return rx.cond(
        _may_edit(),
        kit.empty(t("offer.empty"), t("offer.empty_words"), examples, _create()),
        kit.empty(t("offer.empty"), t("offer.empty_ask")),
    )


def _archive() -> rx.Component:
    return kit.dialog(
        rx.fragment(t("offer.archive_title"), " ", S.target_name, "?"),
        desk.dialog_problem(),
        rx.el.p(t("offer.archive_words"), class_name="mut"),
        open=S.dialog == "archive",
        on_close=S.close,
        actions=[
            kit.button(t("offer.archive_keep"), on_click=S.close),
            kit.button(t("offer.archive"), look="solid", on_click=S.archive),
        ],
        id="archive-type",
    )
