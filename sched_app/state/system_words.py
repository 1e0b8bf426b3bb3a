"""The machinery's condition in plain words: the alarm, jobs, their last and next run."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sched_app import texts
from sched_app.services import dates
from sched_app.services.system import StateView

FAILED = "failed: "
NOTHING = "nothing"


def alarm(state: StateView, *, zone: str, now: datetime, locale: str) -> str:
    """Say what is wrong with the whole app, since when, and that nothing is lost."""
    ran = moment(state.behind_since, zone=zone, now=now, locale=locale)
    if state.late is None:
        return texts.t("system.alarm.behind", locale, ran=ran)
    since = moment(state.late.since, zone=zone, now=now, locale=locale)
    key = "system.alarm.both" if state.behind_since else "system.alarm.late"
    return texts.n(key, state.late.messages, locale, since=since, ran=ran)


def moment(at: datetime | None, *, zone: str, now: datetime, locale: str) -> str:
    """Give a time: the clock's alone if it is today; empty for none."""
    if at is None:
        return ""
    today = now.astimezone(ZoneInfo(zone)).date()
    if at.astimezone(ZoneInfo(zone)).date() == today:
        return dates.clock(at, zone, locale=locale)
    return dates.moment(at, zone, locale=locale, today=today)


def job(name: str, locale: str) -> str:
    """Say what a job does."""
    key = f"system.job.{name}"
    return texts.t(key, locale) if key in texts.keys(locale) else name.replace("_", " ")


def outcome(words: str, locale: str) -> str:
    """Say how a job's run ended: what it did, nothing, or how it failed."""
    if words.startswith(FAILED):
        return texts.t("system.failed", locale, error=words.removeprefix(FAILED))
    if not words:
        return texts.t("system.running", locale)
    if words == NOTHING:
        return texts.t("system.nothing", locale)
    return ", ".join(_done(*part.partition("=")[::2], locale) for part in words.split())


def _done(name: str, count: str, locale: str) -> str:
    key = f"system.done.{name}"
    if key in texts.keys(locale) and count.isdecimal():
        return texts.n(key, int(count), locale)
    return f"{name.replace('_', ' ')}: {count}"
