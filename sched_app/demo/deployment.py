"""The demo's own deployment: its folder, made once and anew when asked, and who may sign in."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlmodel import col, select

from sched_app import migrate, routes, wiring
from sched_app.db import Database
from sched_app.demo import fernhill, making, site, team
from sched_app.demo.post import Post
from sched_app.models.bookings import Booking, BookingStatus
from sched_app.secrets_file import load_or_create
from sched_app.settings import Settings
from sched_app.wiring import Wiring

FOLDER = "demo"
DATABASE = "openhours.db"
HERE = "127.0.0.1"


@dataclass(frozen=True)
class Logins:
    """Who can enter the demo, and the page of a customer's booking."""

    password: str
    people: tuple[tuple[str, str], ...]
    customer: str
    manage: str


def settings() -> Settings:
    """Read what the operator has set, and make nothing of it yet."""
    return Settings()


def folder(settings: Settings) -> Path:
    """Give the demo's folder, apart from the data of the deployment it lies beside."""
    return settings.data_dir / FOLDER


def is_made(settings: Settings) -> bool:
    """Tell whether there is a demo."""
    return (folder(settings) / DATABASE).is_file()


def make(settings: Settings, *, port: int, clock: Callable[[], datetime]) -> None:
    """Make the demo around this instant, in place of the one that there may be.

    It is made in a folder beside and then takes the place at once, so that there is a whole one
    or none.
    """
    now = clock()
    place = folder(settings)
    beside = place.with_name(f"{FOLDER}-in-the-making")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True, mode=0o700)
    database = Database(f"sqlite:///{beside / DATABASE}")
    try:
        migrate.run(database, now=now)
        secrets = load_or_create(beside / "secrets.json")
        business = fernhill.open_business(database, secrets, _address(port), now)
        site.wear_logo(database, business.owner, beside, now)
    finally:
        database.close()
    shutil.rmtree(place, ignore_errors=True)
    beside.rename(place)


def wire(settings: Settings, *, port: int) -> Wiring:
    """Give the demo's wiring: own database, files, secrets, and a post that sends nothing.

    Its passwords are known to everyone, so it listens to this machine alone unless a host is set.
    """
    own = settings.model_copy(
        update={
            "data_dir": folder(settings),
            "database_url": "",
            "secret_keys": None,
            "smtp_url": None,
            "mail_from": making.MAIL_FROM,
            "host": settings.host if "host" in settings.model_fields_set else HERE,
            "allowed_origins": (
                *settings.allowed_origins,
                _address(port),
                f"http://{HERE}:{port}",
            ),
        }
    )
    return replace(wiring.build(own), email=Post())


def logins(whole: Wiring) -> Logins:
    """Tell how to enter the demo as its people."""
    with whole.database.reading() as session:
        row = session.exec(
            select(Booking)
            .where(
                Booking.status == BookingStatus.CONFIRMED.value,
                col(Booking.starts_at) > whole.clock(),
            )
            .order_by(col(Booking.attendee_name) != "Ruth Adeyemi", col(Booking.starts_at))
        ).first()
        who, public_id = (row.attendee_name or "", row.public_id) if row else ("", "")
    path = making.manage(whole.database, whole.secrets, public_id) if public_id else routes.HOME
    people = (("owner", team.OWNER), ("admin", team.ADMIN), ("organizer", team.ORGANIZER))
    return Logins(team.PASSWORD, people, who, path)


def _address(port: int) -> str:
    return f"http://localhost:{port}"
