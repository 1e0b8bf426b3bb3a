"""What the layers ask of the database: the base URL, and the row behind a page's path."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from sched_app import logs, routes
from sched_app.edge.heads import FIRST, PICTURE, Meta, Moved
from sched_app.errors import Conflict, NotFound
from sched_app.secrets_file import Secrets
from sched_app.services import (
    access,
    accounts,
    appointments,
    email_changes,
    entrances,
    joining,
    meeting_types,
    portal_entrances,
    sign_ups,
    site_html,
    site_pages,
    sites,
    workspaces,
)
from sched_app.services.site_html import Drawn
from sched_app.services.sites import SiteView
from sched_app.wiring import Wiring

Found = Meta | Moved | None


def base_url(whole: Wiring) -> str | None:
    """Give the address chosen at set-up, or None before."""
    with whole.database.reading() as session:
        try:
            return workspaces.base_url(session)
        except Conflict:
            return None


def addresses(whole: Wiring) -> tuple[str, dict[str, str]]:
    """Give the base URL, if there is one, and the slugs of workspaces by their domains."""
    with whole.database.reading() as session:
        return _address(session), workspaces.domains(session)


def meta(whole: Wiring, path: str, token: str = "", at: str = "") -> Found:
    """Give the head of the page of a row, its new address, or None if there is no such row.

    A page that stands for no row has the head that it was built with: one without a title here. It
    comes also while the database is away, and then says itself that it cannot go on. `at` is the
    workspace whose domain is asked.
    """
    first, *rest = path.strip("/").split("/")
    if at and first in AT_DOMAIN:
        with whole.database.reading() as session, suppress(NotFound):
            return AT_DOMAIN[first](session, whole.secrets, at, *rest)
        return None
    page = PAGES.get(first)
    if path == routes.SIGN_UP and whole.settings.signup != sign_ups.OPEN:
        return None
    if page is None and first not in LINKED:
        try:
            with whole.database.reading() as session:
                return Meta(accent=_accent(session, token, whole.clock()))
        except SQLAlchemyError as error:
            logs.get().warning("page_without_database", fault=logs.kinds(error))
            return Meta()
    with whole.database.reading() as session:
        if linked := LINKED.get(first):
            with suppress(NotFound):
                return linked(session, whole.secrets, *rest, now=whole.clock())
            return None
        if page is not None:
            with suppress(NotFound):
                return page(session, whole.secrets, *rest)
        return None


def _accent(session: Session, token: str, now: datetime) -> str:
    """Give the accent of the workspace that a browser is signed in to, else the only one's."""
    actor = accounts.actor_of(session, token, now=now) if token else None
    if actor is None or actor.workspace_id is None:
        return workspaces.only_accent(session)
    return workspaces.accent_of(session, actor.workspace_id)


def _book(session: Session, _secrets: Secrets, workspace: str, meeting_type: str) -> Found:
    return _meeting_type(session, workspace, meeting_type, routes.book)


def _embed(session: Session, _secrets: Secrets, workspace: str, meeting_type: str) -> Found:
    return _meeting_type(session, workspace, meeting_type, routes.embed)


def _meeting_type(
    session: Session, workspace: str, meeting_type: str, path: Callable[[str, str], str]
) -> Found:
    shown = meeting_types.public(session, workspace, meeting_type, actor=access.visitor())
    if shown.workspace_slug != workspace:
        return Moved(path(shown.workspace_slug, shown.slug))
    base = _address(session, shown.workspace_slug)
    return Meta(
        f"{shown.name} – {shown.workspace_name}",
        description=shown.description,
        locale=shown.workspace_locale,
        accent=shown.workspace_accent,
        url=routes.absolute(base, routes.book(shown.workspace_slug, shown.slug)),
        site_name=shown.workspace_name,
        picture=routes.absolute(base, PICTURE),
        parts={FIRST: site_html.booking(shown)} if path is routes.book else {},
    )


def _address(session: Session, slug: str = "") -> str:
    """Give the address at which visitors meet a workspace, or the base URL; empty before set-up."""
    try:
        return workspaces.url_of(session, slug) if slug else workspaces.base_url(session)
    except Conflict:
        return ""


def _home(session: Session, _secrets: Secrets) -> Found:
    try:
        site = sites.public(session, actor=access.visitor())
    except NotFound:
        return Meta()  # Nobody has set it up, or there are several to choose from.
    return _site(site, site_html.landing(site))


def _site_of(session: Session, _secrets: Secrets, workspace: str, page: str = "") -> Found:
    site = sites.public(session, workspace, actor=access.visitor())
    if site.slug != workspace:
        return Moved(routes.site_page(site.slug, page) if page else routes.site(site.slug))
    return _site(site, _drawn(session, site, page))


def _own_page(session: Session, _secrets: Secrets, page: str) -> Found:
    site = sites.public(session, actor=access.visitor())
    return _site(site, _drawn(session, site, page))


def _contact(session: Session, secrets: Secrets) -> Found:
    return _own_page(session, secrets, routes.CONTACT_PAGE)


def _roadmap(session: Session, secrets: Secrets) -> Found:
    return _own_page(session, secrets, routes.ROADMAP_PAGE)


