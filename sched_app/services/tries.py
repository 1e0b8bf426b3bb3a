"""Attempts at an account: counted for it and for the address that they come from."""

from datetime import datetime, timedelta

from sqlmodel import Session

from sched_app.secrets_file import Secrets
from sched_app.services import limits, links
from sched_app.services.access import Actor

WITHIN = timedelta(minutes=15)
FROM_ANYWHERE, FROM_ONE_ADDRESS = 10, 3  # Times the attempts at one account from one address.


def spend(
    session: Session,
    secrets: Secrets,
    what: str,
    account: str,
    *,
    attempts: int,
    actor: Actor,
    now: datetime,
    from_anywhere: int = 0,
) -> None:
    """Count one attempt at an account, whether or not there is one; raise TooMany.

    `attempts` may be made in a quarter of an hour from one address, and ten times as many, or
    `from_anywhere`, in all. Do it in a transaction of its own where the attempt itself can fail: a
    failure would roll the count back.
    """
    named = links.keyed_hash(secrets, what, account or "none")
    address = actor.address_key[:30]
    # An account is mostly guarded by address: a stranger elsewhere must not lock its owner out.
    for spent, most in (
        (f"{what}:{named[:30]}:{address}", attempts),
        (f"{what}-to:{named}", from_anywhere or attempts * FROM_ANYWHERE),
        (f"{what}-from:{address}", attempts * FROM_ONE_ADDRESS),
    ):
        limits.count(session, spent, most=most, within=WITHIN, now=now)
