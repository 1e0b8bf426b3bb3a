"""What operations about meeting types take and give."""

from dataclasses import asdict
from typing import Annotated, Literal

from pydantic import Field

from sched_app.api.fields import Asked, Day, Given, PublicId, text
from sched_app.services.meeting_types import (
    DurationForm,
    HostForm,
    MeetingTypeForm,
    MeetingTypeView,
    PublicView,
    QuestionForm,
    QuestionView,
)

DAY, YEAR = 1_440, 525_600
Visibility = Literal["public", "unlisted", "inactive"]
Routing = Literal["single", "round_robin", "priority", "collective"]
LocationKind = Literal["link", "phone", "place"]
QuestionKind = Literal["text", "long_text", "choice", "multiple", "phone", "number", "yes_no"]
Money = Annotated[int, Field(ge=0, le=10**9, description="In minor units of the currency.")]
Buffer = Annotated[int, Field(ge=0, le=DAY)]
Notice = Annotated[int, Field(ge=0, le=YEAR)]
Limit = Annotated[int, Field(ge=1, le=1000)]


class DurationAsked(Asked):
    """A length on offer, with its price."""

    minutes: Annotated[int, Field(ge=5, le=DAY, multiple_of=5)]
    price_minor: Money = 0
    deposit_minor: Money = 0


class HostAsked(Asked):
    """Who hosts, by which hours (their default ones if none are named)."""

    member_id: PublicId
    schedule_id: PublicId | None = None
    priority: Annotated[int, Field(ge=0, le=100, description="The highest goes first.")] = 0
    weight: Annotated[
        int, Field(ge=1, le=100, description="Double the weight, double the turns.")
    ] = 1


class QuestionAsked(Asked):
    """An intake question; `id` names one that stays."""

    id: PublicId | None = None
    label: Annotated[str, text(300, 1, "What would you like to work on?")]
    kind: QuestionKind = "text"
    is_required: bool = False
    options: Annotated[list[Annotated[str, text(120, 1)]], Field(max_length=50)] = []
    shown_if: Annotated[
        int | None, Field(ge=0, le=29, description="The place, from 0, of an earlier question.")
    ] = None
    shown_values: Annotated[list[Annotated[str, text(120, 1)]], Field(max_length=50)] = []


class MeetingTypeAsked(Asked):
    """A meeting type as a whole. Either `horizon_days` counts, or both dates do."""

    name: Annotated[str, text(120, 1, "Coaching session")]
    hosts: Annotated[list[HostAsked], Field(min_length=1, max_length=50)]
    slug: Annotated[str, text(60, 0, "coaching")] = ""
    description: Annotated[str, text(2000)] = ""
    visibility: Visibility = "public"
    routing: Routing = "single"
    durations: Annotated[list[DurationAsked], Field(min_length=1, max_length=12)] = [
        DurationAsked(minutes=30)
    ]
    questions: Annotated[list[QuestionAsked], Field(max_length=30)] = []
    buffer_before_minutes: Buffer = 0
    buffer_after_minutes: Buffer = 0
    notice_minutes: Notice = 120
    interval_minutes: Annotated[int, Field(ge=5, le=DAY)] = 30
    horizon_days: Annotated[int, Field(ge=1, le=730)] | None = 60
    first_on: Day | None = None
    last_on: Day | None = None
    limit_per_day: Limit | None = None
    limit_per_week: Limit | None = None
    location_kind: LocationKind = "link"
    location_value: Annotated[str, text(500, 0, "https://meet.example.org/room")] = ""
    needs_approval: bool = False
    request_blocks: bool = True
    request_expires_minutes: Annotated[int, Field(ge=5, le=90 * DAY)] = 2 * DAY
    change_notice_minutes: Notice = 0

    def form(self) -> MeetingTypeForm:
        """Give what the service takes."""
        plain = {name: getattr(self, name) for name in type(self).model_fields if name in _PLAIN}
        return MeetingTypeForm(
            **plain,
            hosts=[
                HostForm(host.member_id, host.schedule_id or "", host.priority, host.weight)
                for host in self.hosts
            ],
            durations=[
                DurationForm(one.minutes, one.price_minor, one.deposit_minor)
                for one in self.durations
            ],
            questions=[
                QuestionForm(
                    one.label,
                    one.kind,
                    one.is_required,
                    one.options,
                    one.shown_if,
                    one.shown_values,
                    one.id or "",
                )
                for one in self.questions
            ],
        )


