"""What open booking pages watch: numbers that rise whenever a meeting type's times may change."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session

from sched_app.models.meeting_types import MeetingType, MeetingTypeHost
from sched_app.models.workspaces import User

_TYPES = MeetingType.__table__  # type: ignore[attr-defined]
_HOSTS = MeetingTypeHost.__table__  # type: ignore[attr-defined]
_USERS = User.__table__  # type: ignore[attr-defined]

Version = tuple[int, int, int]


def mark(version: Version | None) -> str:
    """Write a version as a page keeps it, to say later what it has seen."""
    return ".".join(map(str, version or ()))


def seen(session: Session, type_id: int) -> str:
    """Mark what a page sees that reads a meeting type now."""
    return mark(versions(session, [type_id]).get(type_id))


def versions(session: Session, type_ids: Collection[int]) -> dict[int, Version]:
    """Give a version for each meeting type, in one statement; open to everyone, it tells nothing.

    It changes with the type's own rules, with its hosts, and with whatever occupies or frees any of
    them: claims, hours and absences raise their number.
    """
    rows = session.connection().execute(
        sa.select(
            _TYPES.c.id,
            _TYPES.c.version,
            sa.func.count(_USERS.c.id),
            sa.func.coalesce(sa.func.sum(_USERS.c.claims_version), 0),
        )
        .outerjoin(
            _HOSTS,
            sa.and_(_HOSTS.c.meeting_type_id == _TYPES.c.id, _HOSTS.c.left_at.is_(None)),
        )
        .outerjoin(_USERS, _USERS.c.id == _HOSTS.c.person_id)
        .where(_TYPES.c.id.in_(type_ids))
        .group_by(_TYPES.c.id, _TYPES.c.version)
    )
    return {row[0]: (int(row[1]), int(row[2]), int(row[3])) for row in rows}
