"""Adding a member, the join link that works once, and who may do so."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from sched_app.db import Database
from sched_app.errors import Conflict, Forbidden, Invalid, NotFound, NotSignedIn
from sched_app.models.messages import OutboxMessage
from sched_app.models.schedules import Schedule
from sched_app.models.workspaces import Event, Membership, Role, User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import access, accounts, links, members, passwords
from sched_app.services.access import Actor
from sched_app.services.links import Purpose
from sched_app.services.members import AddedView, MemberForm
from tests.factories import Factory, Member
from tests.services import people

BEN = MemberForm("Ben Okafor", "Ben@Example.org", "organizer")
PASSWORD = "rain on the roof"
VISITOR = access.visitor()


@pytest.fixture
def studio(make: Factory) -> Workspace:
    return make.workspace(timezone="Europe/Paris")


@pytest.fixture
def owner(make: Factory, studio: Workspace) -> Member:
    return make.member(studio, "Ana Ruiz", role=Role.OWNER)


@pytest.fixture
def add(session: Session, secrets: Secrets, now: datetime) -> Any:
    def added(actor: Actor, form: MemberForm = BEN, *, has_mail: bool = False) -> AddedView:
        return members.add_member(
            session, form, secrets=secrets, has_mail=has_mail, actor=actor, now=now
        )

    return added


def token_of(added: AddedView) -> str:
    assert added.join_path is not None
    return added.join_path.removeprefix("/join/")


def test_without_mail_the_link_is_given_to_copy_and_works_once(
    session: Session, secrets: Secrets, studio: Workspace, owner: Member, now: datetime, add: Any
) -> None:
    added = add(owner.actor)
    token = token_of(added)
    greeting = members.join_view(session, token, secrets=secrets)
    assert (greeting.name, greeting.email) == ("Ben Okafor", "Ben@example.org")
    assert greeting.workspace_name == studio.name

    user = members.join(session, token, PASSWORD, secrets=secrets, actor=VISITOR, now=now)

    assert passwords.is_right(user.password_hash, PASSWORD)
    with pytest.raises(NotFound):
        members.join_view(session, token, secrets=secrets)
    with pytest.raises(NotFound):
        members.join(session, token, "another word", secrets=secrets, actor=VISITOR, now=now)
    assert session.exec(select(OutboxMessage)).all() == []
    assert [event.what for event in session.exec(select(Event))] == [
        "member_added",
        "member_joined",
    ]


def test_a_new_member_can_be_booked_from_the_start(
    session: Session, studio: Workspace, owner: Member, add: Any
) -> None:
    added = add(owner.actor)

    listed = members.members(session, actor=owner.actor)
    assert [(view.name, view.is_me, view.has_joined) for view in listed] == [
        ("Ana Ruiz", True, False),
        ("Ben Okafor", False, False),
    ]
    assert added.member == listed[1]
    hours = session.exec(select(Schedule).order_by(Schedule.id.desc())).first()  # type: ignore[union-attr]
    assert hours is not None
    assert hours.timezone == "Europe/Paris"
    assert hours.is_default


def test_with_mail_the_link_goes_out_privately_and_is_in_no_row(
    session: Session, secrets: Secrets, owner: Member, add: Any
) -> None:
    added = add(owner.actor, has_mail=True)

    assert added.join_path is None
    message = session.exec(select(OutboxMessage)).one()
    assert (message.template, message.recipient, message.is_private) == (
        "join",
        "Ben@example.org",
        True,
    )
    token = links.derive(secrets, Purpose.JOIN, message.payload["user"], message.payload["version"])
    assert members.join_view(session, token, secrets=secrets).name == "Ben Okafor"
    assert token not in repr(message)


def test_a_new_link_ends_the_old_one(
    session: Session, secrets: Secrets, owner: Member, now: datetime, add: Any
) -> None:
    added = add(owner.actor)

    renewed = members.new_join_link(
        session,
        added.member.public_id,
        secrets=secrets,
        has_mail=False,
        actor=owner.actor,
        now=now,
    )

    with pytest.raises(NotFound):
        members.join_view(session, token_of(added), secrets=secrets)
    members.join(session, token_of(renewed), PASSWORD, secrets=secrets, actor=VISITOR, now=now)
    with pytest.raises(Conflict) as refused:
        members.new_join_link(
            session,
            added.member.public_id,
            secrets=secrets,
            has_mail=False,
            actor=owner.actor,
            now=now,
        )
    assert refused.value.text_key == "problem.has_joined"


def test_the_operator_helps_out_who_forgot_the_password(
    session: Session, secrets: Secrets, studio: Workspace, owner: Member, now: datetime
) -> None:
    owner.user.password_hash = passwords.hashed(PASSWORD)
    token, _ = accounts.open_sign_in(
        session, owner.user, device="", lasts=timedelta(1), actor=VISITOR, now=now
    )

    given = members.new_join_link(
        session,
        owner.membership.public_id,
        secrets=secrets,
        has_mail=False,
        actor=people.system_in(studio),
        now=now,
    )
    assert accounts.actor_of(session, token, now=now)

    link = token_of(given)
    members.join(session, link, "sun on the stairs", secrets=secrets, actor=VISITOR, now=now)
    assert passwords.is_right(owner.user.password_hash, "sun on the stairs")
    assert accounts.actor_of(session, token, now=now) is None


def test_joining_asks_for_a_good_password(
    session: Session, secrets: Secrets, owner: Member, now: datetime, add: Any
) -> None:
    token = token_of(add(owner.actor))

    with pytest.raises(Invalid) as refused:
        members.join(session, token, "short", secrets=secrets, actor=VISITOR, now=now)

    assert list(refused.value.fields) == ["password"]
    assert members.join_view(session, token, secrets=secrets)


def test_who_signs_in_elsewhere_is_a_member_at_once(
    session: Session, make: Factory, owner: Member, now: datetime, add: Any
) -> None:
    ben = people.outsider(make).user
    ben.password_hash = passwords.hashed(PASSWORD)
    session.flush()

    added = add(owner.actor, MemberForm("Another Name", ben.email.upper(), "admin"))

    assert added.join_path is None
    assert added.member.has_joined
    assert added.member.name == ben.name == "Olga Other"
    assert passwords.is_right(ben.password_hash, PASSWORD)


def test_who_has_yet_to_join_elsewhere_is_never_handed_over_by_a_copied_link(
    session: Session, secrets: Secrets, make: Factory, owner: Member, now: datetime, add: Any
) -> None:
    ben = people.outsider(make).user
    form = MemberForm("Ben", ben.email, "organizer")

    with pytest.raises(Invalid) as refused:
        add(owner.actor, form)
    assert refused.value.fields == {"email": ("field.joins_elsewhere", {})}

    added = add(owner.actor, form, has_mail=True)
    assert added.join_path is None
    with pytest.raises(Conflict):
        members.new_join_link(
            session,
            added.member.public_id,
            secrets=secrets,
            has_mail=False,
            actor=owner.actor,
            now=now,
        )


def test_a_member_is_added_once_and_can_come_back(
    session: Session, secrets: Secrets, owner: Member, now: datetime, add: Any
) -> None:
    added = add(owner.actor)
    with pytest.raises(Invalid) as refused:
        add(owner.actor)
    assert refused.value.fields == {"email": ("field.already_member", {})}

    user = members.join(session, token_of(added), PASSWORD, secrets=secrets, actor=VISITOR, now=now)
    token, _ = accounts.open_sign_in(
        session, user, device="", lasts=timedelta(1), actor=VISITOR, now=now
    )
    assert accounts.actor_of(session, token, now=now)


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        (MemberForm("", "ben", "king"), {"name", "email", "role"}),
        (MemberForm("Ben", "ben@example", "admin"), {"email"}),
    ],
)
def test_bad_entries_are_named(owner: Member, add: Any, form: MemberForm, fields: set[str]) -> None:
    with pytest.raises(Invalid) as refused:
        add(owner.actor, form)

    assert set(refused.value.fields) == fields


def test_admins_add_members_and_only_owners_add_owners(
    make: Factory, studio: Workspace, owner: Member, add: Any
) -> None:
    admin = make.member(studio, role=Role.ADMIN)

    assert add(admin.actor).member.role == "organizer"
    with pytest.raises(Forbidden):
        add(admin.actor, MemberForm("Cem", "cem@example.org", "owner"))
    assert add(owner.actor, MemberForm("Cem", "cem@example.org", "owner")).member.role == "owner"
    system = people.system_in(studio)
    assert add(system, MemberForm("Dee", "dee@example.org", "owner")).member.role == "owner"


def test_who_may_not_add_members(
    session: Session,
    secrets: Secrets,
    make: Factory,
    studio: Workspace,
    owner: Member,
    now: datetime,
    add: Any,
) -> None:
    added = add(owner.actor, MemberForm("Cem", "cem@example.org", "organizer"))
    people_before = len(session.exec(select(User)).all())

    for actor, refusal in [
        (people.STRANGER, NotSignedIn),
        (people.customer_of(studio), NotFound),
    ]:
        with pytest.raises(refusal):
            add(actor)
        with pytest.raises(refusal):
            members.members(session, actor=actor)
    assert len(session.exec(select(User)).all()) == people_before

    organizer = make.member(studio, role=Role.ORGANIZER)
    with pytest.raises(Forbidden):
        add(organizer.actor)
    with pytest.raises(NotFound):
        members.new_join_link(
            session,
            added.member.public_id,
            secrets=secrets,
            has_mail=False,
            actor=people.outsider(make).actor,
            now=now,
        )


def test_two_workspaces_add_the_same_person_at_once(
    database: Database, secrets: Secrets, now: datetime
) -> None:
    with database.transaction() as session:
        make = Factory(session, now)
        owners = [make.member(make.workspace(), role=Role.OWNER).actor for _ in range(2)]
    start = threading.Barrier(2)

    def try_it(actor: Actor) -> None:
        start.wait()
        with database.transaction() as session:
            members.add_member(session, BEN, secrets=secrets, has_mail=True, actor=actor, now=now)

    rivals = [threading.Thread(target=try_it, args=(actor,)) for actor in owners]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()

    with database.reading() as session:
        ben = session.exec(select(User).where(User.email_key == "ben@example.org")).one()
        assert len(session.exec(select(Membership).where(Membership.user_id == ben.id)).all()) == 2


def test_roles_are_changed_by_who_may_and_the_last_owner_stays(
    session: Session, make: Factory, studio: Workspace, owner: Member, now: datetime
) -> None:
    ben = make.member(studio, "Ben Okafor")
    admin = make.member(studio, "Adi Min", role=Role.ADMIN)

    def change(member: Member, role: str, actor: Actor) -> str:
        public_id = member.membership.public_id
        return members.change_role(session, public_id, role, actor=actor, now=now).role

    for member, role, actor, refusal in (
        (ben, "admin", ben.actor, Forbidden),
        (ben, "owner", admin.actor, Forbidden),
        (owner, "admin", admin.actor, Forbidden),
        (ben, "emperor", owner.actor, Invalid),
        (owner, "admin", owner.actor, Conflict),
        (ben, "admin", people.STRANGER, NotSignedIn),
        (ben, "admin", people.customer_of(studio), NotFound),
        (ben, "admin", people.outsider(make).actor, NotFound),
    ):
        with pytest.raises(refusal):
            change(member, role, actor)
    assert change(ben, "admin", admin.actor) == "admin"
    assert change(ben, "admin", admin.actor) == "admin"  # A second click changes nothing.
    assert change(ben, "owner", owner.actor) == "owner"
    assert change(owner, "organizer", owner.actor) == "organizer"
    with pytest.raises(Forbidden):  # The actor is of before: they are no owner any more.
        change(ben, "admin", owner.actor)
    events = session.exec(select(Event).where(Event.what == "role_changed")).all()
    assert [event.facts for event in events] == [
        {"was": "organizer", "role": "admin"},
        {"was": "admin", "role": "owner"},
        {"was": "owner", "role": "organizer"},
    ]


def test_of_two_owners_who_demote_each_other_one_stays(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        make = Factory(session, now)
        studio = make.workspace()
        pair = [make.member(studio, name, role=Role.OWNER) for name in ("Ana A", "Ben B")]
        ids = [(one.membership.public_id, one.actor) for one in pair]
    start = threading.Barrier(2)
    done: list[str] = []

    def demote(target: int) -> None:
        start.wait()
        try:
            database.run(
                lambda session: members.change_role(
                    session, ids[target][0], "admin", actor=ids[1 - target][1], now=now
                )
            )
            done.append("done")
        except (Forbidden, Conflict):
            done.append("refused")

    threads = [threading.Thread(target=demote, args=(n,)) for n in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["done", "refused"]
    with database.reading() as session:
        roles = session.exec(select(Membership.role).where(Membership.role == "owner")).all()
    assert roles == ["owner"]
