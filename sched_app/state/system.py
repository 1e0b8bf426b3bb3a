"""The system's page: the worker and its jobs, alarms, the test mail, versions."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import reflex as rx

from sched_app import __version__, wiring
from sched_app.errors import AppError, Forbidden
from sched_app.services import dates, mail_checks, mail_faults, system
from sched_app.services.job_runs import RunView
from sched_app.services.system import AlarmView, SystemView
from sched_app.state import system_words
from sched_app.state.base import AppState


@dataclass(frozen=True)
class JobRow:
    """A job: what it does, its last run, and when the next one is."""

    name: str
    outcome: str
    is_failed: bool
    ran: str
    next: str


@dataclass(frozen=True)
class AlarmRow:
    """An alarm, and whether it still lasts."""

    id: str
    words: str
    is_over: bool


class SystemState(AppState):
    """The machinery at the last look, and what the mail server said to a test."""

    is_loaded: bool = False
    is_forbidden: bool = False
    has_mail: bool = True
    is_well: bool = True
    state_words: str = ""
    worker_words: str = ""
    jobs: list[JobRow] = []
    alarms: list[AlarmRow] = []
    facts: list[dict[str, str]] = []
    zone_words: str = ""
    is_testing: bool = False
    test_to: str = ""
    test_answer: str = ""
    test_advice: str = ""
    test_taken: bool = False

    @rx.event
    async def load(self) -> Any:
        """Show the machinery."""
        if gone := await self._enter():
            return gone
        self.is_forbidden, self.test_to, self.is_testing = False, "", False
        self.has_mail = wiring.current().email is not None
        await self._again()
        return None

    @rx.event
    async def refresh(self) -> None:
        """Look again: jobs run while the page is open."""
        if self.is_loaded:
            await self._again()

    @rx.event
    async def send_test(self) -> None:
        """Send a test mail to oneself and show the server's own answer."""
        whole = wiring.current()
        self.problem, self.test_to, self.is_testing = "", "", True
        try:
            mail = await self._run(
                mail_checks.prepare,
                secrets=whole.secrets,
                mail_from=whole.settings.mail_from,
                has_mail=whole.email is not None,
            )
            if whole.email is None:
                return
            answer = await asyncio.to_thread(mail_checks.hand_over, whole.email, mail)
        except AppError as error:
            self._show_problem(error)
            return
        finally:
            self.is_testing = False
        self.test_to, self.test_taken, self.test_answer = answer.to, answer.is_taken, answer.answer
        key = "" if answer.is_taken else mail_faults.meaning(answer.answer)
        self.test_advice = self._t(key) if key else ""

    async def _again(self) -> None:
        try:
            view = await self._read(system.view)
        except Forbidden:
            self.is_forbidden = True
            return
        now = wiring.current().clock()
        self._show_condition(view, now)
        self.jobs = [self._job(run, now) for run in view.runs]
        self.alarms = [self._alarm(one, now) for one in view.alarms]
        self.facts = [
            {"name": self._t(f"system.fact.{name}"), "value": value}
            for name, value in (
                ("version", __version__),
                ("database", view.database),
                ("revision", view.revision),
                ("zone_data", view.zone_data),
            )
        ]
        self.zone_words = dates.zone_words(now, self.zone, locale=self._locale)
        self.is_loaded = True

    def _show_condition(self, view: SystemView, now: datetime) -> None:
        self._show_alarm(view.state)
        self.is_well = view.state.is_well
        self.state_words = self.alarm or self._t("system.well")
        ran = self._moment(view.worker_ran_at, now)
        self.worker_words = (
            self._t("system.worker_ran", ran=ran) if ran else self._t("system.worker_never")
        )

    def _moment(self, at: datetime | None, now: datetime) -> str:
        return system_words.moment(at, zone=self.zone, now=now, locale=self._locale)

    def _job(self, run: RunView, now: datetime) -> JobRow:
        upcoming = ""
        if run.next_at is not None:
            is_due = run.next_at <= now
            upcoming = self._t("system.due" if is_due else "system.next",
                               at=self._moment(run.next_at, now))  # fmt: skip
        return JobRow(
            name=system_words.job(run.job, self._locale),
            outcome=system_words.outcome(run.outcome, self._locale),
            is_failed=run.outcome.startswith(system_words.FAILED),
            ran=self._t("system.ran", at=self._moment(run.started_at, now)),
            next=upcoming,
        )

    def _alarm(self, one: AlarmView, now: datetime) -> AlarmRow:
        since = self._moment(one.late_since, now)
        ended = self._moment(one.ended_at, now)
        key = "system.alarm_over" if one.ended_at else "system.alarm_lasts"
        words = self._n(key, one.messages, since=since, ended=ended)
        return AlarmRow(one.id, words, one.ended_at is not None)
