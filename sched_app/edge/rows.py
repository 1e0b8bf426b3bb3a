"""What the layers ask of the database: the base URL, and the row behind a page's path."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from sched_app import logs, routes
from sched_app.edge.heads import Meta, Moved
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
    workspaces,
)
from sched_app.wiring import Wiring

Found = Meta | Moved | None


def base_url(whole: Wiring) -> str | None:
    """Give the address chosen at set-up, or None before."""
    with whole.database.reading() as session:
        try:
            return workspaces.base_url(session)
        except Conflict:
            return None


def meta(whole: Wiring, path: str, token: str = "") -> Found:
    """Give the head of the page of a row, its new address, or None if there is no such row.

    A page that stands for no row has the head that it was built with: one without a title here. It
    comes also while the database is away, and then says itself that it cannot go on.
    """
    first, *rest = path.strip("/").split("/")
    page = PAGES.get(first)
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
    return Meta(
        f"{shown.name} – {shown.workspace_name}",
        description=shown.description,
        locale=shown.workspace_locale,
        accent=shown.workspace_accent,
    )


def _home(session: Session, _secrets: Secrets) -> Found:
    listed = workspaces.listed(session)
    if len(listed) != 1:
        return Meta()
    (only,) = listed
    return Meta(only.name, locale=only.locale, accent=only.accent)


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


def _email(session: Session, secrets: Secrets, link: str, *, now: datetime) -> Found:
    shown = email_changes.view(session, secrets, link, now=now)
    accent = shown.workspace_accent
    return Meta(title_key="account.email_title", is_private=True, accent=accent)


# Links that run out.
LINKED: dict[str, Callable[..., Found]] = {
    "sign-in-link": _sign_in_link,
    "reset": _reset,
    "email": _email,
}
PAGES: dict[str, Callable[..., Found]] = {
    "": _home,
    "book": _book,
    "embed": _embed,
    "booking": _booking,
    "join": _join,
    "set-up": _set_up,
}
