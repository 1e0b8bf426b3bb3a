"""One's own account: name, password, the second step; what is dangerous asks for proof again."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from sched_app.errors import Conflict, Invalid, NotFound
from sched_app.models.workspaces import User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import (
    access,
    account_mails,
    accounts,
    events,
    passwords,
    proofs,
    second_steps,
    tries,
)
from sched_app.services.access import Actor, ActorKind, Right
from sched_app.services.account_mails import AccountMail
from sched_app.services.accounts import Transaction
from sched_app.services.forms import Checks, email_key
from sched_app.services.second_steps import Enrolment, StepsView


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A person to themselves."""

    name: str
    email: str
    has_password: bool
    steps: StepsView


def profile(session: Session, *, actor: Actor) -> ProfileView:
    """Show the actor their own account."""
    user = own(session, actor)
    return ProfileView(
        user.name,
        user.email,
        user.password_hash is not None,
        second_steps.view(session, actor.user_id or 0),
    )


def own(session: Session, actor: Actor, *, lock: bool = False) -> User:
    """Give the actor's own row; raise NotSignedIn for whoever is not signed in."""
    access.require(actor, Right.READ_TEAM, actor.workspace_id or 0)
    # A system actor, who may do everything, has no account.
    locked = {"key_share": True} if lock else None
    return session.get_one(User, actor.user_id, with_for_update=locked)


def rename(session: Session, name: str, *, actor: Actor, now: datetime) -> str:
    """Change the actor's name, as clients and colleagues read it; give it as kept."""
    user = own(session, actor, lock=True)
    checks = Checks()
    clean = checks.line("name", name, 120)
    checks.finish()
    if clean != user.name:
        user.name = clean
        session.add(user)
        session.flush()
        record(session, "account_changed", actor=actor, now=now, fields=["name"])
    return clean


def prove(
    transaction: Transaction,
    secrets: Secrets,
    password: str,
    *,
    attempts: int,
    actor: Actor,
    now: datetime,
) -> str | None:
    """Check the actor's own password again and give its hash; None for who has none.

    Attempts are counted, and kept, before. Raise Invalid at `password`, and TooMany.
    """
    with transaction() as session:
        kept = own(session, actor).password_hash
        if kept is not None:
            most = {"attempts": attempts, "from_anywhere": attempts}
            tries.spend(session, secrets, "again", str(actor.user_id), **most, actor=actor, now=now)
    if kept is not None and not passwords.is_right(kept, password):
        raise Invalid({"password": "field.password_wrong"})
    return kept


def change_password(
    transaction: Transaction,
    secrets: Secrets,
    password: str,
    new_password: str,
    *,
    attempts: int,
    actor: Actor,
    now: datetime,
) -> int:
    """Change the actor's password by the present one; give how many other sign-ins ended by it.

    Raise Invalid at `password` or `new_password`, TooMany, and Conflict for who has none: they
    choose one by a mailed link.
    """
    with transaction() as session:
        email = own(session, actor).email
    checks = Checks()
    passwords.check(checks, "new_password", new_password, email=email)
    checks.finish()
    kept = prove(transaction, secrets, password, attempts=attempts, actor=actor, now=now)
    if kept is None:
        raise Conflict("problem.no_password")
    hashed = passwords.hashed(new_password)
    with transaction() as session:
        user = own(session, actor, lock=True)
        if user.password_hash != kept:  # It was changed while we were checking.
            raise Invalid({"password": "field.password_wrong"})
        user.password_hash = hashed
        session.add(user)
        session.flush()
        proofs.end_all(session, actor.user_id or 0, now=now)
        record(session, "account_changed", actor=actor, now=now, fields=["password"])
        tell(session, AccountMail.PASSWORD_CHANGED, user, actor=actor, now=now)
        return accounts.end_others(session, actor=actor, now=now)


def begin_steps(
    transaction: Transaction,
    secrets: Secrets,
    password: str,
    *,
    attempts: int,
    actor: Actor,
    now: datetime,
) -> Enrolment:
    """Give a fresh secret for an authenticator, by the actor's password; it asks nothing yet.

    Raise Invalid at `password`, TooMany, and Conflict if it is on already.
    """
    prove(transaction, secrets, password, attempts=attempts, actor=actor, now=now)
    with transaction() as session:
        user = own(session, actor)
        issuer = session.get_one(Workspace, actor.workspace_id).name
        return second_steps.begin(
            session, secrets, actor.user_id or 0, account=user.email, issuer=issuer, now=now
        )


