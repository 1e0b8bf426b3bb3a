"""Calendar objects, as RFC 5545, 5546 and 6047 want them and as mail programs take them."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from urllib.parse import parse_qs, urlsplit

import pytest
import vobject

from sched_app.integrations.protocols import Email, Mailbox
from sched_app.integrations.smtp_email import compose
from sched_app.services import invitations, mail_texts
from sched_app.services.invitations import Appointment, Method
from sched_app.services.mail_facts import Kind
from tests.services.mails import CASES, FACTS, SENDER, URLS, utc

HANNAH = Mailbox("Hannah Lindqvist", "hannah@lindqvist.example")
INES = Mailbox("Ines Okafor", "ines@fernhill.example")
ENTRY = Appointment(
    uid="bk_1@openhours",
    sequence=2,
    stamped_at=utc(2026, 9, 8, 9, 24),
    starts_at=utc(2026, 9, 16, 9, 30),
    ends_at=utc(2026, 9, 16, 10, 30),
    summary="Coaching session with Ines Okafor",
    description="Move or cancel: https://book.fernhill.example/booking/k1.e.bk_1.1.mac",
    location="14 Alma Vale Road, Bristol",
    organizer=SENDER,
    attendees=(HANNAH, INES),
    url="https://book.fernhill.example/booking/k1.e.bk_1.1.mac",
)
WILD = replace(
    ENTRY,
    summary='Zoë, 田中; \\ "Q"\nATTENDEE:mailto:evil@lindqvist.example',
    description="é田" * 200 + "\r\nEND:VEVENT\r\nEND:VCALENDAR",
    location="a" * 500,
    organizer=Mailbox('Fern "hill"\r\nATTENDEE:mailto:evil@lindqvist.example', SENDER.address),
    attendees=(Mailbox("Lindqvist; Hannah: x,^n", HANNAH.address), INES),
)


def parsed(raw: bytes):
    """Read a calendar with a library that did not write it."""
    calendar = vobject.readOne(raw.decode())
    calendar.validate(raiseException=True)
    return calendar


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("entry", [ENTRY, WILD], ids=["plain", "wild"])
def test_lines_end_in_crlf_are_folded_at_75_octets_and_never_split_a_letter(entry, method):
    raw = invitations.invitation(entry, method)

    assert raw.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    for line in raw.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_a_request_says_everything_that_a_calendar_needs():
    calendar = parsed(invitations.invitation(ENTRY, Method.REQUEST))
    event = calendar.vevent

    assert calendar.method.value == "REQUEST"
    assert calendar.version.value == "2.0"
    assert "method" not in event.contents
    assert (event.uid.value, event.sequence.value) == ("bk_1@openhours", "2")
    assert event.dtstamp.value == ENTRY.stamped_at
    assert (event.dtstart.value, event.dtend.value) == (ENTRY.starts_at, ENTRY.ends_at)
    assert event.dtend.value > event.dtstart.value
    assert event.summary.value == ENTRY.summary
    assert event.location.value == ENTRY.location
    assert event.url.value in event.description.value
    assert event.status.value == "CONFIRMED"
    assert event.organizer.value == "mailto:bookings@fernhill.example"
    assert [attendee.value for attendee in event.attendee_list] == [
        "mailto:hannah@lindqvist.example",
        "mailto:ines@fernhill.example",
    ]
    assert event.attendee_list[0].params["PARTSTAT"] == ["ACCEPTED"]
    assert event.attendee_list[0].params["RSVP"] == ["FALSE"]


def test_times_are_utc_and_so_need_no_vtimezone():
    raw = invitations.invitation(ENTRY, Method.REQUEST)

    assert b"DTSTART:20260916T093000Z\r\n" in raw
    assert b"DTEND:20260916T103000Z\r\n" in raw
    assert b"DTSTAMP:20260908T092400Z\r\n" in raw
    assert b"TZID" not in raw
    assert b"VTIMEZONE" not in raw


def test_a_cancel_names_the_same_event_and_says_that_it_is_off():
    calendar = parsed(invitations.invitation(ENTRY, Method.CANCEL))

    assert calendar.method.value == "CANCEL"
    assert calendar.vevent.status.value == "CANCELLED"
    assert calendar.vevent.uid.value == ENTRY.uid
    assert len(calendar.vevent.attendee_list) == 2


def test_what_people_type_stays_in_its_place():
    event = parsed(invitations.invitation(WILD, Method.REQUEST)).vevent

    assert event.summary.value == WILD.summary
    assert event.description.value.replace("\r\n", "\n") == WILD.description.replace("\r\n", "\n")
    assert [attendee.value for attendee in event.attendee_list] == [
        "mailto:hannah@lindqvist.example",
        "mailto:ines@fernhill.example",
    ]
    assert event.organizer.value == "mailto:bookings@fernhill.example"
    assert event.organizer.params["CN"] == ["Fern 'hill' ATTENDEE:mailto:evil@lindqvist.example"]


@pytest.mark.parametrize(
    "entry",
    [
        replace(ENTRY, ends_at=ENTRY.starts_at),
        replace(ENTRY, ends_at=ENTRY.starts_at - timedelta(minutes=30)),
        replace(ENTRY, attendees=()),
        replace(ENTRY, attendees=(Mailbox("", "a@b.example\r\nX:y"),)),
    ],
)
def test_what_makes_no_sense_is_not_written(entry):
    with pytest.raises(ValueError):
        invitations.invitation(entry, Method.REQUEST)


def test_the_file_to_download_publishes_and_invites_nobody():
    calendar = parsed(invitations.ics_file(ENTRY))

    assert calendar.method.value == "PUBLISH"
    assert "attendee" not in calendar.vevent.contents


def test_the_links_to_web_calendars_carry_the_times_in_utc():
    google = parse_qs(urlsplit(invitations.google_link(ENTRY)).query)
    outlook = parse_qs(urlsplit(invitations.outlook_link(ENTRY)).query)

    assert google["dates"] == ["20260916T093000Z/20260916T103000Z"]
    assert google["text"] == outlook["subject"] == [ENTRY.summary]
    assert outlook["startdt"] == ["2026-09-16T09:30:00Z"]
    assert outlook["enddt"] == ["2026-09-16T10:30:00Z"]


def test_entries_keep_their_wall_clock_zone_out_of_it():
    from zoneinfo import ZoneInfo

    local = replace(ENTRY, starts_at=ENTRY.starts_at.astimezone(ZoneInfo("Pacific/Apia")))

    assert invitations.invitation(local, Method.REQUEST) == invitations.invitation(
        ENTRY, Method.REQUEST
    )


EXPECTED = {
    Kind.CONFIRMED: "REQUEST",
    Kind.ACCEPTED: "REQUEST",
    Kind.MOVED: "REQUEST",
    Kind.HANDED_OVER: "REQUEST",
    Kind.CANCELLED: "CANCEL",
    Kind.RELEASED: "CANCEL",
}


def written(name: str):
    """Give the mails of a case, by reader."""
    kind, facts = CASES[name]
    # Who gave a booking away is told that they are released, by a mail of its own.
    former = 0 if kind is Kind.HANDED_OVER else len(facts.former_hosts)
    yield mail_texts.to_host(kind, facts, len(facts.hosts) - 1 + former, URLS, SENDER)
    if kind is not Kind.RELEASED:
        yield mail_texts.to_attendee(kind, facts, URLS, SENDER)


@pytest.mark.parametrize("name", CASES)
def test_the_mail_repeats_the_method_and_comes_from_the_organizer(name):
    kind, facts = CASES[name]
    for mail in written(name):
        message = message_from_bytes(
            compose(
                Email(
                    sender=SENDER,
                    recipient=mail.recipient,
                    reply_to=mail.reply_to,
                    subject=mail.subject,
                    text=mail.text,
                    html=mail.html,
                    message_id="<ms_1@fernhill.example>",
                    at=facts.changed_at,
                    calendar=mail.calendar,
                    calendar_method=mail.method,
                )
            ),
            policy=default,
        )
        assert message.get_content_type() == "multipart/alternative"
        parts = {part.get_content_type(): part for part in message.iter_parts()}
        if not facts.invited or kind not in EXPECTED:
            assert "text/calendar" not in parts
            continue
        part = parts["text/calendar"]
        calendar = parsed(part.get_payload(decode=True))
        assert part.get_param("method") == calendar.method.value == EXPECTED[kind]
        assert part.get_param("charset") == "utf-8"
        sender = message["From"].addresses[0].addr_spec
        assert calendar.vevent.organizer.value == f"mailto:{sender}"
        assert calendar.vevent.uid.value == facts.uid
        assert calendar.vevent.sequence.value == str(facts.sequence)
        invited = [attendee.value for attendee in calendar.vevent.attendee_list]
        assert f"mailto:{message['To'].addresses[0].addr_spec}" in invited


def test_the_sequence_rises_over_the_life_of_a_booking_and_the_uid_stays():
    life = ["confirmed", "moved-by-attendee", "cancelled-by-attendee"]
    events = [parsed(next(written(name)).calendar).vevent for name in life]

    assert len({event.uid.value for event in events}) == 1
    numbers = [int(event.sequence.value) for event in events]
    assert numbers == sorted(set(numbers))


def test_a_host_who_leaves_gets_a_cancel_that_names_them_alone():
    kind, facts = CASES["released"]
    mail = mail_texts.to_host(kind, facts, 1, URLS, SENDER)

    calendar = parsed(mail.calendar)
    assert calendar.method.value == "CANCEL"
    assert [attendee.value for attendee in calendar.vevent.attendee_list] == [
        "mailto:ines@fernhill.example"
    ]


def test_the_attendees_link_is_not_in_the_hosts_calendar():
    host, attendee = written("confirmed")

    assert URLS.manage.encode() not in host.calendar.replace(b"\r\n ", b"")
    assert URLS.manage.encode() in attendee.calendar.replace(b"\r\n ", b"")
    assert "Left hand." in parsed(host.calendar).vevent.description.value
    assert "Left hand." not in parsed(attendee.calendar).vevent.description.value


def test_a_booking_without_an_address_invites_its_hosts_only():
    mail = mail_texts.to_host(Kind.CONFIRMED, replace(FACTS, attendee_email=""), 0, URLS, SENDER)

    assert [a.value for a in parsed(mail.calendar).vevent.attendee_list] == [
        "mailto:ines@fernhill.example"
    ]
    assert mail.reply_to == ()
