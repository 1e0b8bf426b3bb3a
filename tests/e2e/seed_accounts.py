"""What there is to see of accounts: devices, a new address that waits, links that were mailed."""

from datetime import datetime, timedelta

from sqlmodel import Session

from sched_app import routes
from sched_app.models.accounts import EmailChange, ProofKind, SignUp
from sched_app.models.workspaces import User
from sched_app.secrets_file import Secrets
from sched_app.services import access, accounts, links, proofs
from sched_app.services.access import Actor
from sched_app.services.links import Purpose

DEVICES = (
    ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) Version/18.6 Mobile Safari/604.1", 3),
    ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0", 50),
    ("Backup script", 400),
)
NEW_ADDRESS = "ines.okafor@fernhill-studio.example"


def fill(
    session: Session, secrets: Secrets, person: Actor, *, actor: Actor, now: datetime
) -> dict[str, str]:
    """Give a person devices, links, and a new address that waits; give the links' paths."""
    user = session.get_one(User, person.user_id)
    for device, hours in DEVICES:
        at = now - timedelta(hours=hours)
        accounts.open_sign_in(
            session, user, device=device, lasts=timedelta(30), actor=access.visitor(), now=at
        )
    change = EmailChange(
        user_id=person.user_id, email=NEW_ADDRESS, email_key=NEW_ADDRESS,
        created_at=now, expires_at=now + timedelta(hours=22), new_confirmed_at=now,
    )  # fmt: skip
    waiting = SignUp(
        email="olaf@oak-yard.example", email_key="olaf@oak-yard.example",
        created_at=now, expires_at=now + timedelta(1),
    )  # fmt: skip
    session.add_all([change, waiting])
    session.flush()
    mailed = {}
    for kind in (ProofKind.SIGN_IN, ProofKind.RESET):
        proof = proofs.make(session, user.id or 0, kind, now=now)
        proof.expires_at = now + timedelta(1)  # Looking at all pages takes a while.
        mailed[kind] = proofs.token(secrets, kind, proof.public_id)
    session.flush()
    return {
        "sign-in": routes.sign_in_link(mailed[ProofKind.SIGN_IN]),
        "reset": routes.reset(mailed[ProofKind.RESET]),
        "sign-up": routes.sign_up_link(
            links.derive(secrets, Purpose.SIGN_UP, waiting.public_id, 1)
        ),
        "email": routes.email_change(links.derive(secrets, Purpose.EMAIL_OLD, change.public_id, 1)),
    }
