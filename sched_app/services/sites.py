"""A workspace's site: what everyone sees of it, and what its admins change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app import routes
from sched_app.errors import Conflict, NotFound
from sched_app.integrations.protocols import FileStorage
from sched_app.models.files import StoredFile
from sched_app.models.sites import Site, SitePage
from sched_app.models.workspaces import Workspace, WorkspaceSlug
from sched_app.services import access, events, files, images, meeting_types, site_blocks, workspaces
from sched_app.services.access import Actor, Right
from sched_app.services.files import FileView
from sched_app.services.meeting_types import PublicView
from sched_app.services.site_blocks import BlockView


@dataclass(frozen=True, slots=True)
class Link:
    """A page of the site by title and path."""

    title: str
    path: str


@dataclass(frozen=True, slots=True)
class SiteView:
    """What everyone may know of a site.

    `only` says that it stands at the root: its workspace is the deployment's one, or it is seen at
    its own `domain`. `base_url` is the address that others are told.
    """

    workspace_id: int
    public_id: str
    slug: str
    name: str
    locale: str
    accent: str
    only: bool
    base_url: str
    domain: str
    logo: FileView | None
    blocks: tuple[BlockView, ...]
    offers: tuple[PublicView, ...]
    pages: tuple[Link, ...]

    def block(self, kind: str) -> BlockView:
        """Give the block of a kind."""
        return next(block for block in self.blocks if block.kind == kind)

    def has(self, kind: str) -> bool:
        """Say whether a block is switched on."""
        return self.block(kind).is_on

    @property
    def path(self) -> str:
        """The path of the landing page."""
        return routes.site("" if self.only else self.slug)

    def url(self, path: str) -> str:
        """Give the whole address of a path of the site, as search engines shall know it."""
        start = routes.site(self.slug)
        if self.domain and f"{path}/".startswith(f"{start}/"):
            page = unquote(path.removeprefix(start).strip("/"))
            path = routes.site_page("", page) if page else routes.HOME
        return routes.absolute(self.base_url, path)

    def page_path(self, page: str) -> str:
        """Give the path of a page, or of `contact` and `roadmap`."""
        return routes.site_page("" if self.only else self.slug, page)


@dataclass(frozen=True, slots=True)
class SiteForm:
    """What an admin changes of a site, knowing its version."""

    version: int
    blocks: tuple[BlockView, ...]


@dataclass(frozen=True, slots=True)
class EditView:
    """What the dashboard edits."""

    version: int
    blocks: tuple[BlockView, ...]
    logo: FileView | None
    path: str


def public(session: Session, slug: str = "", *, actor: Actor, at_domain: bool = False) -> SiteView:
    """Show a workspace's site, by its slug or an old one; without a slug the only workspace's.

    `at_domain` it stands at the root, as it does where there is one workspace.

    Raise NotFound where there is none, or more than one to choose from.
    """
    workspace, only = _workspace(session, slug)
    access.require(actor, Right.READ_SLOTS, workspace.id or 0)
    return _view(session, workspace, only or at_domain, actor)


def edited(session: Session, *, actor: Actor) -> EditView:
    """Show the blocks of the actor's workspace as they are typed."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.EDIT_SITE, workspace_id)
    site, logo = _row(session, workspace_id)
    workspace = session.get_one(Workspace, workspace_id)
    return EditView(
        site.version if site else 0,
        site_blocks.arranged(site.blocks if site else ()),
        files.view(logo) if logo else None,
        routes.site("" if _is_only(session) else workspace.slug),
    )


def own(session: Session, *, actor: Actor) -> SiteView:
    """Show the site of the actor's workspace as it stands, to whom may change it."""
    access.require(actor, Right.EDIT_SITE, actor.workspace_id or 0)
    workspace = session.get_one(Workspace, actor.workspace_id)
    return _view(session, workspace, _is_only(session), actor)


def preview(session: Session, blocks: tuple[BlockView, ...], *, actor: Actor) -> SiteView:
    """Show a site as it would be with these blocks, to whom may change it; raise Invalid."""
    workspace_id = actor.workspace_id or 0
    access.require(actor, Right.EDIT_SITE, workspace_id)
    clean = site_blocks.checked(blocks)
    workspace = session.get_one(Workspace, workspace_id)
    return _view(session, workspace, _is_only(session), actor, clean)


def change(session: Session, form: SiteForm, *, actor: Actor, now: datetime) -> EditView:
    """Save the blocks; raise Invalid, or Conflict if someone else saved in the meantime."""
    access.require(actor, Right.EDIT_SITE, actor.workspace_id or 0)
    clean = site_blocks.kept(site_blocks.checked(form.blocks))
    site = _owned(session, form.version, actor, now)
    before = {block.kind: _typed(block) for block in site_blocks.arranged(site.blocks)}
    after = {block.kind: _typed(block) for block in site_blocks.arranged(clean)}
    fields = [kind for kind, typed in after.items() if before[kind] != typed]
    site.blocks, site.version, site.changed_at = clean, site.version + 1, now
    session.add(site)
    session.flush()
    _record(session, "site.changed", site, actor, now, fields or ["order"])
    return edited(session, actor=actor)