_PLAIN = MeetingTypeForm.__dataclass_fields__.keys() - {"hosts", "durations", "questions"}


class MeetingTypeChanged(MeetingTypeAsked):
    """The same; with `version`, only if nobody has changed it since that one."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None


class VisibilityAsked(Asked):
    """Who finds a meeting type: everyone, who has its link, or nobody."""

    visibility: Visibility


class Duration(Given):
    """A length on offer; money in minor units."""

    minutes: int
    price_minor: int
    deposit_minor: int


class TypeHost(Given):
    """A host with the hours that are used for this meeting type."""

    member_id: str
    name: str
    schedule_id: str
    schedule_name: str
    priority: int
    weight: int


class Question(Given):
    """An intake question."""

    id: str
    label: str
    kind: QuestionKind
    is_required: bool
    options: list[str]
    shown_if: int | None
    shown_values: list[str]


class Rules(Given):
    """What everyone may know of a meeting type's rules."""

    name: str
    slug: str
    path: str
    description: str
    visibility: Visibility
    location_kind: LocationKind
    location_value: str
    needs_approval: bool
    request_expires_minutes: int
    notice_minutes: int
    change_notice_minutes: int
    horizon_days: int | None
    first_on: Day | None
    last_on: Day | None


class MeetingType(Rules):
    """Everything about a meeting type, for members."""

    id: str
    version: int
    routing: Routing
    durations: list[Duration]
    hosts: list[TypeHost]
    questions: list[Question]
    buffer_before_minutes: int
    buffer_after_minutes: int
    interval_minutes: int
    limit_per_day: int | None
    limit_per_week: int | None
    request_blocks: bool

    @classmethod
    def of(cls, view: MeetingTypeView) -> "MeetingType":
        """Show a meeting type to a member."""
        plain = {name: getattr(view, name) for name in cls.model_fields if hasattr(view, name)}
        plain |= {
            "id": view.public_id,
            "durations": [Duration(**asdict(one)) for one in view.durations],
            "questions": [_question(one) for one in view.questions],
            "hosts": [
                TypeHost(
                    member_id=host.member_public_id,
                    name=host.name,
                    schedule_id=host.schedule_public_id,
                    schedule_name=host.schedule_name,
                    priority=host.priority,
                    weight=host.weight,
                )
                for host in view.hosts
            ],
        }
        return cls(**plain)


class MeetingTypeList(Given):
    """The workspace's meeting types in their order."""

    items: list[MeetingType]


class PublicType(Rules):
    """What a visitor needs to book. The address of a meeting room is told to attendees only."""

    id: str
    workspace_name: str
    workspace_slug: str
    workspace_timezone: str
    durations: list[Duration]
    host_names: list[str]
    questions: list[Question]

    @classmethod
    def of(cls, view: PublicView) -> "PublicType":
        """Show a meeting type to a visitor."""
        plain = {name: getattr(view, name) for name in cls.model_fields if hasattr(view, name)}
        plain |= {
            "id": view.public_id,
            "host_names": list(view.host_names),
            "durations": [Duration(**asdict(one)) for one in view.durations],
            "questions": [_question(one) for one in view.questions],
        }
        return cls(**plain)


class PublicTypeList(Given):
    """What a workspace offers to everyone."""

    items: list[PublicType]


def _question(view: QuestionView) -> Question:
    return Question(
        id=view.public_id,
        label=view.label,
        kind=view.kind,
        is_required=view.is_required,
        options=list(view.options),
        shown_if=view.shown_if,
        shown_values=list(view.shown_values),
    )
