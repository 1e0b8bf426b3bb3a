"""The demo's people, their hours in three zones, and what they offer."""

from sched_app.demo.making import DAY, ZONE, Making, on_clock, workday
from sched_app.services import (
    access,
    meeting_types,
    member_invitations,
    members,
    schedules,
    time_off,
)
from sched_app.services.meeting_type_forms import (
    DurationForm,
    HostForm,
    MeetingTypeForm,
    QuestionForm,
)
from sched_app.services.member_invitations import InvitationForm
from sched_app.services.members import MemberForm
from sched_app.services.schedules import ScheduleForm
from sched_app.services.time_off import TimeOffForm

OWNER, ADMIN, ORGANIZER = (f"{name}@fernhill.example" for name in ("ines", "priya", "tom"))
PASSWORD = "a kettle, two cups and a lamp"

DAYTIME = [[540, 750], [810, 1080]]
HOURS = {
    "Ines Okafor": (
        ZONE,
        [DAYTIME, DAYTIME, [[540, 750], [810, 1200]], DAYTIME, [[540, 960]], [], []],
    ),
    "Tom Wells": (
        "Europe/Berlin",
        [[], [[660, 1140]], [[660, 1140]], [[660, 1140]], [], [[660, 840]], []],
    ),
    "Priya Raman": (
        "Asia/Kolkata",
        [[[810, 1050]], [[900, 1200]], [[810, 1050]], [[900, 1200]], [[810, 1050]], [], []],
    ),
}
EVENINGS = [[], [[1080, 1260]], [], [[1080, 1260]], [], [], []]


def gather(making: Making) -> None:
    """Add two hosts, and invite one who has not joined yet."""
    for name, email, role in (
        ("Tom Wells", ORGANIZER, "organizer"),
        ("Priya Raman", ADMIN, "admin"),
    ):
        added = making.do(
            members.add_member,
            MemberForm(name, email, role),
            secrets=making.secrets,
            has_mail=False,
            days=-74,
        )
        token = added.join_path.rsplit("/", 1)[1]
        given = {"secrets": making.secrets, "actor": access.visitor()}
        making.do(members.join, token, PASSWORD, days=-73, **given)
        making.business.people[name], _ = making.member(name)
    invited = making.do(
        member_invitations.invite,
        InvitationForm("ada.lind@fernhill.example", "admin"),
        secrets=making.secrets,
        has_mail=False,
        days=-2,
    )
    making.business.join = invited.join_path


def set_hours(making: Making) -> None:
    """Give everyone their hours, two dates that differ, and an absence."""
    for name, (zone, weekly) in HOURS.items():
        actor, public_id = making.member(name)
        with making.database.reading() as session:
            (usual,) = schedules.listed(session, actor=actor, member_public_id=public_id)
        form = ScheduleForm(usual.name, zone, weekly)
        making.do(schedules.change, usual.public_id, form, actor=actor, days=-73)
        if name == "Ines Okafor":
            making.do(schedules.create, ScheduleForm("Evenings", ZONE, EVENINGS), days=-30)
            for step, hours in ((9, []), (11, [[600, 840]])):
                on = workday(making.now, step, (0, 3, 4)).date()
                making.do(schedules.set_override, usual.public_id, on, hours)
    away = workday(making.now, 20)
    making.do(
        time_off.add,
        TimeOffForm(
            on_clock(away, "00:00"), on_clock(away + 2 * DAY, "00:00"), "Conference in Leeds"
        ),
        actor=making.business.people["Tom Wells"],
    )


def offer(making: Making) -> None:
    """Make a meeting type of each routing, one on request, and one that is over."""
    ines, tom, priya = (making.member(name)[1] for name in HOURS)
    goal = QuestionForm("What would you like to be able to do?", "long_text", is_required=True)
    where = QuestionForm("How do you type today?", "choice", options=["Ten fingers", "Some", "Two"])
    room = "https://meet.fernhill.example/studio"
    forms = (
        MeetingTypeForm(
            "Intro call", [HostForm(ines)], "intro-call", location_kind="phone",
            description="Tell us what is hard. We suggest a class, a coach, or nothing at all.",
            durations=[DurationForm(20)],
        ),
        MeetingTypeForm(
            "Coaching session", [HostForm(ines, weight=2), HostForm(tom)], "coaching",
            description="One coach, one goal, and a written plan before you leave.",
            durations=[DurationForm(60, 6000), DurationForm(90, 8500)], questions=[goal, where],
            buffer_after_minutes=15, change_notice_minutes=24 * 60, limit_per_day=6,
            routing="round_robin", location_value=room,
        ),
        MeetingTypeForm(
            "Accessible typing at work", [HostForm(priya)], "accessible-typing",
            description="An expert call for managers and people with RSI, dyslexia or low vision.",
            needs_approval=True, location_value="https://meet.fernhill.example/priya",
        ),
        MeetingTypeForm(
            "Progress check", [HostForm(tom, priority=10), HostForm(ines, priority=1)],
            "progress-check", visibility="unlisted", routing="priority",
            durations=[DurationForm(30, 2500)],
            description="Half an hour on one habit, for those who have had a session or more.",
            location_value=room,
        ),
        MeetingTypeForm(
            "Family review", [HostForm(ines), HostForm(tom)], "family-review",
            visibility="unlisted", routing="collective", durations=[DurationForm(45)],
            location_value=room,
        ),
        MeetingTypeForm(
            "Summer taster", [HostForm(ines)], "summer-taster", visibility="inactive",
            location_kind="place", location_value="14 Alma Vale Road, Bristol BS8",
        ),
    )  # fmt: skip
    for form in forms:
        made = making.do(meeting_types.create, form, days=-71)
        making.business.types[made.slug] = made.public_id
