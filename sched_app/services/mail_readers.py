"""Puts a booking's facts into one reader's language and zone."""

from datetime import datetime
from functools import cached_property
from typing import Self
from zoneinfo import ZoneInfo

from sched_app import texts
from sched_app.services import dates
from sched_app.services.mail_facts import Answer, By, HostFacts, MailFacts
from sched_app.services.mail_layout import Card, Row

NAME_LENGTH = 60


def one_line(words: str, most: int = 200) -> str:
    """Give words without line breaks and control characters, which no header may hold."""
    if not words.isprintable():
        words = "".join(letter if letter.isprintable() else " " for letter in words)
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def first_name(name: str) -> str:
    """Give what to call someone; nothing if the name looks like an advertisement.

    Bots book with a stranger's address and put their text where the name goes.
    """
    first = one_line(name).split(" ")[0] if name.strip() else ""
    plain = first.replace("-", "").replace("'", "").replace("’", "")
    return first if plain.isalpha() and len(first) <= 24 else ""


class Reader:
    """One reader of a booking's mail: their language, their zone, and the facts in their words."""

    def __init__(self, facts: MailFacts, zone: str, locale: str, host: HostFacts | None) -> None:
        """Read as a host, or as the attendee if `host` is None."""
        self.facts = facts
        self.zone = zone
        self.locale = locale
        self.tag = texts.best_locale(locale)
        self._host = host
        self._hour12 = dates.prefers_hour12(locale)
        self._today = facts.changed_at.astimezone(ZoneInfo(zone)).date()
        self._on = facts.starts_at.astimezone(ZoneInfo(zone)).date()

    @classmethod
    def attendee(cls, facts: MailFacts) -> Self:
        """Read as the attendee, in the zone in which they booked."""
        return cls(facts, facts.attendee_zone, facts.attendee_locale, None)

    @classmethod
    def host(cls, facts: MailFacts, host: HostFacts) -> Self:
        """Read as a host, in the zone of their hours."""
        return cls(facts, host.zone, host.locale, host)

    def t(self, key: str, **more: str) -> str:
        """Give a text with every name and time that mails use."""
        return texts.t(key, self.tag, **{**self._given, **more})

    @cached_property
    def _given(self) -> dict[str, str]:
        facts = self.facts
        return {
            "meeting": _short(facts.meeting),
            "attendee": _short(facts.attendee_name),
            "hosts": self.hosts(),
            "by": _short(facts.by_name or facts.workspace_name),
            "workspace": _short(facts.workspace_name),
            "moment": self.moment(facts.starts_at),
            "deadline": self.moment(facts.answer_by) if facts.answer_by else "",
        }

    def hosts(self) -> str:
        """Join the hosts' names: "Ines", "Ines and Ben", "Ana, Ines and Ben"."""
        *others, last = (_short(host.name) for host in self.facts.hosts)
        if others:
            last = texts.t("mail.list_two", self.tag, first=others.pop(), second=last)
        while others:
            last = texts.t("mail.list_more", self.tag, first=others.pop(), rest=last)
        return last

    def moment(self, instant: datetime) -> str:
        """Give one instant: "Wed 16 Sep, 10:30"."""
        return dates.moment(
            instant, self.zone, hour12=self._hour12, locale=self.locale, today=self._today
        )

    def weekday(self) -> str:
        """Give the day of the booking: "Wednesday"."""
        return dates.weekday_long(self._on, locale=self.locale)

    def starts(self) -> str:
        """Give the time of day at which the booking begins."""
        at = self.facts.starts_at
        return dates.clock(at, self.zone, hour12=self._hour12, locale=self.locale)

    def by(self) -> str:
        """Name who made the change, as this reader sees it: you, host, attendee or system."""
        facts = self.facts
        is_me = self._host and facts.by is By.HOST and facts.by_email == self._host.email
        return "you" if is_me else facts.by.value

    def card(self, title: str, *, off: bool) -> Card:
        """Give the appointment at a glance; `off` strikes its time through."""
        facts = self.facts
        return Card(
            weekday=dates.weekday_short(self._on, locale=self.locale),
            day=str(self._on.day),
            month=dates.month_short(self._on, locale=self.locale),
            times=self._times(self.zone),
            zone=dates.zone_words(facts.starts_at, self.zone, locale=self.locale),
            also=self._also(),
            title=title,
            off=off,
            line=self._when(facts.starts_at, facts.ends_at),
        )

    def lasts(self) -> Row:
        """Give how long the booking lasts."""
        minutes = int((self.facts.ends_at - self.facts.starts_at).total_seconds()) // 60
        return Row(self.t("mail.row.lasts"), dates.duration_words(minutes, locale=self.locale))

    def before(self) -> tuple[Row, ...]:
        """Give the time that a moved booking had, struck through."""
        start, end = self.facts.previous_starts_at, self.facts.previous_ends_at
        if start is None or end is None:
            return ()
        return (Row(self.t("mail.row.before"), self._when(start, end), struck=True),)

    def where(self) -> tuple[Row, ...]:
        """Give the place, the link or the phone; nothing if the booking names none."""
        facts = self.facts
        value = facts.location
        if not value:
            return ()
        is_link = facts.location_kind == "link" and value.startswith(("https://", "http://"))
        return (Row(self.t(f"mail.row.{facts.location_kind}"), value, value if is_link else ""),)

    def answers(self) -> tuple[Row, ...]:
        """Give the answers to the intake questions, in words."""
        return tuple(
            Row(one_line(label), self._answer(value)) for label, value in self.facts.answers
        )

    def _answer(self, value: Answer) -> str:
        if isinstance(value, bool):
            return self.t("mail.yes" if value else "mail.no")
        return ", ".join(value) if isinstance(value, list) else str(value).strip()

    def quote(self) -> Row | None:
        """Give the reason that someone else wrote."""
        facts = self.facts
        is_mine = self.by() == "you" or (facts.by is By.ATTENDEE and self._host is None)
        if is_mine or not facts.reason.strip():
            return None
        name = facts.attendee_name if facts.by is By.ATTENDEE else facts.by_name
        label = self.t("mail.reason_of", name=_short(name or facts.workspace_name))
        return Row(label, facts.reason.strip())

    def _also(self) -> str:
        """Give the other side's time if it differs, with its date if that differs too."""
        facts = self.facts
        if self._host is None:
            name, zone = facts.hosts[0].name, facts.hosts[0].zone
        else:
            name, zone = facts.attendee_name, facts.attendee_zone
        if not dates.differ_at(facts.starts_at, self.zone, zone):
            return ""
        times = self._times(zone)
        on = facts.starts_at.astimezone(ZoneInfo(zone)).date()
        if on != self._on:
            times = f"{dates.day_short(on, locale=self.locale, today=self._today)}, {times}"
        words = dates.zone_words(facts.starts_at, zone, locale=self.locale)
        return self.t(
            "mail.also", times=times, name=first_name(name) or one_line(name, 40), zone=words
        )

    def _times(self, zone: str) -> str:
        facts = self.facts
        return dates.time_range(
            facts.starts_at,
            facts.ends_at,
            zone,
            hour12=self._hour12,
            locale=self.locale,
            today=self._today,
        )

    def _when(self, start: datetime, end: datetime) -> str:
        return dates.when(
            start, end, self.zone, hour12=self._hour12, locale=self.locale, today=self._today
        )


def _short(words: str) -> str:
    return one_line(words, NAME_LENGTH)
