"""proofs by mail, a change of address, the second step of signing in

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _key() -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Column("id", kind, autoincrement=True, nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _of_a_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id"))


def upgrade() -> None:
    """Add the tables; nobody's address counts as proved yet."""
    op.add_column("users", _instant("email_proved_at", nullable=True))
    op.create_table(
        "proofs",
        _key(),
        _text("public_id", 32),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        _text("kind", 16),
        _instant("created_at"),
        _instant("expires_at"),
        _instant("ended_at", nullable=True),
        sa.CheckConstraint(
            "kind IN ('sign_in', 'reset', 'step')", name=op.f("ck_proofs_kind_known")
        ),
        _of_a_user("proofs"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proofs")),
        sa.UniqueConstraint("public_id", name=op.f("uq_proofs_public_id")),
    )
    op.create_index(op.f("ix_proofs_user_id"), "proofs", ["user_id"], unique=False)
    op.create_table(
        "email_changes",
        _key(),
        _text("public_id", 32),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        _text("email", 254),
        _text("email_key", 254),
        _instant("created_at"),
        _instant("expires_at"),
        _instant("old_confirmed_at", nullable=True),
        _instant("new_confirmed_at", nullable=True),
        _instant("ended_at", nullable=True),
        _of_a_user("email_changes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_changes")),
        sa.UniqueConstraint("public_id", name=op.f("uq_email_changes_public_id")),
    )
    op.create_index(op.f("ix_email_changes_user_id"), "email_changes", ["user_id"], unique=False)
    op.create_table(
        "second_steps",
        _key(),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        _text("key_name", 64),
        _text("salt", 64),
        _instant("created_at"),
        _instant("confirmed_at", nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        _of_a_user("second_steps"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_steps")),
        sa.UniqueConstraint("user_id", name=op.f("uq_second_steps_user_id")),
    )
    op.create_table(
        "recovery_codes",
        _key(),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        _text("code_hash", 64),
        _instant("used_at", nullable=True),
        _of_a_user("recovery_codes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_user_id"), "recovery_codes", ["user_id"], unique=False)


def downgrade() -> None:
    """Take the tables away again."""
    for table in ("recovery_codes", "email_changes", "proofs"):
        op.drop_index(op.f(f"ix_{table}_user_id"), table_name=table)
        op.drop_table(table)
    op.drop_table("second_steps")
    op.drop_column("users", "email_proved_at")
