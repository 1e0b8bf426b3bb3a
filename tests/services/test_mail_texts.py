"""Each mail as sent, and what no mail may ever do."""

import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sched_app import texts
from sched_app.services import mail_layout, mail_texts
from sched_app.services.accents import derive
from sched_app.services.mail_facts import HostFacts, Kind, MailFacts
from sched_app.services.mail_layout import Mail
from sched_app.services.mail_readers import first_name, one_line
from tests.services.mails import BEN, CASES, FACTS, INES, SENDER, URLS, utc
from tests.support.accents import ODD

SNAPSHOTS = Path(__file__).parents[1] / "snapshots" / "mails"
WILD = 'Eve\r\nBcc: victim@lindqvist.example\n<script>alert(1)</script> "x" & {{ 7*7 }} {hosts}'


def mails(name: str) -> dict[str, Mail]:
    """Write every mail of a case, by reader."""
    kind, facts = CASES[name]
    if kind is Kind.RELEASED:
        return {"former-host": mail_texts.to_host(kind, facts, 1, URLS, SENDER)}
    return {
        "attendee": mail_texts.to_attendee(kind, facts, URLS, SENDER),
        "host": mail_texts.to_host(kind, facts, 0, URLS, SENDER),
    }


def join_mail() -> Mail:
    """Write the mail to a new member."""
    return mail_texts.to_new_member(
        name="Ben Adeyemi",
        address=BEN.email,
        workspace="Fernhill Studio",
        accent="#7B2D5E",
        locale="en",
        url="https://book.fernhill.example/join/k1.j.us_1.2.mac",
    )


