"""The form of one meeting type, on its own address."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit, offers, sheets
from sched_app.state.meeting_types import TypeState

S = TypeState
t = texts.t
USUAL_LENGTHS = (15, 30, 45, 60, 90)
BREAKS = (0, 5, 10, 15, 30, 45, 60)
NOTICES = (0, 60, 120, 240, 480, 720, 1440, 2880, 4320, 10080)
INTERVALS = (5, 10, 15, 20, 30, 45, 60, 90, 120)
DEADLINES = (60, 240, 720, 1440, 2880, 4320, 10080)
MOST_QUESTIONS = 30
TABS = {
    "basics": ("name", "slug", "description", "durations", "prices", "location_kind",
               "location_link", "location_phone", "location_place", "visibility"),
    "times": ("buffer_before_minutes", "buffer_after_minutes", "interval_minutes",
              "notice_minutes", "change_notice_minutes", "horizon", "horizon_days", "first_on",
              "last_on", "limit_per_day", "limit_per_week", "needs_approval", "request_blocks",
              "request_expires_minutes"),
    "hosts": ("routing", "hosts"),
    "questions": ("questions",),
}  # fmt: skip


def add(app: rx.App) -> None:
    """Register the form, empty and of one meeting type."""
    app.add_page(page, route=routes.NEW_MEETING_TYPE, title=t("offer.new"), on_load=S.load)
    app.add_page(page, route=routes.MEETING_TYPE_PAGE, title=t("offer.edit_title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the form."""
    return desk.page(
        rx.cond(S.is_loaded, rx.fragment(), kit.page_head(t("offer.edit_title"))),
        rx.cond(
            S.is_missing,
            kit.empty(
                t("offer.missing"),
                t("offer.missing_words"),
                kit.link_button(t("offer.title"), href=routes.MEETING_TYPES, look="primary"),
            ),
            desk.guarded(S.is_loaded, S.is_forbidden, t("desk.loading"), _form()),
        ),
        active="meeting-types",
    )


def _form() -> rx.Component:
    return sheets.sheet(
        rx.el.div(
            rx.el.div(
                kit.back_link(t("offer.title"), routes.MEETING_TYPES),
                rx.el.h1(S.title, tab_index=-1),
            ),
            rx.el.div(
                kit.saved(S.saved),
                sheets.unsaved(),
                sheets.send(
                    rx.cond(S.is_new, t("offer.create_do"), t("offer.save")), t("offer.saving")
                ),
                class_name="row g8 wrap end",
            ),
            class_name="phead",
        ),
        sheets.tabs(
            t("offer.parts"), *[(code, t(f"offer.tab.{code}"), TABS[code]) for code in TABS]
        ),
        rx.el.div(
            rx.el.div(
                sheets.panel("basics", _basics(), _length(), _place(), first=True),
                sheets.panel("times", _breaks(), _window(), _limits(), _approval()),
                sheets.panel("hosts", _hosts()),
                sheets.panel("questions", _questions()),
            ),
            _preview(),
            class_name="two",
        ),
        place=S.member_id + ":type:" + S.type_id,
        values=S.values,
        rev=S.rev,
        errors=S.errors,
        attempt=S.attempt,
        busy=S.is_busy,
        on_send=S.save,
        more_words=offers.words(),
        more_icons=["arrow-down", "arrow-up", "plus", "trash"],
        class_name="stack g24",
        key=S.type_id,
    )


def _card(*children: Any) -> rx.Component:
    return rx.el.section(*children, class_name="card pad stack g20")


def _basics() -> rx.Component:
    return _card(
        sheets.line(t("offer.name"), "name", required=True, max=120),
        sheets.line(
            t("offer.slug"),
            "slug",
            "slug",
            required=True,
            max=60,
            before=rx.Var.create("/book/") + S.workspace_slug + "/",
            followed=True,
        ),
        sheets.follow("name", "slug"),
        sheets.line(
            t("offer.description"),
            "description",
            "textarea",
            optional=True,
            max=2000,
            rows=4,
            hint=t("offer.description_hint"),
        ),
    )


def _length() -> rx.Component:
    return _card(
        offers.lengths_field(
            t("offer.length"), "durations", USUAL_LENGTHS, hint=t("offer.length_hint")
        ),
        offers.prices_field(
            t("offer.prices"),
            "prices",
            lengths="durations",
            currency=S.currency,
            hint=t("offer.prices_hint"),
        ),
        sheets.line(
            t("offer.visibility"),
            "visibility",
            "select",
            options=_named("offer.is", "public", "unlisted", "inactive", words="offer.see"),
        ),
    )


def _place() -> rx.Component:
    return _card(
        sheets.line(
            t("offer.location"),
            "location_kind",
            "select",
            options=_named("offer.location", "link", "phone", "place"),
        ),
        sheets.line(
            t("offer.location_link_label"),
            "location_link",
            "url",
            required=True,
            max=500,
            hint=t("offer.location_link_hint"),
            shown_if=["location_kind", "link"],
        ),
        sheets.line(
            t("offer.location_phone_label"),
            "location_phone",
            "phone",
            optional=True,
            max=40,
            hint=t("offer.location_phone_hint"),
            shown_if=["location_kind", "phone"],
        ),
        sheets.line(
            t("offer.location_place_label"),
            "location_place",
            required=True,
            max=500,
            hint=t("offer.location_place_hint"),
            shown_if=["location_kind", "place"],
        ),
    )


