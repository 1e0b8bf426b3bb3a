"""The frame of a workspace's site: places for what the server draws, and what comes alive there."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import beside
from sched_app.components.feedback import hour_line, skeleton
from sched_app.components.forms import link_button
from sched_app.components.icons import PATHS
from sched_app.components.layout import brand, skip_link, theme_toggle

_LIBRARY = beside.path("site.jsx")
# What only the browser knows.
ZONE = rx.Var("Intl.DateTimeFormat().resolvedOptions().timeZone").to(str)
PATH = rx.Var("location.pathname").to(str)


class _SitePart(rx.Component):
    library = _LIBRARY
    tag = "SitePart"
    name: rx.Var[str]
    soon: rx.Var[list[dict[str, str]]]
    url: rx.Var[str]
    words: rx.Var[dict[str, str]]
    icons: rx.Var[dict[str, str]]
    gone: rx.Var[rx.Component]


def words() -> dict[str, str]:
    """Give the words of the forms that visitors write in."""
    own = (
        "name", "email", "message", "message_interest", "send_contact", "send_interest", "sending",
        "sent_contact", "sent_interest", "another", "waits", "waits_busy", "forget", "kept",
    )  # fmt: skip
    return {name: texts.t(f"web.{name}") for name in own} | {
        "required": texts.t("field.required"),
        "email_wrong": texts.t("field.email"),
        "optional": texts.t("site.optional"),
        "trap": texts.t("site.honeypot"),
    }


def frame(
    *children: Any, soon: Any = None, gone: rx.Component | None = None, class_name: str = ""
) -> rx.Component:
    """Draw a page of a site; `children` stand where the server has drawn nothing yet.

    `gone` stands there if it has nothing to draw at this address.
    """
    main = _SitePart.create(
        *children,
        name="main",
        class_name="kept",
        url=routes.api("workspaces"),
        words=words(),
        icons={name: PATHS[name] for name in ("arrow-right", "check", "clock", "circle-alert")},
        soon=soon if soon is not None else [],
        **({"gone": gone} if gone is not None else {}),
    )
    sign_in = link_button(texts.t("site.sign_in"), href=routes.SIGN_IN, look="quiet", size="s")
    return rx.el.div(
        skip_link(),
        rx.el.header(
            _SitePart.create(brand("OpenHours", routes.HOME), name="top", class_name="kept stop"),
            rx.el.div(theme_toggle(), sign_in, class_name="row g4"),
            class_name="ptop",
        ),
        rx.el.main(
            main,
            id="main",
            tab_index=-1,
            class_name=f"pmain {class_name}".strip(),
        ),
        rx.el.footer(
            _SitePart.create(
                rx.el.span("OpenHours"),
                rx.el.span(texts.t("site.made_with")),
                name="foot",
                class_name="kept",
            ),
            class_name="pfoot",
        ),
        class_name="pub",
    )


def nowhere() -> rx.Component:
    """Draw what stands at an address that leads nowhere."""
    return rx.el.div(
        hour_line((0, 38, "soft"), (58, 42, "soft"), tall=True),
        rx.el.h1(texts.t("home.not_found_title"), class_name="display"),
        rx.el.p(texts.t("home.not_found_words"), class_name="lead"),
        link_button(texts.t("home.to_start"), href=routes.HOME, look="primary"),
        class_name="ew",
    )


def loading() -> rx.Component:
    """Draw what stands until a page of the site is there."""
    return skeleton(texts.t("web.loading"), 50, 80, 65)