def _at_domain(session: Session, _secrets: Secrets, at: str, page: str = "") -> Found:
    site = sites.public(session, at, actor=access.visitor(), at_domain=True)
    return _site(site, _drawn(session, site, page))


def _contact_at_domain(session: Session, secrets: Secrets, at: str) -> Found:
    return _at_domain(session, secrets, at, routes.CONTACT_PAGE)


def _roadmap_at_domain(session: Session, secrets: Secrets, at: str) -> Found:
    return _at_domain(session, secrets, at, routes.ROADMAP_PAGE)


def _to_root(_session: Session, _secrets: Secrets, _at: str, _slug: str, page: str = "") -> Found:
    return Moved(routes.site_page("", page) if page else routes.HOME)


def _booking_at_domain(session: Session, secrets: Secrets, at: str, link: str) -> Found:
    _, booking = appointments.by_link(session, secrets, link, asker=access.visitor())
    if workspaces.slug_of(session, booking.workspace_id) != at:
        address = workspaces.public_url(session, booking.workspace_id)
        return Moved(routes.absolute(address, routes.booking(link)))
    return _booking(session, secrets, link)


def _drawn(session: Session, site: SiteView, page: str) -> Drawn:
    if not page:
        return site_html.landing(site)
    if page == routes.CONTACT_PAGE and any(site.has(kind) for kind in site_html.ASKING):
        return site_html.contact(site)
    if page == routes.ROADMAP_PAGE and site.has("roadmap"):
        return site_html.roadmap(site)
    return site_html.page(site, site_pages.published(session, site.workspace_id, page))


def _site(site: SiteView, drawn: Drawn) -> Meta:
    picture = site.logo.path if site.logo else PICTURE
    return Meta(
        drawn.title,
        description=drawn.description,
        locale=site.locale,
        accent=site.accent,
        url=site.url(drawn.path),
        site_name=site.name,
        picture=site.url(picture),
        parts=drawn.parts,
    )


def _booking(session: Session, secrets: Secrets, link: str) -> Found:
    _, booking = appointments.by_link(session, secrets, link, asker=access.visitor())
    accent = workspaces.accent_of(session, booking.workspace_id)
    return Meta(title_key="manage.title", is_private=True, accent=accent)


def _join(session: Session, secrets: Secrets, link: str) -> Found:
    accent = joining.accent(session, link, secrets=secrets)
    return Meta(title_key="accounts.join_button", is_private=True, accent=accent)


def _set_up(session: Session, secrets: Secrets, token: str) -> Found:
    with suppress(Conflict):  # It was done before: the page says so.
        workspaces.check_set_up(session, token, secrets=secrets)
    accent = workspaces.only_accent(session)
    return Meta(title_key="accounts.set_up_title", is_private=True, accent=accent)


def _sign_in_link(session: Session, secrets: Secrets, link: str, *, now: datetime) -> Found:
    shown = entrances.greet(session, secrets, link, entrances.SIGN_IN, now=now)
    return Meta(
        title_key="account.link_title",
        title_params={"workspace": shown.workspace_name},
        is_private=True,
        accent=shown.workspace_accent,
    )


def _reset(session: Session, secrets: Secrets, link: str, *, now: datetime) -> Found:
    shown = entrances.greet(session, secrets, link, entrances.RESET, now=now)
    accent = shown.workspace_accent
    return Meta(title_key="account.reset_title", is_private=True, accent=accent)


def _sign_up(session: Session, secrets: Secrets, link: str, *, now: datetime) -> Found:
    sign_ups.greet(session, secrets, link, signup=sign_ups.OPEN, now=now)
    return Meta(title_key="sign_up.title", is_private=True)


def _email(session: Session, secrets: Secrets, link: str, *, now: datetime) -> Found:
    shown = email_changes.view(session, secrets, link, now=now)
    accent = shown.workspace_accent
    return Meta(title_key="account.email_title", is_private=True, accent=accent)


def _portal_link(session: Session, secrets: Secrets, link: str, *, now: datetime) -> Found:
    shown = portal_entrances.greet(session, secrets, link, now=now)
    return Meta(title_key="portal.title", is_private=True, accent=shown.workspace_accent)


# Links that run out.
LINKED: dict[str, Callable[..., Found]] = {
    "sign-in-link": _sign_in_link,
    "reset": _reset,
    "email": _email,
    "sign-up-link": _sign_up,
    "portal-link": _portal_link,
}
# At a workspace's own domain its site stands at the root.
AT_DOMAIN: dict[str, Callable[..., Found]] = {
    "": _at_domain,
    "pages": _at_domain,
    routes.CONTACT_PAGE: _contact_at_domain,
    routes.ROADMAP_PAGE: _roadmap_at_domain,
    "site": _to_root,
    "booking": _booking_at_domain,
}
PAGES: dict[str, Callable[..., Found]] = {
    "": _home,
    "book": _book,
    "embed": _embed,
    "booking": _booking,
    "join": _join,
    "set-up": _set_up,
    "site": _site_of,
    "pages": _own_page,
    routes.CONTACT_PAGE: _contact,
    routes.ROADMAP_PAGE: _roadmap,
}
