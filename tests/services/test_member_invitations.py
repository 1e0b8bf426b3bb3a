"""Invitations: who may make them, how long they work, and who joins by them."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from sched_app.db import Database
from sched_app.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Event, Membership, Role, SignIn, User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import (
    accounts,
    departures,
    joining,
    letters,
    links,
    member_invitations,
    members,
    passwords,
)
from sched_app.services.access import Actor
from sched_app.services.letters import Letterhead
from sched_app.services.links import Purpose
from sched_app.services.member_invitations import InvitationForm
from tests.conftest import NOW
from tests.factories import Factory, Member
from tests.services import people
from tests.services.people import STRANGER

BEN = "Ben@Example.org"
PASSWORD = "rain on the roof"


@pytest.fixture
def studio(make: Factory) -> Workspace:
    return make.workspace(timezone="Europe/Paris")


@pytest.fixture
def owner(make: Factory, studio: Workspace) -> Member:
    return make.member(studio, "Ana Ruiz", role=Role.OWNER)


class Desk:
    """Invites and joins in one session."""

    def __init__(self, session: Session, secrets: Secrets) -> None:
        self.session, self.secrets = session, secrets

    def invite(
        self, actor: Actor, email: str = BEN, role: str = "organizer", days: int = 7,
        *, has_mail: bool = False, now: datetime = NOW,
    ) -> Any:  # fmt: skip
        return member_invitations.invite(
            self.session, InvitationForm(email, role, days), secrets=self.secrets,
            has_mail=has_mail, actor=actor, now=now,
        )  # fmt: skip

    def resend(self, public_id: str, actor: Actor, *, now: datetime = NOW) -> Any:
        return member_invitations.resend(
            self.session, public_id, secrets=self.secrets, has_mail=False, actor=actor, now=now
        )

    def token(self, invited: Any) -> str:
        assert invited.join_path is not None
        return str(invited.join_path).removeprefix("/join/")

    def greet(self, token: str, *, now: datetime = NOW) -> Any:
        return joining.greeting(self.session, token, secrets=self.secrets, now=now)

    def join(self, token: str, name: str = "Ben Okafor", *, now: datetime = NOW) -> User:
        return joining.join(
            self.session, token, name, PASSWORD, secrets=self.secrets, actor=STRANGER, now=now
        )

    def accept(self, token: str, actor: Actor, *, now: datetime = NOW) -> None:
        joining.accept(self.session, token, secrets=self.secrets, actor=actor, now=now)


@pytest.fixture
def desk(session: Session, secrets: Secrets) -> Desk:
    return Desk(session, secrets)


def signed_in(session: Session, member: Member) -> Actor:
    token, _ = accounts.open_sign_in(
        session, member.user, device="x", lasts=timedelta(days=1), actor=STRANGER, now=NOW
    )
    actor = accounts.actor_of(session, token, now=NOW)
    assert actor is not None
    return actor


def test_a_new_person_chooses_name_and_password_and_the_link_works_once(
    session: Session, studio: Workspace, owner: Member, desk: Desk
) -> None:
    token = desk.token(desk.invite(owner.actor, role="admin"))
    seen = desk.greet(token)
    assert (seen.email, seen.role, seen.invited_by, seen.has_account) == (
        "Ben@example.org", "admin", "Ana Ruiz", False
    )  # fmt: skip
    assert session.exec(select(User).where(User.email_key == "ben@example.org")).first() is None

    user = desk.join(token)

    assert (user.name, passwords.is_right(user.password_hash, PASSWORD)) == ("Ben Okafor", True)
    row = session.exec(select(Membership).where(Membership.user_id == user.id)).one()
    assert (row.workspace_id, row.role, row.left_at) == (studio.id, "admin", None)
    for again in (desk.greet, desk.join):
        with pytest.raises(NotFound):
            again(token)
    assert member_invitations.invited(session, actor=owner.actor, now=NOW) == []
    assert [event.what for event in session.exec(select(Event))] == [
        "member_invited", "member_joined"
    ]  # fmt: skip


def test_pending_ones_are_listed_run_out_and_are_sent_again(
    session: Session, owner: Member, desk: Desk
) -> None:
    first = desk.invite(owner.actor, days=2)
    later = NOW + timedelta(days=2)
    (seen,) = member_invitations.invited(session, actor=owner.actor, now=NOW)
    assert (seen.email, seen.invited_by, seen.is_over) == ("Ben@example.org", "Ana Ruiz", False)
    assert seen.expires_at == later
    (seen,) = member_invitations.invited(session, actor=owner.actor, now=later)
    assert seen.is_over
    for step in (desk.greet, desk.join):
        with pytest.raises(NotFound):
            step(desk.token(first), now=later)

    again = desk.resend(first.public_id, owner.actor, now=later)

    assert again.invitation.expires_at == later + timedelta(days=2)
    with pytest.raises(NotFound):  # The earlier link has ended, also by its date.
        desk.greet(desk.token(first))
    assert desk.greet(desk.token(again), now=later).email == "Ben@example.org"


def test_a_revoked_link_ends_at_once_and_makes_room_for_another(
    session: Session, owner: Member, desk: Desk
) -> None:
    first = desk.invite(owner.actor)
    with pytest.raises(Invalid) as refusal:
        desk.invite(owner.actor)
    assert refusal.value.fields["email"][0] == "field.already_invited"

    member_invitations.revoke(session, first.public_id, actor=owner.actor, now=NOW)

    with pytest.raises(NotFound):
        desk.join(desk.token(first))
    with pytest.raises(NotFound):
        desk.resend(first.public_id, owner.actor)
    second = desk.invite(owner.actor)
    desk.invite(owner.actor, now=NOW + timedelta(days=8))  # What ran out makes room by itself.
    with pytest.raises(NotFound):
        desk.join(desk.token(second))


def test_who_has_an_account_joins_with_it_and_keeps_name_and_password(
    session: Session, make: Factory, studio: Workspace, owner: Member, desk: Desk
) -> None:
    sam = people.outsider(make)
    sam.user.password_hash = "kept"
    session.flush()
    token = desk.token(desk.invite(owner.actor, email=sam.user.email))
    assert desk.greet(token).has_account
    with pytest.raises(Conflict) as refusal:
        desk.join(token, "Somebody Else")
    assert refusal.value.text_key == "problem.sign_in_to_join"
    with pytest.raises(NotSignedIn):
        desk.accept(token, STRANGER)

    actor = signed_in(session, sam)
    desk.accept(token, actor)

    assert (sam.user.name, sam.user.password_hash) == ("Olga Other", "kept")
    roles = session.exec(
        select(Membership.workspace_id, Membership.role).where(Membership.user_id == sam.user.id)
    ).all()
    assert set(roles) == {
        (sam.membership.workspace_id, "owner"), (studio.id, "organizer")
    }  # fmt: skip
    assert session.get_one(SignIn, actor.sign_in_id).workspace_id == studio.id
    with pytest.raises(NotFound):
        desk.accept(token, actor)


def test_a_member_gains_and_loses_nothing_by_another_invitation(
    session: Session, owner: Member, desk: Desk
) -> None:
    with pytest.raises(Invalid) as refusal:
        desk.invite(owner.actor, email=owner.user.email)
    assert refusal.value.fields["email"][0] == "field.already_member"
    token = desk.token(desk.invite(owner.actor, email="other@example.org"))

    with pytest.raises(Conflict) as again:
        desk.accept(token, signed_in(session, owner))

    assert again.value.text_key == "problem.member_already"
    assert owner.membership.role == "owner"


def test_an_account_without_password_is_not_taken_over_by_a_link_to_copy(
    session: Session, make: Factory, owner: Member, desk: Desk
) -> None:
    known = make.user("Nia New", "nia@example.org")
    copied = desk.invite(owner.actor, email=known.email)
    with pytest.raises(Conflict):
        desk.join(desk.token(copied))
    member_invitations.revoke(session, copied.public_id, actor=owner.actor, now=NOW)

    mailed = desk.invite(owner.actor, email=known.email, has_mail=True)
    message = session.exec(select(OutboxMessage)).one()
    payload = message.payload
    token = links.derive(desk.secrets, Purpose.INVITE, payload["invitation"], payload["version"])

    assert mailed.join_path is None
    assert desk.join(token, "Nia Now").id == known.id


def test_the_mail_says_who_invites_as_what_and_until_when_and_is_private(
    session: Session, owner: Member, desk: Desk
) -> None:
    desk.invite(owner.actor, role="admin", has_mail=True)
    message = session.exec(select(OutboxMessage)).one()
    assert (message.template, message.recipient, message.is_private) == (
        "invite", "Ben@example.org", True
    )  # fmt: skip
    assert "k1." not in str(message.payload)
    head = Letterhead("https://book.example.org", desk.secrets, "Home <home@example.org>")
    mail = letters.write(message, head, "#7B2D5E")
    assert mail.subject == letters.subject(message) == "Join Fernhill Studio"
    for words in ("Ana Ruiz invites you", "as an admin", "30 Nov, 09:00", "/join/k1.v.iv_"):
        assert words in mail.text


def test_what_a_member_invited_ends_when_they_leave(
    session: Session, make: Factory, studio: Workspace, owner: Member, desk: Desk
) -> None:
    admin = make.member(studio, "Adi Min", role=Role.ADMIN)
    token = desk.token(desk.invite(admin.actor))
    departures.leave(session, admin.membership.public_id, choices={}, actor=owner.actor, now=NOW)
    with pytest.raises(NotFound):
        desk.join(token)


def test_an_invitation_is_worth_what_its_maker_may_do_today(
    session: Session, make: Factory, studio: Workspace, owner: Member, desk: Desk
) -> None:
    second = make.member(studio, "Sue Second", role=Role.OWNER)
    crown = desk.invite(second.actor, email="crown@example.org", role="owner")
    plain = desk.invite(second.actor, email="plain@example.org", role="admin")
    members.change_role(session, second.membership.public_id, "admin", actor=owner.actor, now=NOW)
    with pytest.raises(NotFound):
        desk.join(desk.token(crown))
    assert desk.greet(desk.token(plain)).role == "admin"
    over = {
        one.email: one.is_over
        for one in member_invitations.invited(session, actor=owner.actor, now=NOW)
    }
    assert over == {"crown@example.org": True, "plain@example.org": False}

    again = desk.resend(crown.public_id, owner.actor)  # Now it is the owner's own.
    assert desk.join(desk.token(again)).email == "crown@example.org"


def test_only_who_may_edit_the_team_and_only_owners_make_owners(
    session: Session, make: Factory, studio: Workspace, owner: Member, desk: Desk
) -> None:
    admin = make.member(studio, "Adi Min", role=Role.ADMIN)
    ben = make.member(studio, "Ben Li")
    crown = desk.invite(owner.actor, email="crown@example.org", role="owner")
    steps = (
        lambda actor: desk.invite(actor),
        lambda actor: desk.resend(crown.public_id, actor),
        lambda actor: member_invitations.revoke(session, crown.public_id, actor=actor, now=NOW),
        lambda actor: member_invitations.get(session, crown.public_id, actor=actor, now=NOW),
    )
    for step in steps:
        for actor, refusal in (
            (STRANGER, NotSignedIn), (people.customer_of(studio), NotFound), (ben.actor, Forbidden),
        ):  # fmt: skip
            with pytest.raises(refusal):
                step(actor)
    for step in steps[1:]:
        with pytest.raises(NotFound):
            step(people.outsider(make).actor)
    for step in steps[1:3]:
        with pytest.raises(Forbidden):
            step(admin.actor)
    with pytest.raises(Forbidden):
        desk.invite(admin.actor, role="owner")
    assert desk.invite(admin.actor, role="admin").invitation.role == "admin"
    for email, role, days in (("no", "admin", 7), (BEN, "king", 7), (BEN, "admin", 0)):
        with pytest.raises(Invalid):
            desk.invite(owner.actor, email, role, days)


def test_a_forged_link_or_one_of_another_purpose_leads_nowhere(
    session: Session, secrets: Secrets, owner: Member, desk: Desk
) -> None:
    invited = desk.invite(owner.actor)
    token = desk.token(invited)
    wrong = links.derive(secrets, Purpose.MANAGE, invited.public_id, 1)
    for bad in (token[:-4] + "AAAA", wrong, "gone"):
        for step in (desk.greet, desk.join):
            with pytest.raises(NotFound):
                step(bad)
        with pytest.raises(NotFound):
            joining.accent(session, bad, secrets=secrets)
    assert joining.accent(session, token, secrets=secrets) == "#7B2D5E"


def test_on_both_databases_one_open_invitation_for_an_address(
    database: Database, secrets: Secrets
) -> None:
    with database.transaction() as session:
        make = Factory(session, NOW)
        owner = make.member(make.workspace(), "Ana Ruiz", role=Role.OWNER)
        desk = Desk(session, secrets)
        first = desk.invite(owner.actor)
        member_invitations.revoke(session, first.public_id, actor=owner.actor, now=NOW)
        desk.join(desk.token(desk.invite(owner.actor)))
    with database.reading() as session:
        assert len(session.exec(select(Membership)).all()) == 2


def test_of_two_who_use_one_link_at_once_one_joins(database: Database, secrets: Secrets) -> None:
    with database.transaction() as session:
        make = Factory(session, NOW)
        owner = make.member(make.workspace(), "Ana Ruiz", role=Role.OWNER)
        desk = Desk(session, secrets)
        token = desk.token(desk.invite(owner.actor))
    start = threading.Barrier(2)
    done: list[str] = []

    def join(name: str) -> None:
        start.wait()
        try:
            database.run(lambda session: Desk(session, secrets).join(token, name).id)
            done.append(name)
        except NotFound:
            done.append("too late")

    threads = [threading.Thread(target=join, args=(name,)) for name in ("Ben One", "Bea Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done)[1] == "too late"
    with database.reading() as session:
        assert len(session.exec(select(Membership)).all()) == 2
