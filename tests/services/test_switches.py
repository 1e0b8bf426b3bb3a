"""Going from one of a person's workspaces to another, without signing in again."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from sched_app.errors import NotFound, NotSignedIn
from sched_app.models.workspaces import Role, SignIn, Workspace
from sched_app.services import access, accounts, switches
from sched_app.services.access import Actor
from tests.factories import Factory, Member

WEEK = timedelta(days=7)


@pytest.fixture
def places(make: Factory) -> dict[str, Workspace]:
    return {name: make.workspace(name=name) for name in ("Home", "Away", "Foreign", "Left")}


@pytest.fixture
def ana(make: Factory, places: dict[str, Workspace], now: datetime) -> Member:
    """Ana owns Home, hosts at Away, has left Left, and was never at Foreign."""
    first = make.member(places["Home"], role=Role.OWNER)
    make.member(places["Away"], user=first.user)
    left = make.member(places["Left"], user=first.user).membership
    left.left_at = now
    make.session.flush()
    return first


@pytest.fixture
def actor(session: Session, ana: Member, now: datetime) -> Actor:
    token, _ = accounts.open_sign_in(
        session, ana.user, device="Phone", lasts=WEEK, actor=access.visitor(), now=now
    )
    return whose(session, token, now)


def whose(session: Session, token: str, now: datetime) -> Actor:
    found = accounts.actor_of(session, token, now=now)
    assert found is not None
    return found


def test_the_others_are_those_that_one_is_in(session: Session, actor: Actor):
    assert [one.name for one in switches.others(session, actor=actor)] == ["Away"]
    with pytest.raises(NotSignedIn):
        switches.others(session, actor=access.visitor())


def test_a_switch_ends_the_one_sign_in_and_begins_the_other(
    session: Session, actor: Actor, places: dict[str, Workspace], now: datetime
):
    later = now + timedelta(days=2)

    entered = switches.switch(session, places["Away"].public_id, actor=actor, now=later)

    there = whose(session, entered.token, later)
    assert (there.workspace_id, there.role) == (places["Away"].id, "organizer")
    assert there.user_id == actor.user_id
    before, after = session.exec(select(SignIn).order_by(SignIn.id)).all()[-2:]
    assert before.ended_at == later
    assert after.expires_at == before.expires_at  # Nobody stays signed in by switching.
    assert after.device == "Phone"
    back = switches.switch(session, places["Home"].public_id, actor=there, now=later)
    assert whose(session, back.token, later).role == "owner"


@pytest.mark.parametrize("name", ["Foreign", "Left"])
def test_nobody_comes_where_they_do_not_belong(
    session: Session, actor: Actor, places: dict[str, Workspace], now: datetime, name: str
):
    with pytest.raises(NotFound):
        switches.switch(session, places[name].public_id, actor=actor, now=now)
    with pytest.raises(NotFound):
        switches.switch(session, "", actor=actor, now=now)
    with pytest.raises(NotSignedIn):
        switches.switch(session, places["Away"].public_id, actor=access.visitor(), now=now)

    assert session.get_one(SignIn, actor.sign_in_id).ended_at is None
