"""The editor of a site's landing page: blocks, their texts, the logo, and a live preview."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit, sheets, site_desk
from sched_app.state.site_desk import BLOCKS, LARGEST, Field, SiteDeskState

S = SiteDeskState
t = texts.t
ALWAYS = ("hero", "footer")


def add(app: rx.App) -> None:
    """Register the editor."""
    app.add_page(page, route=routes.SITE, title=t("web.desk.title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the editor."""
    return desk.page(
        site_desk.head("blocks", kit.link_button(t("web.desk.open"), href=S.path, icon_name="eye")),
        desk.guarded(S.is_loaded, S.is_forbidden, t("desk.loading"), _editor()),
        kit.dialog(
            t("web.desk.logo_ask"),
            rx.el.p(t("web.desk.logo_ask_words"), class_name="mut"),
            open=S.is_removing,
            on_close=S.close,
            actions=[
                kit.button(t("web.desk.keep"), on_click=S.close),
                kit.button(t("web.desk.logo_remove"), look="solid", on_click=S.remove_logo),
            ],
            id="logo",
        ),
        active="site",
    )


def _editor() -> rx.Component:
    return sheets.sheet(
        rx.el.div(
            rx.el.div(
                site_desk.logo(
                    S.logo, S.logo_fault, S.is_uploading, LARGEST, S.upload_logo, S.ask_remove
                ),
                class_name="card pad",
            ),
            site_desk.blocks([_spec(block.kind, block.is_fixed, block.fields) for block in BLOCKS]),
            rx.el.div(
                kit.saved(S.saved),
                sheets.unsaved(),
                sheets.send(t("offer.save"), t("offer.saving")),
                class_name="row g8 wrap end savebar",
            ),
            class_name="stack g20",
        ),
        site_desk.preview(S.preview, S.try_out),
        place=S.member_id + ":site",
        values=S.values,
        rev=S.rev,
        errors=S.errors,
        attempt=S.attempt,
        busy=S.is_busy,
        on_send=S.save,
        class_name="sited",
    )


def _spec(kind: str, is_fixed: bool, fields: tuple[Field, ...]) -> dict[str, Any]:
    return {
        "kind": kind,
        "label": t(f"web.block.{kind}"),
        "about": t(f"web.about.{kind}"),
        "fixed": is_fixed,
        "always": kind in ALWAYS,
        "fields": [_field(field) for field in fields],
    }


def _field(field: Field) -> dict[str, Any]:
    if field.kind == "rows":
        return {
            "name": field.name,
            "kind": "rows",
            "label": t(f"web.field.{field.name}"),
            "one": t(f"web.one.{field.name}"),
            "max": field.longest,
            "parts": [_part(part) for part in field.parts],
        }
    return {
        "name": field.name,
        "kind": "textarea" if field.kind == "text" else "text",
        "label": t(f"web.field.{field.name}"),
        "max": field.longest,
        "placeholder": t(field.usual) if field.usual else "",
    }


def _part(field: Field) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "name": field.name,
        "kind": "textarea" if field.kind == "text" else "text",
        "label": t(f"web.part.{field.name}"),
        "max": field.longest,
        "required": field.required,
    }
    if field.name == "state":
        drawn["options"] = [[state, t(f"web.state_{state}")] for state in ("next", "now", "done")]
    return drawn
