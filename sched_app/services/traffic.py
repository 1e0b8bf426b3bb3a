"""Counts how far visits of booking pages come: by day and type, never by person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from sched_app.models.meeting_types import MeetingType
from sched_app.models.traffic import Stage, VisitCount

__all__ = ["Stage", "Visit", "is_person", "visit", "write"]

# Programs that run scripts but are nobody's eyes: crawlers, link previews, monitors, test browsers.
_ROBOT = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|headless|lighthouse|pagespeed|monitor|uptime|pingdom"
    r"|facebookexternalhit|whatsapp|python|curl|wget|axios|playwright|puppeteer|selenium|phantom",
    re.IGNORECASE,
)
_TABLE = VisitCount.__table__  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit that reached a stage, of which only this is kept."""

    meeting_type_id: int
    on: date
    stage: Stage
    facet: str = ""


def is_person(user_agent: str) -> bool:
    """Tell whether a browser is probably somebody's, as far as it says who it is."""
    return bool(user_agent) and not _ROBOT.search(user_agent)


def visit(
    meeting_type_id: int,
    stage: Stage,
    *,
    zone: str,
    now: datetime,
    visitor_zone: str = "",
    chosen_at: datetime | None = None,
) -> Visit:
    """Make what is counted of a visit; `zone` is the workspace's."""
    place = ZoneInfo(zone)
    facet = ""
    if stage is Stage.OPENED:
        facet = visitor_zone
    elif chosen_at is not None:
        at = chosen_at.astimezone(place)
        facet = f"{at.weekday()}-{at.hour:02d}"
    return Visit(meeting_type_id, now.astimezone(place).date(), stage, facet)


def write(session: Session, visits: Mapping[Visit, int]) -> int:
    """Add counts to those of the database; give how many visits these are.

    What belongs to a meeting type that is no more is left out.
    """
    if not visits:
        return 0
    run = session.connection().execute
    types = {one.meeting_type_id for one in visits}
    homes = dict(
        run(
            sa.select(col(MeetingType.id), col(MeetingType.workspace_id)).where(
                col(MeetingType.id).in_(types)
            )
        ).all()
    )
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    made = insert(_TABLE)
    add = made.on_conflict_do_update(
        index_elements=["meeting_type_id", "on_date", "stage", "facet"],
        set_={"count": _TABLE.c.count + made.excluded.count},
    )
    # In one order, so that two processes that write at once never wait for each other in a ring.
    known = sorted(
        (one for one in visits if one.meeting_type_id in homes),
        key=lambda one: (one.meeting_type_id, one.on, one.stage, one.facet),
    )
    for one in known:
        run(
            add.values(
                workspace_id=homes[one.meeting_type_id],
                meeting_type_id=one.meeting_type_id,
                on_date=one.on,
                stage=one.stage.value,
                facet=one.facet,
                count=visits[one],
            )
        )
    return sum(visits[one] for one in known)
