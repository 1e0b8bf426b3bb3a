"""Bookings are found by words, status, type, host and period, on either database, each its own."""

from datetime import date

import pytest
import sqlalchemy as sa

from sched_app.errors import Invalid, NotSignedIn
from sched_app.models.bookings import Booking
from sched_app.models.workspaces import Role
from sched_app.services import booking_search, booking_views, cancellations
from sched_app.services.booking_search import Wanted
from tests.conftest import NOW
from tests.factories import Factory
from tests.services.people import STRANGER, outsider
from tests.support.visits import at, book, typed


class Scene:
    """Two hosts, two meeting types, and four bookings."""

    def __init__(self, session):
        make = Factory(session, NOW)
        self.session, self.make = session, make
        self.studio = make.workspace(timezone="Europe/Vienna")
        self.owner = make.member(self.studio, "Olga Owner", role=Role.OWNER)
        self.ana, self.ben = make.member(self.studio), make.member(self.studio, "Ben Ode")
        coaching = make.meeting_type(self.studio, [self.ana], name="Coaching session")
        review = make.meeting_type(self.studio, [self.ben], name="Family review")
        self.rows = {
            "renee": book(
                session, coaching, at(9), details=typed("Renée Müller", email="r@mueller.org")
            ),
            "hannah": book(
                session, coaching, at(10), details=typed("Hannah O'Neil", email="h.oneil@xuli.io")
            ),
            "ruth": book(
                session, review, at(11), details=typed("Ruth Coach", email="ruth@xuli.io")
            ),
            "late": book(
                session, review, at(23.5 - 8), details=typed("Late Larry", email="l@y.io")
            ),
        }
        cancellations.cancel(
            session, self.rows["ruth"].public_id, reason="", actor=self.owner.actor, now=NOW
        )
        session.flush()

    def find(self, which="all", actor=None, limit=25, cursor=None, **given):
        asked = booking_search.wanted(given)
        return booking_search.find(
            self.session, self.studio.id, asked, which=which, actor=actor or self.owner.actor,
            now=NOW, limit=limit, cursor=cursor,
        )  # fmt: skip

    def names(self, *given, **named):
        known = {row.public_id: name for name, row in self.rows.items()}
        return [known[item.id] for item in self.find(*given, **named).items]


@pytest.fixture
def scene(database):
    with database.transaction() as session:
        yield Scene(session)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("renee", ["renee"]),
        ("RENÉE mü", ["renee"]),
        ("mull", ["renee"]),
        ("hann", ["hannah"]),
        ("neil", ["hannah"]),
        ("h.oneil@xuli.io", ["hannah"]),
        ("xuli.io", ["ruth", "hannah"]),
        ("annah", []),  # The middle of a word.
        ("hannah ruth", []),
        ("coach", ["ruth", "hannah", "renee"]),  # A name, and a meeting type.
        ("coaching hannah", ["hannah"]),
        ("family review larry", ["late"]),
        ("family hannah", []),
        ("r", ["late", "ruth", "hannah", "renee"]),  # A single letter narrows nothing yet.
        ('"* NEAR(', []),
        ("% _ %%", ["late", "ruth", "hannah", "renee"]),
    ],
)
def test_words_are_found_by_their_beginning(scene, words, found):
    assert scene.names(words=words) == found


def test_a_booking_is_found_by_its_reference(scene):
    whole = scene.rows["hannah"].public_id
    assert scene.names(words=whole) == ["hannah"]
    assert scene.names(words=whole.removeprefix("bk_")[:8]) == ["hannah"]


def test_filters_narrow_and_join(scene):
    kind = scene.find(words="hannah").items[0].meeting_type_id

    assert scene.names(status="cancelled") == ["ruth"]
    assert scene.names(meeting_type=kind) == ["hannah", "renee"]
    assert scene.names(host=scene.ben.membership.public_id) == ["late", "ruth"]
    assert scene.names(host="mb_nobody") == []
    assert scene.names(meeting_type="mt_none") == []
    assert scene.names(host=scene.ben.membership.public_id, status="confirmed") == ["late"]
    assert scene.names(words="xuli.io", status="confirmed") == ["hannah"]
    assert scene.names("coming", words="xuli.io") == ["hannah"]


