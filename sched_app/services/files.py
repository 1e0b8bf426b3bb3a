"""Files that a workspace keeps: one row each, their bytes in the storage."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, select

from sched_app import routes
from sched_app.errors import NotFound
from sched_app.models.columns import public_id
from sched_app.models.files import StoredFile
from sched_app.services.images import Picture

LOGO = "logo"
OPEN = (LOGO,)  # Kinds that everyone may read.
_new_id = public_id("fi")


@dataclass(frozen=True, slots=True)
class FileView:
    """Where everyone finds a file's bytes, and what they are."""

    path: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Place:
    """A file that is to be kept: its id, and the key under which the storage has its bytes."""

    public_id: str
    key: str


def place(kind: str) -> Place:
    """Choose where a new file goes; its bytes are written there before its row."""
    chosen = _new_id()
    return Place(chosen, f"{kind}/{chosen}.png")


def add(
    session: Session, at: Place, kind: str, picture: Picture, *, workspace_id: int, now: datetime
) -> StoredFile:
    """Write the row of a picture whose bytes are kept already; the caller may."""
    row = StoredFile(
        public_id=at.public_id,
        workspace_id=workspace_id,
        kind=kind,
        content_type=picture.content_type,
        size=len(picture.data),
        width=picture.width,
        height=picture.height,
        sha256=sha256(picture.data).hexdigest(),
        storage_key=at.key,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def view(row: StoredFile) -> FileView:
    """Show where a file is read."""
    return FileView(routes.stored_file(row.public_id), row.width, row.height)


def open_file(session: Session, asked: str) -> StoredFile:
    """Find a file that everyone may read; raise NotFound."""
    row = session.exec(select(StoredFile).where(StoredFile.public_id == asked)).first()
    if row is None or row.kind not in OPEN:
        raise NotFound()
    return row