def confirm_steps(
    transaction: Transaction,
    secrets: Secrets,
    code: str,
    *,
    attempts: int,
    actor: Actor,
    now: datetime,
) -> tuple[str, ...]:
    """Turn the second step on by a first code; give the recovery codes, to be shown once.

    Raise Invalid at `code`, TooMany, and Conflict if nothing waits for one.
    """
    _spend_code(transaction, secrets, attempts=attempts, actor=actor, now=now)
    with transaction() as session:
        user = own(session, actor, lock=True)
        codes = second_steps.confirm(session, secrets, actor.user_id or 0, code, now=now)
        record(session, "second_step_on", actor=actor, now=now)
        tell(session, AccountMail.STEPS_ON, user, actor=actor, now=now)
    return codes


def renew_codes(
    transaction: Transaction,
    secrets: Secrets,
    given: str,
    *,
    attempts: int,
    actor: Actor,
    now: datetime,
) -> tuple[str, ...]:
    """Make new recovery codes, by a password or a code; the old ones end.

    Raise Invalid at `given`, TooMany, and Conflict if it is off.
    """
    _prove_either(transaction, secrets, given, attempts=attempts, actor=actor, now=now)
    with transaction() as session:
        own(session, actor, lock=True)
        _check_on(session, actor)
        record(session, "recovery_codes_renewed", actor=actor, now=now)
        return second_steps.renew_codes(session, actor.user_id or 0)


def end_steps(
    transaction: Transaction,
    secrets: Secrets,
    given: str,
    *,
    attempts: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Turn the second step off, by a password or a code.

    Raise Invalid at `given`, TooMany, and Conflict if it is off.
    """
    _prove_either(transaction, secrets, given, attempts=attempts, actor=actor, now=now)
    with transaction() as session:
        user = own(session, actor, lock=True)
        _check_on(session, actor)
        second_steps.turn_off(session, actor.user_id or 0)
        record(session, "second_step_off", actor=actor, now=now)
        tell(session, AccountMail.STEPS_OFF, user, actor=actor, now=now)


def help_out(session: Session, email: str, *, actor: Actor, now: datetime) -> str:
    """Turn a member's second step off, for the operator at the machine; give their name.

    Whoever lost phone and recovery codes has no other way in. Raise NotFound for an unknown
    address, and for everyone but the operator, Conflict if it is off.
    """
    if actor.kind is not ActorKind.SYSTEM:
        raise NotFound()
    workspace = session.get_one(Workspace, actor.workspace_id)
    user = session.exec(select(User).where(User.email_key == email_key(email))).first()
    membership = accounts.first_membership(session, user) if user else None
    if user is None or membership is None:
        raise NotFound()
    if not second_steps.is_on(session, membership.user_id):
        raise Conflict("problem.steps_off")
    second_steps.turn_off(session, membership.user_id)
    events.record(
        session, "second_step_off", "user", membership.user_id,
        workspace_id=workspace.id or 0, actor=actor, now=now,
    )  # fmt: skip
    account_mails.put(
        session, AccountMail.STEPS_OFF, user, workspace,
        key=f"{user.public_id}:operator:{int(now.timestamp())}",
        subject=("user", membership.user_id), now=now,
    )  # fmt: skip
    return user.name


def record(
    session: Session, what: str, *, actor: Actor, now: datetime, fields: list[str] | None = None
) -> None:
    """Write what somebody did to their own account."""
    events.record(
        session, what, "user", actor.user_id or 0,
        workspace_id=actor.workspace_id or 0, actor=actor, now=now, fields=fields or [],
    )  # fmt: skip


def tell(session: Session, kind: AccountMail, user: User, *, actor: Actor, now: datetime) -> None:
    """Mail a person that their account was changed, in case it was not them."""
    account_mails.put(
        session, kind, user, session.get_one(Workspace, actor.workspace_id),
        key=f"{user.public_id}:{actor.request_id}:{int(now.timestamp())}",
        subject=("user", actor.user_id or 0), now=now,
    )  # fmt: skip


def _check_on(session: Session, actor: Actor) -> None:
    if not second_steps.is_on(session, actor.user_id or 0):
        raise Conflict("problem.steps_off")


def _spend_code(
    transaction: Transaction, secrets: Secrets, *, attempts: int, actor: Actor, now: datetime
) -> None:
    with transaction() as session:
        own(session, actor)
        user_id = actor.user_id or 0
        accounts.spend_code(session, secrets, user_id, attempts=attempts, actor=actor, now=now)


def _prove_either(
    transaction: Transaction,
    secrets: Secrets,
    given: str,
    *,
    attempts: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Take the actor's password or a code; raise Invalid at `given`, and TooMany."""
    _spend_code(transaction, secrets, attempts=attempts, actor=actor, now=now)
    with transaction() as session:
        if second_steps.passes(session, secrets, actor.user_id or 0, given, now=now):
            return
        kept = own(session, actor).password_hash
    if not passwords.is_right(kept, given):
        raise Invalid({"given": "field.password_or_code"})