class Page(HTMLParser):
    """An HTML mail taken apart: its tags in order, links, text, and tags left open."""

    VOID = frozenset({"meta", "br", "img", "hr"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "title"} & set(self.open) and data.strip():
            self.words.append(data.strip())


def as_kept(mail: Mail) -> str:
    """Give a mail as a snapshot holds it."""
    answers_to = ", ".join(f"{who.name} <{who.address}>" for who in mail.reply_to)
    return (
        f"To: {mail.recipient.name} <{mail.recipient.address}>\n"
        f"Reply-To: {answers_to}\n"
        f"Subject: {mail.subject}\n"
        f"Calendar: {mail.method or 'none'}\n\n{mail.text}"
    )


def compare(name: str, mail: Mail) -> None:
    """Compare with the snapshot; OPENHOURS_WRITE_SNAPSHOTS=1 writes it anew."""
    path = SNAPSHOTS / f"{name}.txt"
    if os.environ.get("OPENHOURS_WRITE_SNAPSHOTS"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(as_kept(mail), encoding="utf-8")
    assert as_kept(mail) == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", CASES)
def test_each_message_reads_as_its_snapshot(name):
    for reader, mail in mails(name).items():
        compare(f"{name}.{reader}", mail)


def test_the_mail_to_a_new_member_reads_as_its_snapshot():
    compare("join", join_mail())


@pytest.mark.parametrize("name", [*CASES, "join"])
def test_the_html_says_what_the_text_says(name):
    for mail in mails(name).values() if name != "join" else [join_mail()]:
        page = Page(mail.html)

        assert page.open == []
        assert page.tags.count("h1") == 1
        assert ("lang", "en") in page.attributes
        assert not {"script", "img", "link", "form", "iframe"} & set(page.tags)
        shown = " ".join(page.words)
        heading = mail.text.splitlines()[0]
        assert heading in shown
        for link in re.findall(r"https://\S+", mail.text):
            assert link.rstrip(".") in [*page.links, *page.words]
        tables = page.tags.count("table")
        assert page.attributes.count(("role", "presentation")) == tables


@pytest.mark.parametrize("name", CASES)
def test_whatever_people_typed_stays_text(name):
    kind, facts = CASES[name]
    wild = replace(
        facts,
        workspace_name=WILD,
        meeting=WILD,
        attendee_name=WILD,
        attendee_phone=WILD,
        hosts=tuple(replace(host, name=WILD) for host in facts.hosts),
        former_hosts=tuple(replace(host, name=WILD) for host in facts.former_hosts),
        location_value=WILD,
        answers=((WILD, WILD), ("Pick", [WILD, "b"])),
        reason=WILD,
        by_name=WILD,
    )
    place = len(wild.hosts) + len(wild.former_hosts) - 1
    written = [mail_texts.to_host(kind, wild, place, URLS, SENDER)]
    if kind is not Kind.RELEASED:
        written.append(mail_texts.to_attendee(kind, wild, URLS, SENDER))
    for mail in written:
        page = Page(mail.html)
        assert page.open == []
        assert "script" not in page.tags
        assert mail.subject.isprintable()
        assert len(mail.subject) <= mail_layout.SUBJECT_LENGTH
        for mailbox in (mail.recipient, *mail.reply_to):
            assert mailbox.name.isprintable()
        assert "49" not in mail.text
        assert "\r" not in mail.text


def test_long_names_are_cut_in_subjects_and_headings():
    facts = replace(FACTS, attendee_name="Wolfeschlegelsteinhausen" * 5, meeting="Long " * 24)
    mail = mail_texts.to_host(Kind.CONFIRMED, facts, 0, URLS, SENDER)

    assert "…" in mail.subject
    assert len(mail.text.splitlines()[0]) < 160
    assert facts.attendee_name in mail.text  # In full where there is room.


def test_names_beyond_ascii():
    facts = replace(
        FACTS, attendee_name="Zoë Łukasiewicz", hosts=(replace(INES, name="田中 さくら"),)
    )
    mail = mail_texts.to_attendee(Kind.CONFIRMED, facts, URLS, SENDER)

    assert mail.text.startswith("See you on Wednesday, Zoë\n")
    assert "田中 さくら" in mail.html


def test_the_attendees_zone_comes_first_and_the_hosts_follows_if_it_differs():
    attendee = mail_texts.to_attendee(Kind.CONFIRMED, FACTS, URLS, SENDER).text
    host = mail_texts.to_host(Kind.CONFIRMED, FACTS, 0, URLS, SENDER).text

    assert "10:30–11:30, Lisbon time\n11:30–12:30 for Ines, Paris time\n" in attendee
    assert "11:30–12:30, Paris time\n10:30–11:30 for Hannah, Lisbon time\n" in host
    same = replace(FACTS, hosts=(replace(INES, zone="Europe/London"),))
    assert "London" not in mail_texts.to_attendee(Kind.CONFIRMED, same, URLS, SENDER).text


def test_another_date_on_the_other_side_is_named():
    facts = replace(
        FACTS,
        hosts=(replace(BEN, zone="Pacific/Auckland"),),
        starts_at=utc(2026, 9, 16, 20),
        ends_at=utc(2026, 9, 16, 21),
    )
    mail = mail_texts.to_attendee(Kind.CONFIRMED, facts, URLS, SENDER)

    assert "Thu 17 Sep, 08:00–09:00 for Ben, Auckland time" in mail.text


def test_the_offset_is_written_on_a_day_when_the_clock_changes():
    facts = replace(FACTS, starts_at=utc(2026, 10, 25, 0, 30), ends_at=utc(2026, 10, 25, 1, 30))
    mail = mail_texts.to_attendee(Kind.CONFIRMED, facts, URLS, SENDER)

    assert "01:30 (UTC+1)–01:30 (UTC), Lisbon time (UTC+1)" in mail.text


def test_a_reader_who_names_a_twelve_hour_country_gets_twelve_hours():
    facts = replace(FACTS, attendee_locale="en-US")

    assert "10:30–11:30 am" in mail_texts.to_attendee(Kind.CONFIRMED, facts, URLS, SENDER).text


def test_the_year_is_written_only_if_it_is_another():
    later = replace(FACTS, starts_at=utc(2027, 1, 4, 9, 30), ends_at=utc(2027, 1, 4, 10, 30))

    assert "4 January 2027" in mail_texts.to_attendee(Kind.CONFIRMED, later, URLS, SENDER).text
    assert "2026" not in mail_texts.to_attendee(Kind.CONFIRMED, FACTS, URLS, SENDER).text


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Hannah Lindqvist", "Hannah"),
        ("Ngũgĩ wa Thiong’o", "Ngũgĩ"),
        ("Anne-Marie O'Hara", "Anne-Marie"),
        ("田中 さくら", "田中"),
        ("Win 1000 at http://spam.example", "Win"),
        ("http://spam.example Hannah", ""),
        ("hannah@lindqvist.example", ""),
        ("$$$ CASH", ""),
        ("", ""),
        ("x" * 30, ""),
    ],
)
def test_what_someone_is_called(name, called):
    assert first_name(name) == called


