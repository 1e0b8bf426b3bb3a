"""Signing in by OpenID Connect: the way to an issuer and back, and whose identity came back.

Nobody is let in by what an issuer merely repeats. An identity that is linked signs its person in.
One that is not is linked to the person of its e-mail address only if the issuer vouches for the
address and the operator trusts the issuer in that; else people sign in first, and link it
themselves. A stranger hears the same in each case, so that nobody learns who has an account.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from sched_app.errors import Conflict, NotFound, NotSignedIn
from sched_app.integrations.protocols import OpenIDClaims, OpenIDIssuer
from sched_app.models.identities import Identity, OpenIDTrip
from sched_app.models.workspaces import SignIn, User, Workspace
from sched_app.secrets_file import Secrets
from sched_app.services import access, account_mails, accounts, events, limits, links, persons
from sched_app.services.access import Actor, ActorKind, Right
from sched_app.services.account_mails import AccountMail
from sched_app.services.accounts import Entered, Transaction
from sched_app.services.forms import email_key

TRIP_LASTS = timedelta(minutes=10)
STARTS_WITHIN = timedelta(minutes=15)
TOKEN_BYTES = 32
_CANCELLED = "access_denied"  # RFC 6749, 4.1.2.1.


@dataclass(frozen=True, slots=True)
class Start:
    """Where to send the browser, and what it keeps in a cookie until it comes back."""

    address: str
    browser: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser brought back from an issuer, and the cookie that it kept."""

    state: str
    browser: str
    code: str
    error: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """What came of it: who was let in, or None if an identity was linked."""

    entered: Entered | None
    after: str


@dataclass(frozen=True, slots=True)
class IdentityView:
    """One of a person's identities."""

    public_id: str
    provider: str
    email: str
    created_at: datetime
    used_at: datetime


@dataclass(frozen=True, slots=True)
class _Trip:
    nonce: str
    verifier: str
    after: str
    sign_in_id: int | None


def issuer(known: Mapping[str, OpenIDIssuer], key: str) -> OpenIDIssuer:
    """Give a configured issuer by its key; raise NotFound."""
    try:
        return known[key]
    except KeyError as error:
        raise NotFound("problem.openid_off") from error


def start(
    transaction: Transaction,
    issuer: OpenIDIssuer,
    redirect_uri: str,
    *,
    after: str,
    is_linking: bool,
    attempts: int,
    actor: Actor,
    now: datetime,
) -> Start:
    """Begin a way to an issuer; open to everyone, but for linking, which is for who is signed in.

    Raise NotSignedIn, TooMany, and VendorError if the issuer cannot be asked.
    """
    if is_linking:
        _require_user(actor)
    state, browser, nonce, verifier = (token_urlsafe(TOKEN_BYTES) for _ in range(4))
    with transaction() as session:
        address = actor.address_key[:30]
        limits.count(
            session, f"openid-from:{address}", most=attempts, within=STARTS_WITHIN, now=now
        )
        session.add(
            OpenIDTrip(
                state_hash=links.token_hash(state),
                browser_hash=links.token_hash(browser),
                provider=issuer.key,
                nonce=nonce,
                verifier=verifier,
                after=after,
                sign_in_id=actor.sign_in_id if is_linking else None,
                expires_at=now + TRIP_LASTS,
            )
        )
    page = issuer.start(redirect_uri, state=state, nonce=nonce, verifier=verifier, now=now)
    return Start(page, browser)


def finish(
    transaction: Transaction,
    secrets: Secrets,
    issuer: OpenIDIssuer,
    redirect_uri: str,
    answer: Answer,
    *,
    device: str,
    lasts: timedelta,
    actor: Actor,
    now: datetime,
) -> Arrival:
    """Sign in who came back from an issuer, or link their identity if they had asked for that.

    The state in the address and the cookie of the same browser are the right to do this, once.
    Raise Conflict for anything else, and VendorError if the issuer's answer does not hold.
    """
    with transaction() as session:
        trip = _taken(session, issuer.key, answer, now)
    if answer.error:
        cancelled = answer.error == _CANCELLED
        raise Conflict("problem.openid_cancelled" if cancelled else "problem.openid_failed")
    claims = issuer.finish(
        redirect_uri, answer.code, nonce=trip.nonce, verifier=trip.verifier, now=now
    )
    if answer.issuer and answer.issuer != claims.issuer:  # RFC 9207: the answer was mixed up.
        raise Conflict("problem.openid_failed")
    with transaction() as session:
        if trip.sign_in_id is not None:
            _link_own(session, trip.sign_in_id, issuer.key, claims, actor=actor, now=now)
            return Arrival(None, trip.after)
        user = _whose(session, issuer, claims, actor=actor, now=now)
        entered = accounts.enter(
            session, secrets, user, device=device, lasts=lasts, actor=actor, now=now
        )
    return Arrival(entered, trip.after)


def _taken(session: Session, provider: str, answer: Answer, now: datetime) -> _Trip:
    # One statement: of two who bring the same answer at once, one finds it taken.
    row = (
        session.connection()
        .execute(
            sa.delete(OpenIDTrip)
            .where(
                col(OpenIDTrip.state_hash) == links.token_hash(answer.state),
                col(OpenIDTrip.browser_hash) == links.token_hash(answer.browser),
                col(OpenIDTrip.provider) == provider,
                col(OpenIDTrip.expires_at) > now,
            )
            .returning(
                col(OpenIDTrip.nonce),
                col(OpenIDTrip.verifier),
                col(OpenIDTrip.after),
                col(OpenIDTrip.sign_in_id),
            )
        )
        .first()
    )
    if row is None:
        raise Conflict("problem.openid_lost")
    return _Trip(*row)


