"""Why an instant is offered or not: the engine's own rules, read one by one, and their words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sched_app import texts
from sched_app.models.columns import aware
from sched_app.services import dates, slots, wall_clock
from sched_app.services.slots import Busy, Host, Opening, Rules

Params = Mapping[str, int | str]


@dataclass(frozen=True, slots=True)
class Reason:
    """One fact that speaks against a start: its code, and instants or counts as plain numbers."""

    code: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HostReasons:
    """What speaks against one host; nothing does if `reasons` is empty."""

    host_id: int
    zone: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a start is or is not offered: the meeting type's reasons, then each host's."""

    at: int
    duration: int
    offered: bool
    reasons: tuple[Reason, ...]
    hosts: tuple[HostReasons, ...]


@dataclass(frozen=True, slots=True)
class HostSaid:
    """One host's line, and each of its reasons apart."""

    line: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """An explanation in words: the verdict, the meeting type's reasons, each host's line."""

    verdict: str
    reasons: tuple[str, ...]
    hosts: tuple[HostSaid, ...]


def explain(hosts: Sequence[Host], rules: Rules, at: int, now: int) -> Explanation:
    """Give every reason for which a start is not offered; it is offered if they leave a host.

    Reads the same openings, grids and bans as `slots.open_times`.
    """
    collective = rules.routing == slots.COLLECTIVE
    general = [
        _type_reason(ban, rules, at, now)
        for ban in slots.type_bans(rules, at, at + 1, now)
        if ban.begin <= at < ban.until
    ]
    if not hosts:
        general.append(Reason("no_hosts"))
    each: list[HostReasons] = []
    all_open = True
    for host in hosts:
        hours = _hours_reason(host, rules, at, on_grid=not collective)
        all_open = all_open and hours is None
        reasons = ([hours] if hours else []) + _ban_reasons(host, rules, at)
        each.append(HostReasons(host.host_id, host.zone, tuple(reasons)))
    if collective and hosts and all_open:
        common = slots.common_openings(hosts, rules, at, at + 1)
        if (opening := _around(common, at)) and at not in slots.grid(opening, rules):
            general.append(_off_grid(opening, rules))
    free = [not host.reasons for host in each]
    offered = not general and (all(free) if collective else any(free))
    return Explanation(at, rules.duration, offered, tuple(general), tuple(each))


def _type_reason(ban: slots.Ban, rules: Rules, at: int, now: int) -> Reason:
    if ban.code == "notice":
        return Reason("past") if at < now else Reason("notice", {"earliest": ban.value})
    if ban.code == "limit_day":
        return Reason(ban.code, {"day": ban.value, "limit": rules.limit_day or 0})
    if ban.code == "limit_week":
        return Reason(ban.code, {"day": ban.value, "limit": rules.limit_week or 0})
    return Reason(ban.code, {"day": ban.value})


def _hours_reason(host: Host, rules: Rules, at: int, *, on_grid: bool) -> Reason | None:
    opening = _around(slots.openings(host, at, at + 1 + rules.duration), at)
    if opening is None:
        return _closed(host, at)
    if at + rules.duration > opening.close:
        return Reason("hours_end", {"close": opening.close})
    if on_grid and at not in slots.grid(opening, rules):
        return _off_grid(opening, rules)
    return None


def _around(openings: Sequence[Opening], at: int) -> Opening | None:
    return next((one for one in openings if one.begin <= at < one.until), None)


