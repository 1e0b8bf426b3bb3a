"""counts of visits, and indices from which a period's numbers are read

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ASKED = sa.text("request_expires_at IS NOT NULL")
NUMBERS = [
    "workspace_id", "starts_at", "status", "meeting_type_id", "created_at", "ends_at", "id",
]  # fmt: skip

VISITS = ["workspace_id", "on_date", "meeting_type_id", "stage", "facet", "count"]


def upgrade() -> None:
    """Add the table of counts and the two indices."""
    op.create_table(
        "visit_counts",
        sa.Column("id", BIG, autoincrement=True, nullable=False),
        sa.Column("workspace_id", BIG, nullable=False),
        sa.Column("meeting_type_id", BIG, nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("facet", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "stage IN ('opened', 'chosen', 'filled_in', 'booked')",
            name=op.f("ck_visit_counts_stage_known"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "meeting_type_id"],
            ["meeting_types.workspace_id", "meeting_types.id"],
            name=op.f("fk_visit_counts_workspace_id_meeting_type_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_counts")),
        sa.UniqueConstraint(
            "meeting_type_id",
            "on_date",
            "stage",
            "facet",
            name=op.f("uq_visit_counts_meeting_type_id_on_date_stage_facet"),
        ),
    )
    op.create_index("ix_visit_counts_period", "visit_counts", VISITS)
    op.create_index("ix_bookings_numbers", "bookings", NUMBERS)
    op.create_index(
        "ix_bookings_asked",
        "bookings",
        ["workspace_id", "created_at"],
        sqlite_where=ASKED,
        postgresql_where=ASKED,
    )


def downgrade() -> None:
    """Take them away."""
    op.drop_index("ix_bookings_asked", table_name="bookings")
    op.drop_index("ix_bookings_numbers", table_name="bookings")
    op.drop_table("visit_counts")
