"""What can be booked when, and why not: reads the database for the slot engine, and asks it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from sched_app import texts
from sched_app.errors import NotFound
from sched_app.models.columns import aware, epoch
from sched_app.models.meeting_types import Visibility
from sched_app.services import access, hosts, reasons, slots
from sched_app.services.access import Actor, Right


@dataclass(frozen=True, slots=True)
class OpenTimes:
    """The starts on offer in integer UTC seconds, and the length of each meeting in minutes."""

    times: list[int]
    duration_minutes: int
    timezone: str


@dataclass(frozen=True, slots=True)
class ReasonView:
    """One reason: its code for machines, its words for people."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class HostReasonsView:
    """What speaks against one host, who is free if nothing does."""

    id: str
    name: str
    is_free: bool
    line: str
    reasons: tuple[ReasonView, ...]


class Fit(StrEnum):
    """Whether a host could take over a booking: freely, in spite of something, or not."""

    FREE = "free"
    HINDERED = "hindered"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class HostFit:
    """Whether one host could take over a booking, and in words what speaks against it."""

    membership_id: int
    public_id: str
    name: str
    fit: Fit
    words: str


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """Why a start is or is not offered; times in the words are in `timezone`."""

    starts_at: datetime
    duration_minutes: int
    timezone: str
    is_offered: bool
    verdict: str
    reasons: tuple[ReasonView, ...]
    hosts: tuple[HostReasonsView, ...]