def _off_grid(opening: Opening, rules: Rules) -> Reason:
    return Reason("off_grid", {"begin": opening.begin, "minutes": rules.interval // 60})


def _closed(host: Host, at: int) -> Reason:
    clock = wall_clock.clock(host.zone, at, at)
    day = clock.day(at)
    override = (host.overrides or {}).get(wall_clock.as_date(day))
    if override is not None:
        return Reason("override_hours" if override else "override_closed", {"day": day})
    weekday = (day - slots.MONDAY) % 7
    has_hours = any(weekday == opens_on for opens_on, _, _ in host.weekly)
    return Reason("weekday_hours" if has_hours else "weekday_closed", {"day": day})


def _ban_reasons(host: Host, rules: Rules, at: int) -> list[Reason]:
    bans = slots.host_bans(host, rules)
    count = len(host.busy)
    found = [
        _busy_reason(busy, rules, at)
        for busy, (begin, until) in zip(host.busy, bans[:count], strict=True)
        if begin <= at < until
    ]
    found += [
        Reason("time_off", {"start": start, "end": end})
        for (start, end), (begin, until) in zip(host.absences, bans[count:], strict=True)
        if begin <= at < until
    ]
    # Two times elsewhere are told as one: how many there are is the other workspace's matter.
    return [reason for i, reason in enumerate(found) if reason not in found[:i]]


def _busy_reason(busy: Busy, rules: Rules, at: int) -> Reason:
    if busy.foreign:
        return Reason("busy_elsewhere")
    overlaps = busy.start < at + rules.duration and at < busy.end
    kind = "held" if busy.owner.startswith("hold:") else "booking"
    code = kind if overlaps else f"{kind}_buffer"
    return Reason(code, {"start": busy.start, "end": busy.end})


def words(explanation: Explanation, names: Mapping[int, str], locale: str, zone: str) -> Said:
    """Say an explanation in a language; times are in `zone`, which the verdict names.

    `names` gives each host's name. A reason about a weekday or date names the host's own zone
    where it is another one.
    """
    say = _Sayer(locale, zone)
    verdict = texts.t(
        "reasons.offered" if explanation.offered else "reasons.not_offered",
        locale,
        when=dates.moment(aware(explanation.at), zone, locale=locale),
        zone=dates.zone_words(aware(explanation.at), zone, locale=locale),
    )
    general = tuple(
        say.sentence(say.reason(reason, zone, explanation.at)) for reason in explanation.reasons
    )
    each = tuple(say.host(names[host.host_id], host, explanation.at) for host in explanation.hosts)
    return Said(verdict, general, each)


class _Sayer:
    """Turns codes into words of one language, instants into wall times of one zone."""

    def __init__(self, locale: str, zone: str) -> None:
        self.locale, self.zone, self.info = locale, zone, ZoneInfo(zone)

    def host(self, name: str, host: HostReasons, at: int) -> HostSaid:
        said = tuple(self.reason(reason, host.zone, at) for reason in host.reasons)
        listed = texts.t("reasons.separator", self.locale).join(said)
        listed = listed or texts.t("reasons.free", self.locale)
        return HostSaid(texts.t("reasons.host", self.locale, name=name, reasons=listed), said)

    def reason(self, reason: Reason, host_zone: str, at: int) -> str:
        said: dict[str, str] = {}
        for name, value in reason.params.items():
            if name in _INSTANTS:
                said[name] = self.moment(int(value), at)
            elif name == "day":
                day = int(value)
                on = dates.day_short(wall_clock.as_date(day), locale=self.locale)
                weekday = (day - slots.MONDAY) % 7
                said["date"] = on
                said["weekday"] = texts.t(f"reasons.weekday_{weekday}", self.locale)
            elif name == "minutes":
                said["every"] = texts.n("reasons.minutes_plural", int(value), self.locale)
            else:
                said[name] = str(value)
        text = texts.t(f"reasons.{reason.code}", self.locale, **said)
        if host_zone != self.zone and reason.code in _OF_THE_HOSTS_DATES:
            city = dates.zone_words(aware(at), host_zone, locale=self.locale)
            text = texts.t("reasons.in_zone", self.locale, reason=text, zone=city)
        return text

    def sentence(self, text: str) -> str:
        return text[:1].upper() + text[1:]

    def moment(self, at: int, beside: int) -> str:
        """Give a time of day, with its date unless that is the date of `beside`."""
        same = aware(at).astimezone(self.info).date() == aware(beside).astimezone(self.info).date()
        show = dates.clock if same else dates.moment
        return show(aware(at), self.zone, locale=self.locale)


_INSTANTS = frozenset({"start", "end", "close", "begin", "earliest"})
_OF_THE_HOSTS_DATES = frozenset(
    {"weekday_hours", "weekday_closed", "override_hours", "override_closed"}
)
