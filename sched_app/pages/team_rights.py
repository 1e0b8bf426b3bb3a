"""What each role may do: the table of the code, in plain words."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit, team_dialogs
from sched_app.state.rights import ROLES, RightLine, RightsState, table

t = texts.t


def add(app: rx.App) -> None:
    """Register the page of the rights table."""
    app.add_page(page, route=routes.RIGHTS, title=t("rights.title"), on_load=RightsState.load)


def page() -> rx.Component:
    """Draw the table; it is made of the one that every service asks, so it cannot differ."""
    return desk.page(
        team_dialogs.styles(),
        kit.page_head(
            t("rights.title"),
            t("rights.words"),
            back=kit.back_link(t("team.title"), routes.TEAM),
        ),
        rx.el.div(
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        rx.el.th(t("rights.right"), scope="col", role="columnheader"),
                        *[
                            rx.el.th(t(f"rights.role.{role}"), scope="col", role="columnheader")
                            for role in ROLES
                        ],
                        role="row",
                    ),
                    role="rowgroup",
                ),
                rx.el.tbody(*[_line(line) for line in table()], role="rowgroup"),
                class_name="tm-rights",
                role="table",  # Phones show cards: their `display` would drop the roles.
            ),
            class_name="card tm-scroll",
        ),
        rx.el.p(t("rights.note"), class_name="sm mut"),
        active="team",
    )


def _line(line: RightLine) -> rx.Component:
    return rx.el.tr(
        rx.el.th(t(f"rights.{line.right}"), scope="row", role="rowheader"),
        *[
            rx.el.td(
                t(f"rights.reach.{reach}"),
                role="cell",
                class_name=reach,
                custom_attrs={"data-role": t(f"rights.role.{role}")},
            )
            for role, reach in zip(ROLES, line.reach, strict=True)
        ],
        role="row",
    )