def test_a_period_is_whole_days_of_the_workspace(scene):
    day = at(9).date().isoformat()

    assert len(scene.names(since=day, until=day)) == 4
    assert scene.names(since=at(9, day=2).date().isoformat()) == []
    assert scene.names(until=NOW.date().isoformat()) == []


def test_pages_give_every_booking_once_however_it_is_found(scene):
    seen, cursor = [], None
    while True:
        page = scene.find(words="coach", limit=1, cursor=cursor)
        seen += [item.id for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break

    assert seen == [scene.rows[name].public_id for name in ("ruth", "hannah", "renee")]


def test_an_organizer_finds_their_own(scene):
    assert scene.names(actor=scene.ana.actor, words="xuli.io") == ["hannah"]
    assert scene.names(actor=scene.ben.actor, host=scene.ana.membership.public_id) == [
        "late", "ruth",
    ]  # fmt: skip
    assert booking_search.choices(scene.session, actor=scene.ana.actor).hosts == ()
    choices = booking_search.choices(scene.session, actor=scene.owner.actor)
    assert [name for _, name in choices.hosts] == ["Ana Ruiz", "Ben Ode", "Olga Owner"]
    assert [name for _, name in choices.meeting_types] == ["Coaching session", "Family review"]


def test_nobody_finds_anothers(scene):
    with pytest.raises(NotSignedIn):
        scene.find(actor=STRANGER, words="hannah")
    other = outsider(scene.make).actor
    found = booking_search.find(
        scene.session, other.workspace_id, booking_search.wanted({"words": "hannah"}),
        which="all", actor=other, now=NOW,
    )  # fmt: skip
    assert found.items == ()


def test_a_change_of_the_name_is_found_and_an_erased_one_is_not(scene):
    row = scene.rows["hannah"]
    row.attendee_name, row.attendee_email = "Grace Mbeki", None
    scene.session.add(row)
    scene.session.flush()

    assert scene.names(words="grace") == ["hannah"]
    assert scene.names(words="hannah") == []
    assert scene.names(words="oneil") == []


def test_what_is_found_very_often_is_looked_for_on_the_way(scene, monkeypatch):
    monkeypatch.setattr(booking_search, "FEW", 1)
    monkeypatch.setattr(booking_views, "FEW", 0)

    assert scene.names(words="xuli.io") == ["ruth", "hannah"]
    assert scene.names(words="coach") == ["ruth", "hannah", "renee"]
    assert scene.names(host=scene.ben.membership.public_id) == ["late", "ruth"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"status": "lost"}, "status"),
        ({"since": "soon"}, "since"),
        ({"until": "9999-12-31"}, "until"),
    ],
)
def test_what_cannot_be_asked_is_told_at_its_field(given, field):
    with pytest.raises(Invalid) as refusal:
        booking_search.wanted(given)
    assert refusal.value.fields.keys() == {field}


def test_words_are_read_plainly():
    assert booking_search.wanted({"words": "  Renée, O'Neil  "}).words == ("renee", "o", "neil")
    assert booking_search.wanted({"words": "a"}) == Wanted()
    assert booking_search.wanted({"words": "ab " * 300}).words == ("ab",)
    assert booking_search.wanted({"since": "2026-01-02"}).since == date(2026, 1, 2)


def test_a_deleted_booking_leaves_no_word(sqlite_database):
    with sqlite_database.transaction() as session:
        scene = Scene(session)
        connection = session.connection()
        connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        key = scene.rows["hannah"].id
        connection.execute(sa.delete(Booking).where(Booking.id == key))
        found = connection.execute(
            sa.text("SELECT count(*) FROM booking_search WHERE booking_search MATCH 'hannah'")
        ).scalar_one()
        session.rollback()
    assert found == 0
