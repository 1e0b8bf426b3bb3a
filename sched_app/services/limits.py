"""How often something may be done: counted in the database, so that processes share the count."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from sched_app.errors import TooMany
from sched_app.models.columns import epoch
from sched_app.models.operations import RateCount

_TABLE = RateCount.__table__  # type: ignore[attr-defined]


def count(session: Session, key: str, *, most: int, within: timedelta, now: datetime) -> None:
    """Count one more of `key` in its fixed window; raise TooMany beyond `most`.

    What is refused is rolled back with its transaction; to count failures too, spend in one of its
    own before acting.
    """
    seconds = int(within.total_seconds())
    start = epoch(now) // seconds * seconds
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    counted = session.connection().execute(
        insert(_TABLE)
        .values(key=key, window_start=start, window_ends=start + seconds, count=1)
        .on_conflict_do_update(
            index_elements=["key", "window_start"], set_={"count": _TABLE.c.count + 1}
        )
        .returning(_TABLE.c.count)
    )
    if counted.scalar_one() > most:
        raise TooMany(retry_after=max(1, start + seconds - epoch(now)))


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete windows that have passed; give how many."""
    gone = session.connection().execute(sa.delete(_TABLE).where(_TABLE.c.window_ends < epoch(now)))
    return gone.rowcount
