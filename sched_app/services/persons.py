"""People with an account who are members, customers, or both: where they belong, if anywhere."""

import sqlalchemy as sa
from sqlmodel import Session, col, select

from sched_app.models.accounts import EmailChange, Proof, RecoveryCode, SecondStep
from sched_app.models.customers import Customer
from sched_app.models.identities import Identity
from sched_app.models.workspaces import Membership, SignIn, User

OF_A_PERSON = (SignIn, Proof, EmailChange, SecondStep, RecoveryCode, Identity)


def first_membership(session: Session, user_id: int | None) -> Membership | None:
    """Give the membership of the workspace that a person joined first, of those they are in."""
    return session.exec(
        select(Membership)
        .where(Membership.user_id == user_id, col(Membership.left_at).is_(None))
        .order_by(col(Membership.created_at), col(Membership.id))
    ).first()


def home(session: Session, user_id: int | None) -> int | None:
    """Give the workspace that a person is let into: as a member, else as a customer."""
    membership = first_membership(session, user_id)
    if membership is not None:
        return membership.workspace_id
    return session.exec(
        select(Customer.workspace_id)
        .where(Customer.user_id == user_id, col(Customer.erased_at).is_(None))
        .order_by(col(Customer.id))
    ).first()


def customer_in(session: Session, user_id: int | None, workspace_id: int) -> Customer | None:
    """Give a person as a customer of a workspace."""
    return session.exec(
        select(Customer).where(
            Customer.user_id == user_id,
            Customer.workspace_id == workspace_id,
            col(Customer.erased_at).is_(None),
        )
    ).first()


def distrust(session: Session, user: User) -> None:
    """Take from an account what was set up before anybody proved its address."""
    user.password_hash = None
    user.link_version += 1
    session.add(user)
    session.flush()
    _delete(session, user.id or 0)


def forget(session: Session, user_id: int) -> None:
    """Delete a person's account once they are nobody's customer and never were a member."""
    for table in (Customer, Membership):
        if session.exec(select(table.id).where(table.user_id == user_id)).first() is not None:
            return
    _delete(session, user_id)
    session.connection().execute(sa.delete(User).where(col(User.id) == user_id))
    session.expire_all()


def _delete(session: Session, user_id: int) -> None:
    for table in OF_A_PERSON:
        theirs: sa.ColumnElement[bool] = col(table.user_id) == user_id
        session.connection().execute(sa.delete(table).where(theirs))
