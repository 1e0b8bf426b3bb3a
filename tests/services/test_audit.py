"""The audit log: who did what to which row, when, from where; narrowed; nothing personal in it."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from sched_app import texts
from sched_app.errors import Forbidden, Invalid, NotSignedIn
from sched_app.models.bookings import BookingStatus
from sched_app.models.workspaces import Event, Role, SignIn, User
from sched_app.services import access, accounts, audit, audit_words, cancellations, events
from sched_app.services.audit import Wanted
from tests.conftest import NOW
from tests.factories import Factory
from tests.services.people import STRANGER, outsider
from tests.support.visits import at, book, browser, typed

SERVICES = Path(audit.__file__).parent
DAY = timedelta(days=1)
CHROME = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36"


class Scene:
    """A workspace with an owner and a host, some bookings, and what was done with them."""

    def __init__(self, session):
        make = Factory(session, NOW)
        self.make, self.session = make, session
        self.studio = make.workspace(timezone="Europe/Vienna")
        self.owner = make.member(self.studio, "Olga Owner", role=Role.OWNER)
        self.ana = make.member(self.studio)
        self.kind = make.meeting_type(self.studio, [self.ana])
        self.made = book(session, self.kind, at(9), details=typed("Priva Teperson"))
        token, self.sign_in = accounts.open_sign_in(
            session, self.owner.user, device=CHROME, lasts=30 * DAY, actor=browser(), now=NOW
        )
        self.signed_in = accounts.actor_of(session, token, now=NOW, request_id="rq_1")
        cancellations.cancel(
            session, self.made.public_id, reason="A private reason", actor=self.signed_in,
            now=NOW + DAY,
        )  # fmt: skip

    def rows(self, wanted=None, **given):
        page = audit.listing(self.session, wanted or Wanted(), actor=self.owner.actor, **given)
        return list(page.rows)


@pytest.fixture
def scene(database):
    with database.transaction() as session:
        yield Scene(session)


def test_an_event_tells_who_did_what_to_which_row_when_and_from_where(scene):
    gone, signed_in, booked = scene.rows()

    assert (gone.what, gone.at, gone.actor_name) == ("booking.cancelled", NOW + DAY, "Olga Owner")
    assert (gone.subject_id, gone.subject_name) == (scene.made.public_id, "Priva Teperson")
    assert (gone.fields, gone.device, gone.request_id) == (("status",), CHROME, "rq_1")
    assert (signed_in.what, signed_in.device) == ("signed_in", CHROME)
    assert (booked.what, booked.actor_kind, booked.device) == ("booking.confirmed", "visitor", "")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(what="signed_in"), ["signed_in"]),
        (Wanted(kind="booking"), ["booking.cancelled", "booking.confirmed"]),
        (Wanted(who="visitor"), ["booking.confirmed"]),
        (Wanted(who="mb_nobody"), []),
        (Wanted(since=NOW.date() + DAY), ["booking.cancelled"]),
        (Wanted(until=NOW.date()), ["signed_in", "booking.confirmed"]),
        (Wanted(kind="booking", until=NOW.date()), ["booking.confirmed"]),
    ],
)
def test_the_log_is_narrowed(scene, wanted, found):
    assert [row.what for row in scene.rows(wanted)] == found


def test_the_log_is_narrowed_to_a_member(scene):
    wanted = Wanted(who=scene.owner.membership.public_id)
    assert [row.what for row in scene.rows(wanted)] == ["booking.cancelled", "signed_in"]
    names = [name for _, name in audit.people(scene.session, actor=scene.owner.actor)]
    assert names == ["Ana Ruiz", "Olga Owner"]


def test_the_last_day_ends_at_the_workspaces_midnight(scene):
    # 23:30 UTC is the next day in Vienna.
    late = NOW.replace(hour=23, minute=30)
    events.record(
        scene.session, "workspace_changed", "workspace", scene.studio.id,
        workspace_id=scene.studio.id, actor=scene.owner.actor, now=late,
    )  # fmt: skip

    today, tomorrow = NOW.date(), NOW.date() + DAY
    assert "workspace_changed" not in [row.what for row in scene.rows(Wanted(until=today))]
    assert "workspace_changed" in [row.what for row in scene.rows(Wanted(since=tomorrow))]


def test_pages_give_every_event_once(scene):
    for number in range(7):
        events.record(
            scene.session, "workspace_changed", "workspace", scene.studio.id,
            workspace_id=scene.studio.id, actor=access.SYSTEM, now=NOW + DAY * (number % 2),
        )  # fmt: skip
    seen, after = [], None
    while True:
        page = audit.listing(scene.session, Wanted(), actor=scene.owner.actor, after=after, most=3)
        seen += [(row.at, row.id) for row in page.rows]
        after = page.after
        if after is None:
            break

    assert len(seen) == 10
    assert seen == sorted(set(seen), reverse=True)


@pytest.mark.parametrize("cursor", ["x", "1", "-1-1", "9" * 30, "1-" + "9" * 30, "1-x", "²-1"])
def test_a_cursor_that_is_none_of_ours_is_told(scene, cursor):
    with pytest.raises(Invalid):
        scene.rows(after=cursor)


@pytest.mark.parametrize("day", ["yesterday", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_what_is_no_date_is_told_at_its_field(day):
    with pytest.raises(Invalid) as refusal:
        audit.wanted({"until": day})
    assert refusal.value.fields.keys() == {"until"}
    assert audit.wanted({"who": "a\0b", "since": ""}) == Wanted(who="ab")


def test_only_owners_and_admins_read_it_and_only_their_own(scene):
    for actor, error in (
        (scene.ana.actor, Forbidden),
        (STRANGER, NotSignedIn),
    ):
        with pytest.raises(error):
            audit.listing(scene.session, Wanted(), actor=actor)
        with pytest.raises(error):
            audit.people(scene.session, actor=actor)
    assert audit.listing(scene.session, Wanted(), actor=outsider(scene.make).actor).rows == ()
    admin = scene.make.member(scene.studio, "Ada Admin", role=Role.ADMIN)
    assert len(audit.listing(scene.session, Wanted(), actor=admin.actor).rows) == 3


def test_a_sign_in_that_is_forgotten_takes_its_device_along_and_leaves_the_event(scene):
    scene.session.flush()
    later = NOW + 100 * DAY
    assert accounts.forget_old(scene.session, now=later) == 1

    gone = scene.rows()[0]
    assert (gone.what, gone.actor_name, gone.device) == ("booking.cancelled", "Olga Owner", "")
    event = scene.session.exec(select(Event).where(Event.what == "booking.cancelled")).one()
    assert event.sign_in_id is not None
    assert scene.session.get(SignIn, event.sign_in_id) is None


def test_erasing_a_person_leaves_no_name_in_the_log(scene):
    scene.made.attendee_name = ""
    scene.session.add(scene.made)
    user = scene.session.get_one(User, scene.owner.user.id)
    user.name = ""
    scene.session.add(user)
    scene.session.flush()

    shown = repr(scene.rows())
    stored = repr(scene.session.connection().execute(sa.text("SELECT * FROM events")).all())
    for words in ("Priva Teperson", "Olga Owner", "A private reason", "priva"):
        assert words not in shown
        assert words not in stored


# --- Words ---------------------------------------------------------------------------------------


def named_by_the_code() -> set[str]:
    """Give every event name that stands in the services, told by what they call `record` with."""
    found: set[str] = set()
    for path in SERVICES.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if called not in ("record", "_record", "_changed"):
                continue
            is_bookings = ast.unparse(node.func) == "appointments.record"
            found |= {
                f"booking.{one.value}" if is_bookings else one.value
                for one in node.args[1:3]
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
                if one.value not in audit_words.known("kind")
            }
    return found | {f"booking.{status.value}" for status in BookingStatus}


def test_every_event_that_the_code_records_has_words():
    named = named_by_the_code()

    assert {"signed_in", "booking.moved", "time_off_added", "message.resent"} <= named
    assert named - audit_words.known("what").keys() == set()


def test_every_kind_of_row_that_events_name_has_words():
    kinds = set()
    for path in SERVICES.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "events.record":
                given = node.args[2]
                kinds |= {given.value} if isinstance(given, ast.Constant) else set()
    assert {"booking", "membership"} <= kinds
    assert kinds - audit_words.known("kind").keys() == set()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18 Safari/604.1",
         "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0",
         "Firefox on Linux"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/156.0 Safari/537.36 Edg/156.0",
         "Edge on Mac"),
        ("curl/8.14.1", "curl/8.14.1"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_device_is_named_by_browser_and_system(agent, words):
    assert audit_words.device(agent, texts.DEFAULT) == words


def test_a_code_without_words_is_shown_plainly():
    assert audit_words.what("thing.half_done", "en") == "thing: half done"
    assert audit_words.field("starts_at", "en") == "time"
    assert audit_words.field("limit_per_day", "en") == "limit per day"