def _typed(block: BlockView) -> tuple[bool, dict[str, Any]]:
    return block.is_on, {name: value for name, value in block.texts.items() if value}


def upload_logo(
    transaction: Any, storage: FileStorage, data: bytes, *, actor: Actor, now: datetime
) -> FileView:
    """Check a picture, draw it anew, and make it the logo; raise Invalid at `logo`.

    The bytes are kept before the row: a crash between leaves a file that nothing names.
    """
    access.require(actor, Right.EDIT_SITE, actor.workspace_id or 0)
    picture = images.redrawn(data)
    at = files.place(files.LOGO)
    storage.put(at.key, picture.data)
    with transaction() as session:
        row = files.add(
            session, at, files.LOGO, picture, workspace_id=actor.workspace_id or 0, now=now
        )
        _wear(session, row, actor, now)
        return files.view(row)


def remove_logo(session: Session, *, actor: Actor, now: datetime) -> None:
    """Take the logo off the site; what was sent in mails goes on being shown there."""
    access.require(actor, Right.EDIT_SITE, actor.workspace_id or 0)
    _wear(session, None, actor, now)


def _wear(session: Session, row: StoredFile | None, actor: Actor, now: datetime) -> None:
    site = _owned(session, None, actor, now)
    site.logo_id, site.changed_at = row.id if row else None, now
    session.add(site)
    session.flush()
    _record(session, "site.changed", site, actor, now, ["logo"])


def _owned(session: Session, version: int | None, actor: Actor, now: datetime) -> Site:
    """Give the actor's site under a lock, or a new one; raise Conflict at another version."""
    workspace_id = actor.workspace_id or 0
    session.get_one(Workspace, workspace_id, with_for_update={"key_share": True})
    site = session.exec(
        select(Site).where(Site.workspace_id == workspace_id).with_for_update()
    ).first()
    if version is not None and version != (site.version if site else 0):
        raise Conflict()
    return site or Site(workspace_id=workspace_id, version=0, changed_at=now)


def _record(
    session: Session, what: str, site: Site, actor: Actor, now: datetime, fields: list[str]
) -> None:
    events.record(
        session,
        what,
        "site",
        site.id or 0,
        workspace_id=site.workspace_id,
        actor=actor,
        now=now,
        fields=fields,
    )


def _workspace(session: Session, slug: str) -> tuple[Workspace, bool]:
    if not slug:
        found = session.exec(select(Workspace).limit(2)).all()
        if len(found) != 1:
            raise NotFound()
        return found[0], True
    moved = sa.select(col(WorkspaceSlug.workspace_id)).where(col(WorkspaceSlug.slug) == slug)
    row = session.exec(
        select(Workspace).where(sa.or_(col(Workspace.slug) == slug, col(Workspace.id).in_(moved)))
    ).first()
    if row is None:
        raise NotFound()
    return row, _is_only(session)


def _is_only(session: Session) -> bool:
    return len(session.exec(select(Workspace.id).limit(2)).all()) == 1


def _row(session: Session, workspace_id: int) -> tuple[Site | None, StoredFile | None]:
    found = session.exec(
        select(Site, StoredFile)
        .outerjoin(StoredFile, col(StoredFile.id) == col(Site.logo_id))
        .where(Site.workspace_id == workspace_id)
    ).first()
    return (found[0], found[1]) if found else (None, None)


def _address(session: Session, workspace: Workspace) -> str:
    if workspace.domain:
        return workspaces.https(workspace.domain)
    try:
        return workspaces.base_url(session)
    except Conflict:
        return ""


def _view(
    session: Session,
    workspace: Workspace,
    only: bool,
    actor: Actor,
    blocks: tuple[BlockView, ...] | None = None,
) -> SiteView:
    workspace_id = workspace.id or 0
    site, logo = _row(session, workspace_id)
    titles = session.exec(
        select(SitePage.title, SitePage.slug)
        .where(SitePage.workspace_id == workspace_id, col(SitePage.is_published))
        .order_by(SitePage.title, SitePage.slug)
    ).all()
    at = "" if only else workspace.slug
    return SiteView(
        workspace_id=workspace_id,
        public_id=workspace.public_id,
        slug=workspace.slug,
        name=workspace.name,
        locale=workspace.locale,
        accent=workspace.accent,
        only=only,
        base_url=_address(session, workspace),
        domain=workspace.domain or "",
        logo=files.view(logo) if logo else None,
        blocks=blocks or site_blocks.arranged(site.blocks if site else ()),
        offers=tuple(meeting_types.public_list(session, workspace.slug, actor=actor)),
        pages=tuple(Link(title, routes.site_page(at, slug)) for title, slug in titles),
    )