def _breaks() -> rx.Component:
    return _card(
        rx.el.div(
            _span("buffer_before_minutes", BREAKS, "offer.none"),
            _span("buffer_after_minutes", BREAKS, "offer.none"),
            class_name="fg",
        ),
        offers.breaks_line("durations", "buffer_before_minutes", "buffer_after_minutes"),
        _span("interval_minutes", INTERVALS, "", hint=t("offer.interval_minutes_hint")),
    )


def _window() -> rx.Component:
    return _card(
        rx.el.div(
            _span(
                "notice_minutes", NOTICES, "offer.no_notice", hint=t("offer.notice_minutes_hint")
            ),
            _span(
                "change_notice_minutes",
                NOTICES,
                "offer.until_start",
                hint=t("offer.change_notice_minutes_hint"),
            ),
            class_name="fg",
        ),
        sheets.line(
            t("offer.horizon"),
            "horizon",
            "cards",
            options=[
                ["days", t("offer.horizon_days_card"), t("offer.horizon_days_words")],
                ["dates", t("offer.horizon_dates_card"), t("offer.horizon_dates_words")],
            ],
        ),
        sheets.line(
            t("offer.horizon_days"),
            "horizon_days",
            "number",
            required=True,
            min=1,
            max=730,
            after=t("offer.days"),
            shown_if=["horizon", "days"],
        ),
        rx.el.div(
            sheets.line(
                t("offer.first_on"),
                "first_on",
                "date",
                required=True,
                shown_if=["horizon", "dates"],
            ),
            sheets.line(
                t("offer.last_on"), "last_on", "date", required=True, shown_if=["horizon", "dates"]
            ),
            class_name="fg",
        ),
    )


def _limits() -> rx.Component:
    return _card(
        rx.el.div(
            *[
                sheets.line(
                    t(f"offer.{name}"),
                    name,
                    "number",
                    optional=True,
                    min=1,
                    max=1000,
                    hint=t("offer.limit_hint"),
                )
                for name in ("limit_per_day", "limit_per_week")
            ],
            class_name="fg",
        )
    )


def _approval() -> rx.Component:
    shown = {"shown_if": ["needs_approval", "true"]}
    return _card(
        sheets.line(
            t("offer.needs_approval"),
            "needs_approval",
            "switch",
            hint=t("offer.needs_approval_hint"),
        ),
        sheets.line(
            t("offer.request_blocks"),
            "request_blocks",
            "switch",
            hint=t("offer.request_blocks_hint"),
            **shown,
        ),
        _span(
            "request_expires_minutes",
            DEADLINES,
            "",
            hint=t("offer.request_expires_minutes_hint"),
            **shown,
        ),
    )


def _hosts() -> rx.Component:
    return _card(
        sheets.line(
            t("offer.routing"),
            "routing",
            "cards",
            options=[
                [code, t(f"offer.routing.{code}"), t(f"offer.routing.{code}_words")]
                for code in ("single", "round_robin", "priority", "collective")
            ],
        ),
        offers.hosts_field(t("offer.hosts"), "hosts", members=S.members, routing="routing"),
    )


def _questions() -> rx.Component:
    return rx.fragment(
        rx.el.p(t("offer.questions_words"), class_name="mut"),
        offers.questions_field("questions", most=MOST_QUESTIONS),
    )


def _preview() -> rx.Component:
    return rx.el.aside(
        rx.el.div(
            rx.el.h2(t("offer.preview")),
            rx.cond(
                S.is_new,
                rx.fragment(),
                rx.el.span(
                    kit.copy(
                        kit.icon("link", small=True),
                        rx.el.span(t("offer.copy")),
                        text=S.path,
                        copied=t("site.copied"),
                    ),
                    class_name="row g8",
                ),
            ),
            class_name="row between",
        ),
        offers.preview(S.members),
        rx.cond(
            S.is_new,
            rx.fragment(),
            rx.fragment(
                rx.el.a(
                    t("offer.open"),
                    href=S.path,
                    class_name="link sm start",
                    target="_blank",
                    rel="noopener",
                ),
                rx.el.p(t("offer.changes_words"), class_name="sm mut"),
            ),
        ),
        class_name="stack g12 pv",
        aria_label=t("offer.preview"),
    )


def _span(name: str, choices: tuple[int, ...], zero: str, **props: Any) -> rx.Component:
    options = [[minutes, _minutes(minutes, zero)] for minutes in choices]
    return sheets.line(t(f"offer.{name}"), name, "select", options=options, **props)


def _minutes(minutes: int, zero: str) -> str:
    if minutes == 0:
        return t(zero)
    if minutes % 1440 == 0:
        return texts.n("offer.span_days", minutes // 1440)
    if minutes % 60 == 0:
        return texts.n("offer.span_hours", minutes // 60)
    return t("date.minutes", minutes=minutes)


def _named(prefix: str, *codes: str, words: str = "") -> list[list[str]]:
    return [[code, t(f"{words or prefix}.{code}")] for code in codes]
