"""hosts weigh, and questions are asked under a condition

Revision ID: 0010
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let every host so far weigh one, and every question be asked always."""
    op.add_column(
        "meeting_type_hosts", sa.Column("weight", sa.Integer(), nullable=False, server_default="1")
    )
    op.add_column(
        "questions", sa.Column("shown_if", sa.JSON(), nullable=False, server_default="{}")
    )