def test_one_line_keeps_letters_and_drops_what_breaks_a_header():
    assert one_line(" a\r\nb\tc\x00d\u2028e  f ") == "a b c d e f"
    assert one_line("abcdef", 4) == "abc…"


def test_the_attendees_link_reaches_nobody_else():
    for name in CASES:
        for reader, mail in mails(name).items():
            if reader != "attendee":
                assert URLS.manage not in mail.text + mail.html


def test_what_a_stranger_typed_is_not_mailed_to_the_address_they_gave():
    facts = replace(
        FACTS, attendee_name="Buy gold now at spam.example", answers=(("Why?", "Buy gold"),)
    )
    mail = mail_texts.to_attendee(Kind.CONFIRMED, facts, URLS, SENDER)

    assert "gold" not in mail.text + mail.html


def test_the_room_is_told_only_once_the_time_is_theirs():
    facts = replace(
        FACTS, location_kind="link", location_value="https://meet.example.org/secret-room"
    )
    waiting = replace(facts, status="requested", invited=False)

    confirmed = mail_texts.to_attendee(Kind.CONFIRMED, facts, URLS, SENDER)
    requested = mail_texts.to_attendee(Kind.REQUESTED, waiting, URLS, SENDER)
    assert 'href="https://meet.example.org/secret-room"' in confirmed.html
    assert "secret-room" not in requested.text + requested.html


def test_a_link_that_is_none_is_shown_but_not_linked():
    facts = replace(FACTS, location_kind="link", location_value="javascript:alert(1)")

    assert "javascript:" not in "".join(
        Page(mail_texts.to_attendee(Kind.CONFIRMED, facts, URLS, SENDER).html).links
    )


def test_several_hosts_are_joined_by_words():
    ana = HostFacts("Ana Ruiz", "ana@fernhill.example", "UTC", "en")
    mail = mail_texts.to_attendee(
        Kind.CONFIRMED, replace(FACTS, hosts=(ana, INES, BEN)), URLS, SENDER
    )

    assert "with Ana Ruiz, Ines Okafor and Ben Adeyemi is booked" in mail.text
    assert [mailbox.address for mailbox in mail.reply_to] == [ana.email, INES.email, BEN.email]


@pytest.mark.parametrize("accent", ODD)
def test_a_mail_wears_the_accent_with_a_label_that_can_be_read(accent):
    mail = mail_texts.to_attendee(Kind.DECLINED, replace(FACTS, accent=accent), URLS, SENDER)
    light, dark = derive(accent, "light"), derive(accent, "dark")
    button = re.search(r'class="button accent".+background:(#\w+);color:(#\w+);', mail.html)
    in_the_dark = re.search(r"\.accent { background: (#\w+) .+; color: (#\w+) ", mail.html)

    assert button is not None
    assert in_the_dark is not None
    assert button.groups() == (light["accent"], light["on-accent"])
    assert in_the_dark.groups() == (dark["accent"], dark["on-accent"])


def test_facts_come_back_from_json_as_they_were():
    import orjson

    for _, facts in CASES.values():
        assert MailFacts.from_json(orjson.loads(orjson.dumps(facts.to_json()))) == facts


def test_facts_of_another_version_are_still_read():
    kept = FACTS.to_json()
    del kept["keeps_time"], kept["answers"], kept["former_hosts"]
    kept["something_new"] = 1

    with pytest.raises(TypeError):
        MailFacts.from_json(kept)
    kept["keeps_time"] = True
    assert MailFacts.from_json(kept).answers == ()


def test_every_word_of_the_mails_is_in_use():
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in (Path(mail_texts.__file__).parent).glob("mail_*.py")
    )
    for key in sorted(texts.keys()):
        if key.startswith("mail.") and not re.match(r"mail\.(account|attendee|host|row)\.", key):
            assert f'"{key}"' in source, key
