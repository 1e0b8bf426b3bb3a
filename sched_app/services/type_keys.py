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

# Built once: making a statement costs more than running it.
_BY_ID = sa.select(_TYPES.c.id).where(
    _TYPES.c.public_id == sa.bindparam("public_id"), _TYPES.c.archived_at.is_(None)
)
_BY_SLUG = (
    sa.select(_TYPES.c.id)
    .join(_WORKSPACES, _WORKSPACES.c.id == _TYPES.c.workspace_id)
    .where(
        sa.or_(
            _WORKSPACES.c.slug == sa.bindparam("workspace"),
            _WORKSPACES.c.id.in_(
                sa.select(_OLD_SLUGS.c.workspace_id).where(
                    _OLD_SLUGS.c.slug == sa.bindparam("workspace")
                )
            ),
        ),
        _TYPES.c.slug == sa.bindparam("meeting_type"),
        _TYPES.c.archived_at.is_(None),
    )
)


def by_slug(session: Session, workspace: str, meeting_type: str) -> int:
    """Give the key of a meeting type that is not archived; an old slug of its workspace will do.

    Open to everyone, since the key is no right: what is done with it is authorised. Raise NotFound.
    """
    return _key(session, _BY_SLUG, workspace=workspace, meeting_type=meeting_type)


def by_id(session: Session, public_id: str) -> int:
    """Give the key of a meeting type that is not archived, by its public id; raise NotFound."""
    return _key(session, _BY_ID, public_id=public_id)


def _key(session: Session, wanted: sa.Select[Any], **given: str) -> int:
    found = session.connection().execute(wanted, given).scalar()
    if found is None:
        raise NotFound()
    return int(found)
