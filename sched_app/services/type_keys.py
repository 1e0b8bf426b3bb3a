"""Finds a meeting type by what stands in addresses: its slug under the workspace's, or its id."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from sched_app.errors import NotFound
from sched_app.models.meeting_types import MeetingType
from sched_app.models.workspaces import Workspace, WorkspaceSlug

_TYPES = MeetingType.__table__  # type: ignore[attr-defined]
_WORKSPACES = Workspace.__table__  # type: ignore[attr-defined]
_OLD_SLUGS = WorkspaceSlug.__table__  # type: ignore[attr-defined]


def by_slug(session: Session, workspace: str, meeting_type: str) -> int:
    """Give the key of a meeting type that is not archived; an old slug of its workspace will do.

    Open to everyone, since the key is no right: what is done with it is authorised. Raise NotFound.
    """
    moved = sa.select(_OLD_SLUGS.c.workspace_id).where(_OLD_SLUGS.c.slug == workspace)
    return _key(
        session,
        sa.select(_TYPES.c.id)
        .join(_WORKSPACES, _WORKSPACES.c.id == _TYPES.c.workspace_id)
        .where(
            sa.or_(_WORKSPACES.c.slug == workspace, _WORKSPACES.c.id.in_(moved)),
            _TYPES.c.slug == meeting_type,
            _TYPES.c.archived_at.is_(None),
        ),
    )


def by_id(session: Session, public_id: str) -> int:
    """Give the key of a meeting type that is not archived, by its public id; raise NotFound."""
    return _key(
        session,
        sa.select(_TYPES.c.id).where(
            _TYPES.c.public_id == public_id, _TYPES.c.archived_at.is_(None)
        ),
    )


def _key(session: Session, wanted: sa.Select[Any]) -> int:
    found = session.connection().execute(wanted).scalar()
    if found is None:
        raise NotFound()
    return int(found)
