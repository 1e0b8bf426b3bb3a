"""The bookings that have a story: missed, moved, declined, under way, and those that wait."""

from datetime import datetime, timedelta

from sched_app.demo.making import Making, on_clock, workday
from sched_app.demo.post import FULL_MAILBOX
from sched_app.services import attendance, cancellations, moves, requests

TUESDAYS, MONDAYS = (1, 2), (0, 2, 4)  # When Tom, and when Priya, works with the others.
# Who, what, when it was booked for, and in how many minutes from now it is.
TODAY = (
    ("Samuel Boateng", "intro-call", "11:30", -100),
    ("Elena Brandt", "intro-call", "12:00", -10),
    ("Oakline Housing", "intro-call", "13:30", 70),
    ("Maren Voss", "progress-check", "15:00", 150),
)
AROUND = timedelta(hours=2)


def kept_free(now: datetime) -> list[tuple[datetime, datetime]]:
    """Give the spans that belong to the stories, and the days on which one may try to move them."""
    at = [
        on_clock(workday(now, -2, TUESDAYS), "14:00"),
        on_clock(workday(now, -3, TUESDAYS), "14:00"),
        on_clock(workday(now, -1), "10:00"),
        on_clock(workday(now, -4, MONDAYS), "09:30"),
        on_clock(workday(now, 1), "11:00"),
        on_clock(workday(now, 3), "14:00"),
        on_clock(workday(now, 3, MONDAYS), "09:30"),
        on_clock(workday(now, 5, MONDAYS), "10:00"),
        on_clock(workday(now, 6), "12:30"),
        on_clock(workday(now, 6), "15:00"),
        now,
        now + AROUND,
    ]
    days = [workday(now, step, TUESDAYS) for step in (2, 4, 9)]
    whole = [(on_clock(day, "00:00"), on_clock(day, "23:59")) for day in days]
    return [(one - AROUND, one + AROUND) for one in at] + whole


def past(making: Making) -> None:
    """Let things have happened: completed, missed, cancelled, declined."""
    now = making.now
    tuesday = on_clock(workday(now, -2, TUESDAYS), "14:00")
    done = making.named("Elif Demir", "coaching", tuesday, days=-12)
    morning = on_clock(workday(now, -1), "10:00")
    missed = making.named("Jack Ferris", "intro-call", morning, days=-11)
    gone = on_clock(workday(now, -3, TUESDAYS), "14:00")
    off = making.named("Leo Hartmann", "coaching", gone, days=-12)
    asked = on_clock(workday(now, -4, MONDAYS), "09:30")
    no = making.named("Mara Quist", "accessible-typing", asked, days=-13)
    making.deliver(days=-11)
    making.do(
        cancellations.cancel,
        off,
        actor=making.customer(off),
        reason="The train does not run that day.",
        days=-10.5,
    )
    making.do(requests.decline, no, reason="I am at a client's all week.", days=-12)
    making.do(attendance.complete, done)
    making.do(attendance.no_show, missed)
    making.deliver(days=-8)


def coming(making: Making) -> None:
    """Fill the days to come: confirmed, moved, and a mail that was refused."""
    now = making.now
    tuesday, next_day = workday(now, 2, TUESDAYS), workday(now, 1)
    making.named("Ruth Adeyemi", "coaching", on_clock(tuesday, "10:00"), days=-4)
    making.named("Noor Saleh", "intro-call", on_clock(next_day, "11:00"), days=-4)
    making.named(
        "Grace Mbeki", "coaching", on_clock(workday(now, 4, TUESDAYS), "15:00"), days=-3,
        zone="America/New_York",
    )  # fmt: skip
    making.named(
        "Pia Shah", "intro-call", on_clock(workday(now, 3), "14:00"), days=-2, email=FULL_MAILBOX
    )
    making.named(
        "Ivo Marsh", "family-review", on_clock(workday(now, 9, TUESDAYS), "11:00"), days=-2
    )
    making.deliver(days=-2)
    making.do(
        moves.move,
        making.business.bookings["Noor Saleh"],
        starts_at=on_clock(next_day, "11:30"),
        days=-1.5,
    )
    making.deliver(days=-1)


def today(making: Making) -> None:
    """Let one appointment be over, one be under way and two come, at whatever hour it is."""
    now = making.now
    for who, kind, clock, minutes in TODAY:
        booked = making.named(who, kind, on_clock(workday(now, 6), clock), days=-4)
        at = now + timedelta(minutes=minutes)
        at = at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)
        making.do(moves.move, booked, starts_at=at, override=True, days=-1.2)
    making.deliver(days=-1)
    making.do(attendance.complete, making.business.bookings["Samuel Boateng"])


def waiting(making: Making) -> None:
    """Let two people ask and wait for an answer; their mails are not sent yet."""
    for who, step, clock in (("Yusuf Karim", 3, "09:30"), ("Dana Wolff", 5, "10:00")):
        at = on_clock(workday(making.now, step, MONDAYS), clock)
        making.named(who, "accessible-typing", at, days=-0.1)
