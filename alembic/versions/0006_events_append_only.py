"""Events name the sign-in they came from, can be found by who and what, and are never changed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_events_at": ["workspace_id", "at", "id"],
    "ix_events_what": ["workspace_id", "what", "at", "id"],
    "ix_events_kind": ["workspace_id", "subject_kind", "at", "id"],
    "ix_events_actor": ["workspace_id", "actor_kind", "actor_id", "at", "id"],
}


def upgrade() -> None:
    """Add the sign-in and the indices, then let the database refuse every change of an event."""
    # No foreign key: sign-ins are forgotten a month after they end, and their events stay.
    op.add_column(
        "events",
        sa.Column(
            "sign_in_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
    )
    for name, columns in INDEXES.items():
        op.create_index(name, "events", columns)
    is_customers = sa.text("actor_kind = 'customer'")
    op.create_index(
        "ix_events_customer",
        "events",
        ["workspace_id", "at", "id"],
        sqlite_where=is_customers,
        postgresql_where=is_customers,
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'events_append_only'; END $$"
        )
        op.execute(
            "CREATE TRIGGER events_no_change BEFORE UPDATE OR DELETE ON events "
            "FOR EACH ROW EXECUTE FUNCTION events_append_only()"
        )
        op.execute(
            "CREATE TRIGGER events_no_truncate BEFORE TRUNCATE ON events "
            "FOR EACH STATEMENT EXECUTE FUNCTION events_append_only()"
        )
        return
    for when in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER events_no_{when} BEFORE {when.upper()} ON events "
            "BEGIN SELECT RAISE(ABORT, 'events_append_only'); END"
        )
    # INSERT OR REPLACE would delete the row before without firing the trigger above.
    op.execute(
        "CREATE TRIGGER events_no_replace BEFORE INSERT ON events "
        "WHEN EXISTS (SELECT 1 FROM events WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'events_append_only'); END"
    )


def downgrade() -> None:
    """Take the rule, the indices and the sign-in away."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER events_no_change ON events")
        op.execute("DROP TRIGGER events_no_truncate ON events")
        op.execute("DROP FUNCTION events_append_only()")
    else:
        for name in ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER events_no_{name}")
    for name in ("ix_events_customer", *INDEXES):
        op.drop_index(name, table_name="events")
    op.drop_column("events", "sign_in_id")
