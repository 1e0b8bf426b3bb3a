"""Who sees which customers, page by page, and what of them."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from sched_app.errors import Forbidden, Invalid, NotFound, NotSignedIn
from sched_app.models.workspaces import Role
from sched_app.services import booking_views, customer_notes, customer_views
from tests.factories import Factory
from tests.services import people
from tests.support import clients


@pytest.fixture
def studio(make: Factory):
    """A studio with two organizers, each of whom hosts a booking of one customer."""
    workspace = make.workspace()
    ana, ben = make.member(workspace, "Ana Ruiz"), make.member(workspace, "Ben Okafor")
    rows = {}
    for host, name in ((ana, "Hannah Lindqvist"), (ben, "Karim Berger")):
        rows[name] = clients.customer(make, workspace, name, "School")
        kind = make.meeting_type(workspace, [host])
        for days in (-3, 2):
            clients.booking(make, host, kind, days=days, customer_id=rows[name].id)
    clients.customer(make, workspace, "Nobody Yet")
    return workspace, ana, ben, rows


def seen(session: Session, actor, now: datetime, **asked) -> list[str]:
    page = customer_views.list_page(session, actor=actor, now=now, **asked)
    return [row.name for row in page.items]


def test_an_admin_sees_everyone_and_an_organizer_their_own(session, studio, now) -> None:
    workspace, ana, ben, rows = studio
    admin = clients.admin_of(workspace)

    assert seen(session, admin, now) == ["Hannah Lindqvist", "Karim Berger", "Nobody Yet"]
    for asked in ({}, {"words": "a"}, {"words": "nna"}, {"tag": "school"}):
        everyone = seen(session, admin, now, **asked)
        assert seen(session, ana.actor, now, **asked) == [
            name for name in everyone if name == "Hannah Lindqvist"
        ]
    assert seen(session, ben.actor, now, words="hannah") == []
    assert customer_views.count(session, actor=admin) == 3
    assert customer_views.count(session, actor=ana.actor) == 1
    with pytest.raises(Forbidden):
        customer_views.get(session, rows["Karim Berger"].public_id, actor=ana.actor, now=now)
    assert customer_views.tags(session, actor=ana.actor) == ("School",)


def test_nobody_else_sees_any(session, make: Factory, studio, now) -> None:
    workspace, _, _, rows = studio
    one = rows["Hannah Lindqvist"].public_id
    other = people.outsider(make).actor

    assert seen(session, other, now) == []
    assert customer_views.tags(session, actor=other) == ()
    with pytest.raises(NotFound):
        customer_views.get(session, one, actor=other, now=now)
    for stranger, error in (
        (people.STRANGER, NotSignedIn),
        (people.customer_of(workspace), NotFound),
    ):
        with pytest.raises(error):
            customer_views.list_page(session, actor=stranger, now=now)
        with pytest.raises(error):
            customer_views.get(session, one, actor=stranger, now=now)


def test_rows_and_profile_count_the_bookings_that_their_reader_may_see(
    session, make: Factory, studio, now
) -> None:
    workspace, ana, ben, rows = studio
    hannah = rows["Hannah Lindqvist"]
    kind = make.meeting_type(workspace, [ben])
    for status, days in (("no_show", -9), ("cancelled", 5), ("completed", -20)):
        clients.booking(make, ben, kind, days=days, status=status, customer_id=hannah.id)

    admin = clients.admin_of(workspace)
    whole = customer_views.get(session, hannah.public_id, actor=admin, now=now).counts
    own = customer_views.get(session, hannah.public_id, actor=ana.actor, now=now).counts
    row = customer_views.list_page(session, actor=admin, now=now, words="hannah").items[0]
    mine = customer_views.list_page(session, actor=ana.actor, now=now).items[0]

    assert whole == customer_views.CountsView(5, 1, 2, 1, 1)
    assert own == customer_views.CountsView(2, 1, 1, 0, 0)
    assert (row.bookings, mine.bookings) == (5, 2)
    assert row.last_at == now - timedelta(days=3)
    assert row.next_at == now + timedelta(days=2)  # Not the cancelled one.
    history = booking_views.of_customer(session, hannah.id or 0, actor=admin, now=now, limit=3)
    assert [view.status for view in history.items] == ["cancelled", "confirmed", "completed"]
    rest = booking_views.of_customer(
        session, hannah.id or 0, actor=admin, now=now, cursor=history.next_cursor
    )
    assert [view.status for view in rest.items] == ["no_show", "completed"]
    assert (
        len(booking_views.of_customer(session, hannah.id or 0, actor=ana.actor, now=now).items) == 2
    )


def test_pages_follow_the_names_and_leave_nobody_out(session, make: Factory, now) -> None:
    workspace = make.workspace()
    names = [f"{letter}nna" for letter in "zyxÄbcöd"] + ["Same Name"] * 3
    for name in names:
        clients.customer(make, workspace, name)
    found, cursor = [], None
    while True:
        page = customer_views.list_page(
            session, actor=clients.admin_of(workspace), now=now, limit=2, cursor=cursor
        )
        found += [row.id for row in page.items]
        if (cursor := page.next_cursor) is None:
            break

    assert len(found) == len(set(found)) == len(names)


@pytest.mark.parametrize("cursor", ["x", "bm8=", "WzEsMl0=", "WyJhIiwgLTFd", "é"])
def test_a_cursor_of_others_is_refused(session, make: Factory, now, cursor: str) -> None:
    actor = clients.admin_of(make.workspace())
    with pytest.raises(Invalid):
        customer_views.list_page(session, actor=actor, now=now, cursor=cursor)


def test_of_a_tag_whatever_its_spelling(session, make: Factory, now) -> None:
    workspace = make.workspace()
    clients.customer(make, workspace, "Ana", "École")
    clients.customer(make, workspace, "Ben", "ecole", "VIP")
    admin = clients.admin_of(workspace)

    assert seen(session, admin, now, tag="ÉCOLE") == ["Ana", "Ben"]
    assert seen(session, admin, now, tag="vip", words="ben") == ["Ben"]
    assert seen(session, admin, now, tag="gone") == []


def test_a_note_may_be_changed_by_who_wrote_it_and_by_admins(session, studio, now) -> None:
    workspace, ana, _, rows = studio
    hannah = rows["Hannah Lindqvist"].public_id
    owner = clients.admin_of(workspace)
    customer_notes.add_note(session, hannah, "Likes mornings", actor=ana.actor, now=now)

    (mine,) = customer_views.get(session, hannah, actor=ana.actor, now=now).notes
    assert (mine.author, mine.may_change) == ("Ana Ruiz", True)
    (theirs,) = customer_views.get(session, hannah, actor=owner, now=now).notes
    assert theirs.may_change


def test_admins_and_organizers_have_these_rights(session, studio, now) -> None:
    _, ana, _, rows = studio
    view = customer_views.get(session, rows["Hannah Lindqvist"].public_id, actor=ana.actor, now=now)
    assert (view.may_edit, view.may_manage) == (True, False)
    assert ana.membership.role == Role.ORGANIZER.value
