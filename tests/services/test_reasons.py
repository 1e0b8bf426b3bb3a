"""Every reason is told, in words, and the engine and its reasons never disagree."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sched_app import texts
from sched_app.services import reasons, slots
from sched_app.services.slots import Busy, Host, Rules
from tests.services.test_slots import ALWAYS, MIDDLES, ZONES, at, people

NINE_TO_FIVE = tuple((day, 9 * 60, 17 * 60) for day in range(5))
NAMES = {1: "Ana", 2: "Ben"}
NOW = at(-24)


def rules(**given) -> Rules:
    asked = {"duration": 3600, "interval": 3600, "zone": "Europe/London"} | given
    return Rules(**asked)


def host(number: int = 1, **given) -> Host:
    asked = {"zone": "Europe/London", "weekly": NINE_TO_FIVE} | given
    return Host(number, **asked)


def said(hosts, asked: Rules, start: int, now: int = NOW, zone: str = "Europe/London"):
    return reasons.words(reasons.explain(hosts, asked, start, now), NAMES, "en", zone)


def lines(told: reasons.Said) -> tuple[str, ...]:
    return tuple(host.line for host in told.hosts)


def test_an_offered_time_is_said_to_be_offered() -> None:
    told = said([host()], rules(), at(9))
    assert told.verdict == "Mon 23 Nov, 09:00, London time: offered"
    assert told.reasons == ()
    assert lines(told) == ("Ana: free",)


def test_every_host_has_their_own_reasons() -> None:
    hosts = [
        host(1, weekly=((1, 540, 600),)),
        host(2, busy=[Busy(at(14), at(15), before=0, after=15 * 60)]),
    ]
    told = said(hosts, rules(interval=900, routing="round_robin"), at(15, day=0))
    assert told.verdict == "Mon 23 Nov, 15:00, London time: not offered"
    assert lines(told) == ("Ana: no hours on Mondays", "Ben: buffer of their 14:00 booking")
    told = said(hosts, rules(routing="round_robin"), at(15, day=1))
    assert lines(told) == ("Ana: outside their hours on Tuesdays", "Ben: free")


CASES = [
    (host(), rules(), at(8), "outside their hours on Mondays"),
    (host(), rules(), at(9, day=5), "no hours on Saturdays"),
    (host(), rules(), at(16, 30), "their hours end at 17:00, before the meeting would"),
    (host(), rules(), at(9, 30), "starts are offered every 60 minutes, from 09:00"),
    (host(overrides={date(2026, 11, 23): ()}), rules(), at(9), "closed on Mon 23 Nov"),
    (
        host(overrides={date(2026, 11, 23): ((600, 700),)}),
        rules(),
        at(9),
        "outside their hours set for Mon 23 Nov",
    ),
    (
        host(absences=((at(8), at(9, 30, day=1)),)),
        rules(),
        at(9),
        "time off from 08:00 to Tue 24 Nov, 09:30",
    ),
    (host(busy=[Busy(at(9, 30), at(10))]), rules(), at(9), "booked from 09:30 to 10:00"),
    (
        host(busy=[Busy(at(9, 30), at(10), owner="hold:7")]),
        rules(),
        at(9),
        "held for a visitor who is booking 09:30",
    ),
    (
        host(busy=[Busy(at(10), at(11), before=600, owner="hold:7")]),
        rules(),
        at(9),
        "buffer of the 10:00 that a visitor is booking",
    ),
]


@pytest.mark.parametrize(("one", "asked", "start", "expected"), CASES)
def test_what_speaks_against_a_host(one: Host, asked: Rules, start: int, expected: str) -> None:
    assert lines(said([one], asked, start)) == (f"Ana: {expected}",)


TYPE_CASES = [
    (rules(), at(9), at(10), "The time has passed"),
    (rules(notice=7200), at(11), at(10), "The minimum notice: the earliest start now is 12:00"),
    (
        rules(horizon_days=1),
        at(9, day=2),
        NOW,
        "Beyond the horizon: the last date now is Mon 23 Nov",
    ),
    (
        rules(first_on=date(2026, 11, 30)),
        at(9),
        NOW,
        "The first date of the meeting type is Mon 30 Nov",
    ),
    (
        rules(last_on=date(2026, 11, 22)),
        at(9),
        NOW,
        "The last date of the meeting type is Sun 22 Nov",
    ),
    (
        rules(limit_day=1, booked=(at(12),)),
        at(9),
        NOW,
        "The limit of 1 a day is reached on Mon 23 Nov",
    ),
    (
        rules(limit_week=1, booked=(at(12, day=3),)),
        at(9, day=1),
        NOW,
        "The limit of 1 a week is reached in the week from Mon 23 Nov",
    ),
]


@pytest.mark.parametrize(("asked", "start", "now", "expected"), TYPE_CASES)
def test_what_the_meeting_type_forbids(asked: Rules, start: int, now: int, expected: str) -> None:
    assert said([host()], asked, start, now).reasons == (expected,)


def test_all_reasons_are_told_and_not_only_the_first() -> None:
    one = host(
        absences=((at(0), at(24)),),
        busy=[Busy(at(7, 30), at(8)), Busy(at(8), at(9), after=1800)],
    )
    told = said([one], rules(notice=86_400 * 9, limit_day=1, booked=(at(9),)), at(8), now=at(-1))
    assert len(told.reasons) == 2
    assert lines(told) == (
        "Ana: outside their hours on Mondays; booked from 08:00 to 09:00; "
        "time off from 00:00 to Tue 24 Nov, 00:00",
    )


def test_collective_tells_that_a_start_is_off_the_common_grid() -> None:
    hosts = [host(1), host(2, weekly=((0, 570, 1020),))]
    told = said(hosts, rules(routing="collective"), at(10))
    assert told.reasons == ("Starts are offered every 60 minutes, from 09:30",)
    assert lines(told) == ("Ana: free", "Ben: free")


def test_nobody_to_book_is_a_reason() -> None:
    assert said([], rules(), at(9)).reasons == ("The meeting type has no hosts",)


def test_what_a_host_does_in_another_workspace_is_not_told() -> None:
    busy = [
        Busy(at(9), at(9, 20), owner="booking:3", foreign=True),
        Busy(at(9, 20), at(9, 40), owner="hold:9", foreign=True),
        Busy(at(10), at(11), before=900, owner="booking:4", foreign=True),
    ]
    explanation = reasons.explain([host(busy=busy)], rules(), at(9), NOW)
    assert explanation.hosts[0].reasons == (reasons.Reason("busy_elsewhere"),)
    assert lines(said([host(busy=busy)], rules(), at(9))) == ("Ana: busy elsewhere",)


def test_a_hosts_own_dates_name_their_zone_where_it_is_another() -> None:
    away = host(zone="Asia/Tokyo")
    assert lines(said([away], rules(), at(9))) == (
        "Ana: outside their hours on Mondays (Tokyo time)",
    )
    assert said([away], rules(), at(9), zone="Asia/Tokyo").verdict == (
        "Mon 23 Nov, 18:00, Tokyo time: not offered"
    )


def test_every_code_has_words() -> None:
    told = {
        reason.partition(".")[2] for reason in sorted(texts.keys()) if reason.startswith("reasons.")
    }
    codes = {"past", "notice", "horizon", "before_first", "after_last", "limit_day", "limit_week"}
    codes |= {"no_hosts", "off_grid", "inactive", "weekday_hours", "weekday_closed", "hours_end"}
    codes |= {"override_hours", "override_closed", "time_off", "booking", "booking_buffer"}
    assert codes | {"held", "held_buffer", "busy_elsewhere"} <= told


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_engine_and_its_reasons_never_disagree(data) -> None:
    middle = data.draw(st.sampled_from(MIDDLES))
    hosts = [data.draw(people(number, middle))[0] for number in range(data.draw(st.integers(0, 3)))]
    if hosts and data.draw(st.booleans()):
        hosts[0] = Host(0, hosts[0].zone, ALWAYS, hosts[0].overrides, busy=hosts[0].busy)
    day = datetime.fromtimestamp(middle, UTC).date()
    asked = Rules(
        duration=data.draw(st.sampled_from([900, 1800, 5400])),
        interval=data.draw(st.sampled_from([600, 900, 1800, 3000])),
        zone=data.draw(st.sampled_from(ZONES)),
        before=data.draw(st.sampled_from([0, 600])),
        after=data.draw(st.sampled_from([0, 300])),
        notice=data.draw(st.sampled_from([0, 7200])),
        horizon_days=data.draw(st.sampled_from([None, 0, 1, 5])),
        first_on=data.draw(st.sampled_from([None, day])),
        last_on=data.draw(st.sampled_from([None, day, day + timedelta(1)])),
        limit_day=data.draw(st.sampled_from([None, 1, 2])),
        limit_week=data.draw(st.sampled_from([None, 2])),
        routing=data.draw(st.sampled_from(["single", "round_robin", "priority", "collective"])),
        booked=data.draw(
            st.lists(st.integers(-60, 60).map(lambda n: middle + n * 3600), max_size=3)
        ),
    )
    now = middle + data.draw(st.integers(-40, 10)) * 3600
    since, until = middle - 86_400, middle + 86_400
    offered = set(slots.open_times(hosts, asked, since, until, now))
    for start in range(since, until, 900):
        explanation = reasons.explain(hosts, asked, start, now)
        assert explanation.offered == (start in offered), explanation
        free = slots.free_hosts(hosts, asked, start, now)
        told = [one.host_id for one in explanation.hosts if not one.reasons]
        assert free == (told if explanation.offered else [])
        assert explanation.offered or explanation.reasons or explanation.hosts
