"""The editor of a site, wrapped: blocks, preview, logo; and the head that its three pages share."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import beside, kit, sheets
from sched_app.components.icons import PATHS

_LIBRARY = beside.path("site_desk.jsx")
assert sheets  # site_desk.jsx draws its fields with sheets.jsx, which that module brings along.
t = texts.t
PLACES = (
    ("blocks", routes.SITE),
    ("pages", routes.SITE_PAGES),
    ("messages", routes.INQUIRIES),
)


class _SiteBlocks(rx.Component):
    library = _LIBRARY
    tag = "SiteBlocks"
    blocks: rx.Var[list[dict[str, Any]]]
    words: rx.Var[dict[str, str]]
    icons: rx.Var[dict[str, str]]


class _SitePreview(rx.Component):
    library = _LIBRARY
    tag = "SitePreview"
    html: rx.Var[str]
    words: rx.Var[dict[str, str]]
    on_typed: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, Any])]


class _LogoField(rx.Component):
    library = _LIBRARY
    tag = "LogoField"
    src: rx.Var[str]
    label: rx.Var[str]
    hint: rx.Var[str]
    wrong: rx.Var[str]
    busy: rx.Var[bool]
    most: rx.Var[int]
    words: rx.Var[dict[str, str]]
    icons: rx.Var[dict[str, str]]
    on_pick: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_remove: rx.EventHandler[rx.event.no_args_event_spec]


def blocks(specs: Any) -> rx.Component:
    """Draw the blocks of a sheet whose values hold their order and texts."""
    names = ("chevron-down", "arrow-up", "arrow-down", "x", "plus", "circle-alert")
    words = ("moved", "show", "up", "down", "add", "remove")
    return _SiteBlocks.create(
        blocks=specs,
        words={name: t(f"web.desk.{name}") for name in words}
        | {"optional": t("site.optional"), "faulty": t("sheet.tab_faulty")},
        icons={name: PATHS[name] for name in names},
    )


def preview(html: Any, on_typed: Any) -> rx.Component:
    """Draw what is typed in the sheet around it, as visitors would see it."""
    words = {name: t(f"web.desk.preview_{name}") for name in ("title", "width", "desktop", "phone")}
    return _SitePreview.create(html=html, on_typed=on_typed, words=words)


def logo(src: Any, wrong: Any, busy: Any, most: int, on_pick: Any, on_remove: Any) -> rx.Component:
    """Draw the logo with the ways to change it; `most` is the largest file in bytes."""
    kilobytes = most // 1024
    return _LogoField.create(
        src=src,
        wrong=wrong,
        busy=busy,
        most=most,
        label=t("web.desk.logo"),
        hint=t("web.desk.logo_hint", most=kilobytes),
        words={name: t(f"web.desk.logo_{name}") for name in ("now", "other", "choose", "remove")}
        | {"too_large": t("field.image_size", most=kilobytes)},
        icons={"circle-alert": PATHS["circle-alert"]},
        on_pick=on_pick,
        on_remove=on_remove,
    )


def head(active: str, *actions: Any) -> rx.Component:
    """Draw the head of the site's pages in the dashboard, with the links between them."""
    links = [
        rx.el.a(
            t(f"web.desk.tab_{name}"),
            href=path,
            **({"aria_current": "page"} if name == active else {}),
        )
        for name, path in PLACES
    ]
    return rx.fragment(
        kit.page_head(t("web.desk.title"), t("web.desk.words"), *actions),
        rx.el.nav(*links, class_name="tabs", aria_label=t("web.desk.tabs")),
    )
