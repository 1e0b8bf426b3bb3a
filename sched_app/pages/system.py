"""The system's page: is all well, the jobs, the alarms, a test mail, what it runs on."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit
from sched_app.state.system import AlarmRow, JobRow, SystemState

S = SystemState
t = texts.t
REFRESH_SECONDS = 20


def add(app: rx.App) -> None:
    """Register the system's page."""
    app.add_page(page, route=routes.SYSTEM, title=t("system.title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the system's page."""
    return desk.page(
        kit.page_head(t("system.title"), t("system.words"), desk.message_places("system")),
        desk.guarded(
            S.is_loaded,
            S.is_forbidden,
            t("desk.loading"),
            _condition(),
            rx.el.div(
                rx.el.div(_jobs(), _alarms(), class_name="stack g24"),
                rx.el.div(_test(), _facts(), class_name="stack g24"),
                class_name="dt",
            ),
            kit.every(seconds=REFRESH_SECONDS, on_tick=S.refresh),
        ),
        active="outbox",
    )


def _condition() -> rx.Component:
    return rx.el.div(
        rx.cond(
            S.is_well,
            kit.note(rx.el.p(rx.el.strong(S.state_words)), rx.el.p(S.worker_words), tone="ok"),
            kit.note(
                rx.el.p(rx.el.strong(S.state_words)),
                rx.el.p(S.worker_words),
                rx.el.p(t("system.mend")),
                rx.el.a(t("system.waiting"), href=f"{routes.OUTBOX}?status=waiting"),
                tone="bad",
                icon_name="triangle-alert",
            ),
        )
    )


def _jobs() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("system.jobs")),
        rx.cond(
            S.jobs.length() > 0,
            rx.fragment(
                rx.el.ul(rx.foreach(S.jobs, _job), class_name="tl-m"),
                rx.el.p(S.zone_words, class_name="sm mut"),
            ),
            rx.el.p(t("system.jobs_none"), class_name="sm mut"),
        ),
        class_name="card pad stack g8",
    )


def _job(row: rx.Var[JobRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.strong(row.name),
            rx.cond(row.is_failed, kit.tag(t("system.failed_tag"), look="badge bad")),
            class_name="row between",
        ),
        rx.el.p(row.outcome, class_name="sm"),
        rx.el.p(row.ran, rx.cond(row.next != "", " · ", ""), row.next, class_name="sm mut"),
        key=row.name,
    )


def _alarms() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("system.alarms")),
        rx.cond(
            S.alarms.length() > 0,
            rx.el.ul(rx.foreach(S.alarms, _alarm), class_name="tl-m"),
            rx.el.p(t("system.alarms_none"), class_name="sm mut"),
        ),
        rx.el.p(t("system.alarms_words"), class_name="sm mut"),
        class_name="card pad stack g8",
    )


def _alarm(row: rx.Var[AlarmRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(row.words),
            rx.cond(
                row.is_over,
                kit.tag(t("system.over")),
                kit.tag(t("system.lasts"), look="badge bad"),
            ),
            class_name="row between",
        ),
        key=row.id,
    )


def _test() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("system.test")),
        rx.cond(
            S.has_mail,
            rx.fragment(
                rx.el.p(t("system.test_words"), class_name="sm mut"),
                rx.el.div(
                    kit.button(
                        t("system.test_do"),
                        icon_name="mail",
                        loading=S.is_testing,
                        loading_words=t("system.testing"),
                        on_click=S.send_test,
                    )
                ),
            ),
            rx.el.p(t("problem.no_mail_server"), class_name="sm mut"),
        ),
        rx.el.div(
            rx.cond(
                S.test_to != "",
                rx.cond(
                    S.test_taken,
                    kit.note(*_answer(t("system.test_taken")), tone="ok"),
                    kit.note(*_answer(t("system.test_refused")), tone="bad"),
                ),
            ),
            role="status",
        ),
        class_name="card pad stack g12",
    )


def _answer(words: str) -> list[rx.Component]:
    return [
        rx.el.p(rx.el.strong(words), " ", S.test_to),
        rx.el.p(t("outbox.server_said"), " ", rx.el.q(S.test_answer), class_name="wordy"),
        rx.cond(S.test_advice != "", rx.el.p(S.test_advice)),
    ]


def _facts() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("system.facts")),
        rx.el.dl(
            rx.foreach(
                S.facts,
                lambda fact: rx.el.div(rx.el.dt(fact["name"]), rx.el.dd(fact["value"])),
            ),
            class_name="qa",
        ),
        class_name="card pad stack",
    )
