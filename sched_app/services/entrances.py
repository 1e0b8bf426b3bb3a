"""The ways in besides the password: a link by mail, a new password by mail, the second step."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from sched_app.errors import CodeNeeded, Conflict, NotFound, NotSignedIn
from sched_app.models.accounts import Proof, ProofKind
from sched_app.models.workspaces import User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import (
    account_mails,
    accounts,
    events,
    passwords,
    persons,
    profiles,
    proofs,
    second_steps,
    tries,
)
from sched_app.services.access import Actor
from sched_app.services.account_mails import AccountMail
from sched_app.services.accounts import Entered, Transaction
from sched_app.services.forms import Checks, email_key

Kind = ProofKind
SIGN_IN, RESET = Kind.SIGN_IN, Kind.RESET


@dataclass(frozen=True, slots=True)
class LinkView:
    """What the page behind a mailed link greets with."""

    name: str
    email: str
    workspace_name: str
    workspace_accent: str


def ask(
    session: Session,
    secrets: Secrets,
    email: str,
    kind: Kind,
    *,
    has_mail: bool,
    attempts: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Mail a link to whoever has this address; open to everyone, and the same for an unknown one.

    `attempts` may be made from one address, as for passwords. Raise Invalid for no address,
    TooMany, and Conflict without a mail server.
    """
    if not has_mail:
        raise Conflict("problem.no_mail")
    checks = Checks()
    key = email_key(checks.email("email", email))
    checks.finish()
    # Fewer in all than from one address: nobody's mailbox is flooded, and each link works anyway.
    most = {"attempts": attempts, "from_anywhere": max(1, attempts // 2)}
    tries.spend(session, secrets, "link", key, **most, actor=actor, now=now)
    user = session.exec(select(User).where(User.email_key == key)).first()
    home = persons.home(session, user.id) if user else None
    if user is None or home is None:
        return
    workspace = session.get_one(Workspace, home)
    row = proofs.make(session, user.id or 0, kind, now=now)
    account_mails.put(
        session, AccountMail(kind.value), user, workspace,
        key=row.public_id, subject=("proof", row.id or 0), link=row.public_id, now=now,
    )  # fmt: skip
    _record(session, f"{kind.value}_link_asked", user.id or 0, workspace, actor, now)


def ask_own(
    session: Session,
    secrets: Secrets,
    *,
    has_mail: bool,
    attempts: int,
    actor: Actor,
    now: datetime,
) -> str:
    """Mail the actor a link by which they choose a password; give the address; raise as `ask`."""
    email = profiles.own(session, actor).email
    ask(session, secrets, email, RESET, has_mail=has_mail, attempts=attempts, actor=actor, now=now)
    return email


def greet(session: Session, secrets: Secrets, link: str, kind: Kind, *, now: datetime) -> LinkView:
    """Greet the holder of a link; changes nothing; raise NotFound for one that is spent or over."""
    proof = proofs.find(session, secrets, link, kind, now=now)
    user, workspace = _of(session, proof, lock=False)
    return LinkView(user.name, user.email, workspace.name, workspace.accent)


def by_link(
    session: Session,
    secrets: Secrets,
    link: str,
    *,
    device: str,
    lasts: timedelta,
    actor: Actor,
    now: datetime,
) -> Entered:
    """Sign the holder of a mailed link in, once, or ask for their second step; raise NotFound."""
    proof = proofs.spend(session, secrets, link, SIGN_IN, now=now)
    user, _ = _of(session, proof)
    _prove(session, user, now)
    return accounts.enter(session, secrets, user, device=device, lasts=lasts, actor=actor, now=now)


def by_reset(
    transaction: Transaction,
    secrets: Secrets,
    link: str,
    password: str,
    *,
    device: str,
    lasts: timedelta,
    actor: Actor,
    now: datetime,
) -> Entered:
    """Set a new password for the holder of a mailed link, end what was signed in, and let them in.

    Every other link to this account ends too. Raise NotFound for a link that is spent, and Invalid.
    """
    with transaction() as session:
        shown = greet(session, secrets, link, RESET, now=now)
    checks = Checks()
    passwords.check(checks, "password", password, email=shown.email)
    checks.finish()
    hashed = passwords.hashed(password)
    with transaction() as session:
        proof = proofs.spend(session, secrets, link, RESET, now=now)
        user, workspace = _of(session, proof)
        _prove(session, user, now)
        user.password_hash = hashed
        user.link_version += 1
        session.add(user)
        proofs.end_all(session, proof.user_id, now=now)
        accounts.end_all(session, proof.user_id, actor=actor, now=now)
        _record(session, "password_reset", proof.user_id, workspace, actor, now)
        account_mails.put(
            session, AccountMail.PASSWORD_CHANGED, user, workspace,
            key=proof.public_id, subject=("proof", proof.id or 0), now=now,
        )  # fmt: skip
        return accounts.enter(
            session, secrets, user, device=device, lasts=lasts, actor=actor, now=now
        )


def finish(
    transaction: Transaction,
    secrets: Secrets,
    step: str,
    code: str,
    *,
    device: str,
    attempts: int,
    lasts: timedelta,
    actor: Actor,
    now: datetime,
) -> Entered:
    """Make the second step of a sign-in, by a code; open to whoever made the first.

    Raise NotSignedIn if the first step is over, CodeNeeded for a wrong code, TooMany.
    """
    try:
        with transaction() as session:
            user_id = proofs.find(session, secrets, step, Kind.STEP, now=now).user_id
            accounts.spend_code(session, secrets, user_id, attempts=attempts, actor=actor, now=now)
        with transaction() as session:
            proofs.spend(session, secrets, step, Kind.STEP, now=now)
            user = session.get_one(User, user_id)
            if not second_steps.passes(session, secrets, user_id, code, now=now):
                raise CodeNeeded("problem.code_wrong")
            made = accounts.open_sign_in(
                session, user, device=device, lasts=lasts, actor=actor, now=now
            )
    except NotFound as error:
        raise NotSignedIn("problem.step_over") from error
    return Entered(*made)


def _of(session: Session, proof: Proof, *, lock: bool = True) -> tuple[User, Workspace]:
    locked = {"key_share": True} if lock else None
    user = session.get_one(User, proof.user_id, with_for_update=locked)
    home = persons.home(session, user.id)
    if home is None:
        raise NotFound("problem.link_over")
    return user, session.get_one(Workspace, home)


def _prove(session: Session, user: User, now: datetime) -> None:
    user.email_proved_at = user.email_proved_at or now
    session.add(user)
    session.flush()


def _record(
    session: Session, what: str, user_id: int, workspace: Workspace, actor: Actor, now: datetime
) -> None:
    events.record(
        session, what, "user", user_id, workspace_id=workspace.id or 0, actor=actor, now=now
    )
