"""What the walk finds of an account: a second sign-in, mailed links, an address that waits."""

from datetime import datetime, timedelta
from typing import Any

from sched_app.models.accounts import EmailChange, ProofKind, SignUp
from sched_app.models.workspaces import User
from sched_app.secrets_file import Secrets
from sched_app.services import access, accounts, links, proofs
from sched_app.services.access import Actor


def fill(session: Any, secrets: Secrets, person: Actor, now: datetime) -> dict[str, str]:
    """Give a person all that, and say what is where."""
    user = session.get_one(User, person.user_id)
    _, other = accounts.open_sign_in(
        session, user, device="", lasts=timedelta(1), actor=access.visitor(), now=now
    )
    found = {"other_sign_in": other.public_id}
    for kind in (ProofKind.SIGN_IN, ProofKind.RESET):
        proof = proofs.make(session, user.id, kind, now=now)
        found[kind.value] = proofs.token(secrets, kind, proof.public_id)
    change = EmailChange(
        user_id=user.id, email="olga@new.example", email_key="olga@new.example",
        created_at=now, expires_at=now + timedelta(1),
    )  # fmt: skip
    waiting = SignUp(
        email="olaf@example.org", email_key="olaf@example.org",
        created_at=now, expires_at=now + timedelta(1),
    )  # fmt: skip
    session.add_all([change, waiting])
    session.flush()
    found["email"] = links.derive(secrets, links.Purpose.EMAIL_OLD, change.public_id, 1)
    found["sign_up"] = links.derive(secrets, links.Purpose.SIGN_UP, waiting.public_id, 1)
    return found
