"""The demo's traffic: how many people opened a booking page, and how far they came."""

import random
from collections import Counter
from datetime import timedelta

from sqlmodel import Session

from sched_app.demo.making import DAY, ZONE, Making
from sched_app.services import meeting_types, traffic
from sched_app.services.traffic import Stage, Visit

WEEKS = 10
ZONES = (ZONE, ZONE, ZONE, "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Singapore")
LOOKERS = {"intro-call": 2, "coaching": 3, "accessible-typing": 1, "progress-check": 1}


def count(making: Making) -> None:
    """Count those who booked, and more who looked and went away."""
    with making.database.transaction() as session:
        traffic.write(session, _visits(session, making))


def _visits(session: Session, making: Making) -> Counter[Visit]:
    chance = random.Random(13)
    keys = {name: meeting_types.key(session, one) for name, one in making.business.types.items()}
    visits: Counter[Visit] = Counter()
    for made in making.booked:
        for stage in Stage:
            visits[
                traffic.visit(
                    keys[made.kind], stage, zone=ZONE, now=made.at, visitor_zone=made.zone,
                    chosen_at=made.starts_at if stage is Stage.CHOSEN else None,
                )
            ] += 1  # fmt: skip
    for back in range(WEEKS * 7):
        at = making.now - back * DAY
        for name, most in LOOKERS.items():
            for _ in range(chance.randrange(most + 1)):
                place = chance.choice(ZONES)
                opened = traffic.visit(
                    keys[name], Stage.OPENED, zone=ZONE, now=at, visitor_zone=place
                )
                visits[opened] += 1
                if chance.random() < 0.4:
                    wanted = at + timedelta(days=chance.randrange(1, 9))
                    wanted = wanted.replace(hour=chance.choice((9, 10, 10, 11, 14, 15, 16)))
                    chosen = traffic.visit(
                        keys[name], Stage.CHOSEN, zone=ZONE, now=at, chosen_at=wanted
                    )
                    visits[chosen] += 1
                    if chance.random() < 0.3:
                        filled = traffic.visit(keys[name], Stage.FILLED_IN, zone=ZONE, now=at)
                        visits[filled] += 1
    return visits