def open_times(
    session: Session,
    meeting_type_id: int,
    since: datetime,
    until: datetime,
    *,
    actor: Actor,
    now: datetime,
    duration_minutes: int | None = None,
    ignoring_owner: str | None = None,
) -> OpenTimes:
    """Give the times in [since, until) that can be booked; the first duration unless one is named.

    Open to anyone for public and unlisted types. Raise NotFound for an unknown type or duration,
    and for an inactive type unless the actor may read meeting types.
    """
    begin = max(epoch(since), epoch(now))
    loaded = hosts.load(
        session,
        meeting_type_id,
        begin,
        max(begin, epoch(until)),
        now=epoch(now),
        duration_minutes=duration_minutes,
        ignoring_owner=ignoring_owner,
    )
    access.require(actor, Right.READ_SLOTS, loaded.workspace_id)
    if loaded.visibility == Visibility.INACTIVE.value and not access.scope(
        actor, Right.READ_MEETING_TYPES, loaded.workspace_id
    ):
        raise NotFound()
    times = slots.open_times(loaded.hosts, loaded.rules, begin, epoch(until), epoch(now))
    return OpenTimes(times, loaded.rules.duration // 60, loaded.zone)


def offer_at(
    session: Session,
    meeting_type_id: int,
    starts_at: datetime,
    *,
    duration_minutes: int | None,
    now: datetime,
    ignoring_owner: str | None = None,
    without_rules: bool = False,
) -> list[int]:
    """List the hosts (membership keys) who could take a start; call it under the hosts' lock.

    `ignoring_owner` names the booking or hold whose own time is no hindrance. `without_rules` is
    the organizer's override: hours, buffers, notice and limits are left out, claims are not.
    """
    at, second = epoch(starts_at), epoch(now)
    loaded = hosts.load(
        session,
        meeting_type_id,
        at,
        at + 1,
        now=second,
        duration_minutes=duration_minutes,
        ignoring_owner=ignoring_owner,
    )
    if without_rules:
        return slots.unclaimed_hosts(loaded.hosts, loaded.rules, at)
    return slots.free_hosts(loaded.hosts, loaded.rules, at, second)


def is_full(
    session: Session,
    meeting_type_id: int,
    starts_at: datetime,
    *,
    duration_minutes: int | None,
    now: datetime,
    ignoring_owner: str | None = None,
) -> bool:
    """Tell whether a limit per day or week forbids a start; call it under the hosts' lock."""
    at = epoch(starts_at)
    loaded = hosts.load(
        session,
        meeting_type_id,
        at,
        at + 1,
        now=epoch(now),
        duration_minutes=duration_minutes,
        ignoring_owner=ignoring_owner,
    )
    return slots.is_full(loaded.rules, at)


def fits(
    session: Session,
    meeting_type_id: int,
    starts_at: datetime,
    *,
    duration_minutes: int,
    ignoring_owner: str,
    locale: str,
    now: datetime,
) -> list[HostFit]:
    """Tell for each host of a type whether they could take over a booking that has this time.

    Their hours, absences and claims with buffers count. Grid, notice, horizon and limits do not:
    the attendee has the time already.
    """
    at, second = epoch(starts_at), epoch(now)
    loaded = hosts.load(
        session,
        meeting_type_id,
        at,
        at + 1,
        now=second,
        duration_minutes=duration_minutes,
        ignoring_owner=ignoring_owner,
        with_owners=True,
    )
    each = replace(loaded.rules, routing="single")
    unclaimed = set(slots.unclaimed_hosts(loaded.hosts, each, at))
    found = reasons.explain(loaded.hosts, each, at, second)
    kept = tuple(
        replace(host, reasons=tuple(one for one in host.reasons if one.code != "off_grid"))
        for host in found.hosts
    )
    said = reasons.words(replace(found, hosts=kept), loaded.names, locale, loaded.zone)
    separator = texts.t("reasons.separator", locale)
    found_fits = []
    for host, words in zip(kept, said.hosts, strict=True):
        key = host.host_id
        fit = Fit.HINDERED if host.reasons else Fit.FREE
        fit = fit if key in unclaimed else Fit.TAKEN
        against = separator.join(words.reasons)
        found_fits.append(HostFit(key, loaded.public_ids[key], loaded.names[key], fit, against))
    return found_fits


def explain(
    session: Session,
    meeting_type_id: int,
    starts_at: datetime,
    *,
    actor: Actor,
    now: datetime,
    locale: str,
    duration_minutes: int | None = None,
    ignoring_owner: str | None = None,
) -> ExplanationView:
    """Tell every reason why a start is or is not offered, in the workspace's zone.

    `ignoring_owner` names the booking whose own time is no hindrance. What a host does in another
    workspace is not told. Raise NotFound, NotSignedIn or Forbidden.
    """
    at, second = epoch(starts_at), epoch(now)
    loaded = hosts.load(
        session,
        meeting_type_id,
        at,
        at + 1,
        now=second,
        duration_minutes=duration_minutes,
        ignoring_owner=ignoring_owner,
        with_owners=True,
    )
    access.require(actor, Right.EXPLAIN, loaded.workspace_id)
    found = reasons.explain(loaded.hosts, loaded.rules, at, second)
    if loaded.visibility == Visibility.INACTIVE.value:
        inactive = (reasons.Reason("inactive"), *found.reasons)
        found = replace(found, offered=False, reasons=inactive)
    return _view(found, loaded, locale)


def _view(found: reasons.Explanation, loaded: hosts.Loaded, locale: str) -> ExplanationView:
    said = reasons.words(found, loaded.names, locale, loaded.zone)
    return ExplanationView(
        starts_at=aware(found.at),
        duration_minutes=found.duration // 60,
        timezone=loaded.zone,
        is_offered=found.offered,
        verdict=said.verdict,
        reasons=tuple(
            ReasonView(reason.code, words)
            for reason, words in zip(found.reasons, said.reasons, strict=True)
        ),
        hosts=tuple(
            HostReasonsView(
                id=loaded.public_ids[host.host_id],
                name=loaded.names[host.host_id],
                is_free=not host.reasons,
                line=line.line,
                reasons=tuple(
                    ReasonView(reason.code, words)
                    for reason, words in zip(host.reasons, line.reasons, strict=True)
                ),
            )
            for host, line in zip(found.hosts, said.hosts, strict=True)
        ),
    )
