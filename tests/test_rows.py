"""What the pages' heads ask of the database: the right row, in few statements."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from sched_app import routes
from sched_app.db import Database
from sched_app.edge import rows
from sched_app.edge.heads import Meta
from sched_app.models.workspaces import Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import proofs, workspaces
from sched_app.settings import Settings
from sched_app.wiring import Wiring
from tests.support import walking
from tests.support.studio import open_studio
from tests.support.walking import Land

OURS, THEIRS, NONE = "#0B6E4F", "#FFD400", ""


@dataclass
class Asked:
    """What came of a look-up, and what it cost."""

    found: rows.Found
    statements: int

    @property
    def accent(self) -> str:
        """The accent of the page that was found."""
        assert isinstance(self.found, Meta)
        return self.found.accent


def ask(database: Database, secrets: Secrets, now: datetime, path: str, token: str = "") -> Asked:
    """Look a path up and count the statements."""
    settings = Settings(_env_file=None, OPENHOURS_DATA_DIR=Path("nowhere"))  # type: ignore[call-arg]
    whole = Wiring(settings, lambda: now, database, secrets, None)
    seen: list[str] = []

    def note(*given: object) -> None:
        seen.append(str(given[2]))

    sa.event.listen(database.engine, "before_cursor_execute", note)
    try:
        return Asked(
            rows.meta(whole, path, token), len([one for one in seen if one.startswith("SELECT")])
        )
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", note)


def dress(database: Database, **accents: str) -> None:
    """Give workspaces an accent, by slug."""
    with database.transaction() as session:
        for row in session.exec(select(Workspace)):
            row.accent = accents[row.slug]
            session.add(row)


@pytest.fixture
def shared(
    sqlite_database: Database, secrets: Secrets, now: datetime, tmp_path: Path
) -> tuple[Land, Database]:
    """A deployment of two businesses, each in its own accent."""
    path = tmp_path / "openhours.db"
    land = walking.till(path, secrets, now)
    dress(sqlite_database, fernhill=OURS, elsewhere=THEIRS)
    return land, sqlite_database


@pytest.mark.parametrize(
    ("path", "accent"),
    [
        (lambda land: routes.booking(land.coming_link), OURS),
        (lambda land: routes.booking(land.foreign_link), THEIRS),
        (lambda land: routes.join(land.join), OURS),
        (lambda land: routes.sign_in_link(land.sign_in), OURS),
        (lambda land: routes.reset(land.reset), OURS),
        (lambda land: routes.email_change(land.email), OURS),
        (lambda _: routes.SETTINGS, NONE),
        (lambda _: routes.SIGN_IN, NONE),
        (lambda _: "/404", NONE),
    ],
)
def test_a_page_wears_the_accent_of_its_row(
    shared: tuple[Land, Database], path: Callable[[Land], str], accent: str, now: datetime
) -> None:
    land, database = shared

    assert ask(database, land.secrets, now, path(land)).accent == accent


def test_where_there_is_one_business_every_page_wears_its_accent(
    sqlite_database: Database, secrets: Secrets, now: datetime
) -> None:
    before = ask(sqlite_database, secrets, now, routes.SIGN_IN)
    studio = open_studio(sqlite_database, secrets, "http://localhost:8000", now)
    dress(sqlite_database, fernhill=OURS)

    assert before.accent == NONE
    for path in (routes.SIGN_IN, routes.BOOKINGS, routes.SETTINGS, "/404"):
        asked = ask(sqlite_database, secrets, now, path)
        assert (path, asked.found, asked.statements) == (path, Meta(accent=OURS), 1)
    for path in (routes.HOME, studio.book, studio.embed, workspaces.set_up_path(secrets)):
        assert (path, ask(sqlite_database, secrets, now, path).accent) == (path, OURS)
    assert ask(sqlite_database, secrets, now, routes.HOME).statements == 1
    assert ask(sqlite_database, secrets, now, routes.book("fernhill", "gone")).found is None


def test_a_mailed_link_that_is_over_has_no_page(
    shared: tuple[Land, Database], now: datetime
) -> None:
    land, database = shared
    paths = [routes.sign_in_link(land.sign_in), routes.reset(land.reset)]

    for path in paths:
        found = ask(database, land.secrets, now, path).found
        assert isinstance(found, Meta)
        assert found.is_private
        assert ask(database, land.secrets, now + proofs.LASTS, path).found is None
        assert ask(database, land.secrets, now, path[:-4] + "AAAA").found is None


def test_the_accent_of_a_booking_costs_one_statement_more(
    shared: tuple[Land, Database], now: datetime
) -> None:
    land, database = shared

    assert ask(database, land.secrets, now, routes.booking(land.coming_link)).statements == 2


def test_where_there_are_several_the_dashboard_wears_that_of_the_one_signed_in_to(
    shared: tuple[Land, Database], now: datetime
) -> None:
    land, _ = shared
    database = Database(f"sqlite:///{land.path}")
    dress(database, fernhill=OURS, elsewhere=THEIRS)

    for who, accent in ((walking.RIGHTFUL, OURS), (walking.OUTSIDER, THEIRS)):
        for path in (routes.DASHBOARD, routes.SETTINGS, "/404"):
            asked = ask(database, land.secrets, now, path, land.cookies[who])
            assert (asked.accent, asked.statements) == (accent, 2)
    assert ask(database, land.secrets, now, routes.DASHBOARD, "forged").accent == NONE
    database.close()


def test_pages_without_a_row_come_also_while_the_database_is_away(
    secrets: Secrets, now: datetime, tmp_path: Path
) -> None:
    gone = Database(f"sqlite:///{tmp_path / 'no' / 'folder' / 'o.db'}")

    for path in (routes.SIGN_IN, routes.DASHBOARD, "/404"):
        assert ask(gone, secrets, now, path, "a-token").found == Meta()
    with pytest.raises(sa.exc.OperationalError):
        ask(gone, secrets, now, routes.HOME)
