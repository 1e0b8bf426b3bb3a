"""How often booking pages were opened, and how far visits came: counts, and nothing of visitors."""

from datetime import date
from enum import StrEnum

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from sched_app.models.columns import in_workspace, key_field, one_of, ref_field, text_field


class Stage(StrEnum):
    """How far a visit of a booking page came; each stage counts once a visit."""

    OPENED = "opened"
    CHOSEN = "chosen"
    FILLED_IN = "filled_in"
    BOOKED = "booked"


class VisitCount(SQLModel, table=True):
    """How many visits reached a stage on a date of the workspace's zone.

    The facet is coarse: the visitor's zone where a page was opened, weekday and hour (`0-09` is
    Monday at nine, in the workspace's zone) where a time was chosen, else empty.
    """

    __tablename__ = "visit_counts"
    __table_args__ = (
        in_workspace("meeting_type_id", "meeting_types"),
        one_of("stage", Stage),
        sa.UniqueConstraint("meeting_type_id", "on_date", "stage", "facet"),
        sa.Index(
            "ix_visit_counts_period",
            "workspace_id",
            "on_date",
            "meeting_type_id",
            "stage",
            "facet",
            "count",
        ),
    )

    id: int | None = key_field()
    workspace_id: int = ref_field()
    meeting_type_id: int = ref_field()
    on_date: date = Field(sa_type=sa.Date)
    stage: str = text_field(16)
    facet: str = text_field(64, "")
    count: int = 0