def _whose(
    session: Session, issuer: OpenIDIssuer, claims: OpenIDClaims, *, actor: Actor, now: datetime
) -> User:
    known = _known(session, claims)
    if known is not None and persons.home(session, known.user_id) is not None:
        known.email, known.used_at = claims.email[:254], now
        session.add(known)
        return session.get_one(User, known.user_id)
    key = email_key(claims.email) if claims.vouches_for_email and issuer.is_trusted else ""
    user = session.exec(select(User).where(User.email_key == key)).first() if key else None
    # Who was added, and has not joined, has not yet said that the address is theirs.
    if user is None or not user.has_joined or persons.home(session, user.id) is None:
        raise Conflict("problem.openid_unknown")
    _link(session, user, issuer.key, claims, actor=actor, now=now)
    return user


def _link_own(
    session: Session,
    sign_in_id: int,
    provider: str,
    claims: OpenIDClaims,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    _require_user(actor)
    asked = session.get(SignIn, sign_in_id)
    if asked is None or asked.user_id != actor.user_id:
        raise Conflict("problem.openid_lost")
    user = session.get_one(User, actor.user_id)
    _link(session, user, provider, claims, actor=actor, now=now)


def _link(
    session: Session,
    user: User,
    provider: str,
    claims: OpenIDClaims,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    fresh = Identity(
        user_id=_key(user.id),
        provider=provider,
        issuer=claims.issuer,
        subject=claims.subject,
        email=claims.email[:254],
        created_at=now,
        used_at=now,
    )
    insert = sqlite.insert if session.connection().dialect.name == "sqlite" else postgresql.insert
    # A rival may link the same identity right now: then this waits, and finds their row.
    inserted = session.connection().execute(
        insert(Identity)
        .values(fresh.model_dump(exclude={"id"}))
        .on_conflict_do_nothing(index_elements=["issuer", "subject"])
        .returning(col(Identity.id))
    )
    key = inserted.scalar()
    if key is not None:
        _record(session, "identity_linked", key, user, actor=actor, now=now)
        _tell(session, user, fresh, key, actor=actor, now=now)
        return
    known = _known(session, claims)
    if known is None or known.user_id != user.id:
        raise Conflict("problem.identity_taken")


def _tell(
    session: Session, user: User, row: Identity, key: int, *, actor: Actor, now: datetime
) -> None:
    """Mail the person that there is another way into their account."""
    workspace_id = actor.workspace_id or persons.home(session, user.id)
    account_mails.put(
        session, AccountMail.IDENTITY_LINKED, user, session.get_one(Workspace, workspace_id),
        key=row.public_id, subject=("identity", key), address=row.email or row.provider, now=now,
    )  # fmt: skip


def identities(session: Session, *, actor: Actor) -> list[IdentityView]:
    """List the actor's own identities, the oldest first."""
    _require_user(actor)
    found = session.exec(
        select(Identity).where(Identity.user_id == actor.user_id).order_by(col(Identity.id))
    )
    return [
        IdentityView(row.public_id, row.provider, row.email, row.created_at, row.used_at)
        for row in found
    ]


def unlink(session: Session, public_id: str, *, actor: Actor, now: datetime) -> None:
    """Forget one of the actor's own identities.

    Raise NotFound for another's, and Conflict if nothing else would let them in.
    """
    _require_user(actor)
    # Two at once could each leave the other as the last way in.
    user = session.get_one(User, actor.user_id, with_for_update={"key_share": True})
    own = session.exec(select(Identity).where(Identity.user_id == user.id)).all()
    row = next((one for one in own if one.public_id == public_id), None)
    if row is None:
        raise NotFound()
    if user.password_hash is None and len(own) == 1:
        raise Conflict("problem.identity_last")
    key = _key(row.id)
    session.delete(row)
    session.flush()
    _record(session, "identity_unlinked", key, user, actor=actor, now=now)


def forget_old(session: Session, *, now: datetime) -> int:
    """Delete ways that nobody came back from, for the hourly job; give how many."""
    gone = session.connection().execute(
        sa.delete(OpenIDTrip).where(col(OpenIDTrip.expires_at) <= now)
    )
    return gone.rowcount


def _require_user(actor: Actor) -> None:
    access.require(actor, Right.READ_TEAM, actor.workspace_id or 0)
    if actor.kind is not ActorKind.USER:
        raise NotSignedIn()


def _known(session: Session, claims: OpenIDClaims) -> Identity | None:
    return session.exec(
        select(Identity).where(Identity.issuer == claims.issuer, Identity.subject == claims.subject)
    ).first()


def _record(
    session: Session, what: str, key: int, user: User, *, actor: Actor, now: datetime
) -> None:
    workspace_id = actor.workspace_id or persons.home(session, user.id)
    events.record(
        session,
        what,
        "identity",
        key,
        workspace_id=_key(workspace_id),
        actor=actor,
        now=now,
        facts={"user": user.public_id},
    )


def _key(value: int | None) -> int:
    if value is None:
        raise ValueError("the row has not been flushed")
    return value
