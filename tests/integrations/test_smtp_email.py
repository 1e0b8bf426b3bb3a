"""The real SMTP client against a real server that misbehaves."""

import socket
from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest

from sched_app.errors import VendorError
from sched_app.integrations import smtp_email
from sched_app.integrations.protocols import Email, Mailbox
from sched_app.integrations.smtp_email import SmtpEmail
from tests.counterparts import smtp

NOW = datetime(2026, 9, 8, 9, 24, tzinfo=UTC)
MAIL = Email(
    sender=Mailbox("Fernhill Studio", "bookings@fernhill.test"),
    recipient=Mailbox("Hannah Lindqvist", "hannah@lindqvist.test"),
    reply_to=(Mailbox("Ines Okafor", "ines@fernhill.test"),),
    subject="Confirmed: Coaching session",
    text="See you on Wednesday.\n.\n.hidden\n",
    html="<p>See you on Wednesday.</p>",
    message_id="<ms_1@fernhill.test>",
    at=NOW,
    calendar=b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n",
    calendar_method="REQUEST",
    headers={"Auto-Submitted": "auto-generated"},
)


@pytest.fixture
def server() -> Iterator[smtp.SmtpServer]:
    with smtp.running() as running:
        yield running


@pytest.fixture
def sender(server: smtp.SmtpServer) -> Iterator[SmtpEmail]:
    sender = SmtpEmail(f"smtp://127.0.0.1:{server.port}?timeout=5")
    yield sender
    sender.close()


def send(url: str, mail: Email = MAIL, *, trust: str | None = None) -> None:
    with closing(SmtpEmail(url, trust=trust)) as sender:
        sender.send(mail)


def refusal(to: SmtpEmail | str, mail: Email = MAIL) -> VendorError:
    with closing(SmtpEmail(to)) if isinstance(to, str) else nullcontext(to) as sender:
        with pytest.raises(VendorError) as caught:
            sender.send(mail)
        return caught.value


def test_a_mail_arrives_whole_with_its_three_alternatives(server, sender):
    answer = sender.send(MAIL)

    [taken] = server.taken
    assert answer.answer == "250 2.0.0 queued as 1"
    assert (taken.sender, taken.recipient) == ("bookings@fernhill.test", "hannah@lindqvist.test")
    message = taken.message
    assert message["From"] == "Fernhill Studio <bookings@fernhill.test>"
    assert message["To"] == "Hannah Lindqvist <hannah@lindqvist.test>"
    assert message["Reply-To"] == "Ines Okafor <ines@fernhill.test>"
    assert message["Message-ID"] == "<ms_1@fernhill.test>"
    assert message["Date"].datetime == NOW
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    parts = list(message.iter_parts())
    assert [part.get_content_type() for part in parts] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert parts[0].get_content().replace("\r\n", "\n") == MAIL.text
    assert parts[2].get_payload(decode=True) == MAIL.calendar
    assert parts[2].get_param("method") == "REQUEST"
    assert parts[2].get_param("charset") == "utf-8"


def test_every_line_on_the_wire_ends_in_crlf_and_is_short_enough(server, sender):
    sender.send(replace(MAIL, html=f"<p>{'naïve ' * 400}</p>", text="ünbroken" * 300))

    raw = server.taken[0].raw
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "name",
    [
        "Zoë Łukasiewicz-Ó Súilleabháin " * 8 + '田中, "Q"',
        "Lindqvist, Hannah " * 6 + "<evil@lindqvist.test>, x",
        'Hannah "the \\ keys" <evil@lindqvist.test>, (x) Lindqvist',
        "=?utf-8?q?evil=40lindqvist=2Etest=2C?= Hannah",
        "L" * 120,
        "",
    ],
)
def test_a_name_comes_back_as_written_and_never_adds_an_address(server, sender, name):
    hannah = Mailbox(name, "hannah@lindqvist.test")
    sender.send(replace(MAIL, recipient=hannah, reply_to=(hannah, MAIL.sender)))

    plain = message_from_bytes(server.taken[0].raw)  # The newer parser misreads encoded words.
    for header, count in (("To", 1), ("Reply-To", 2)):
        pairs = getaddresses([plain[header]])
        assert len(pairs) == count
        assert pairs[0][1] == "hannah@lindqvist.test"
        assert str(make_header(decode_header(pairs[0][0]))) == name
    assert max(map(len, server.taken[0].raw.split(b"\r\n"))) <= 78


def test_a_subject_comes_back_as_written(server, sender):
    subject = "Ünterricht für Zoë, " * 12
    sender.send(replace(MAIL, subject=subject))

    plain = message_from_bytes(server.taken[0].raw)
    assert str(make_header(decode_header(plain["Subject"]))) == subject


@pytest.mark.parametrize(
    "mail",
    [
        replace(MAIL, subject="Hello\r\nBcc: victim@lindqvist.test"),
        replace(MAIL, recipient=Mailbox("Eve\r\nBcc: victim@lindqvist.test", "eve@lindqvist.test")),
        replace(MAIL, recipient=Mailbox("Eve", "eve@lindqvist.test\r\nDATA")),
        replace(MAIL, recipient=Mailbox("Eve", "eve@lindqvist.test> SIZE=1")),
        replace(MAIL, headers={"X-Kind": "a\nBcc: victim@lindqvist.test"}),
    ],
)
def test_a_line_break_never_becomes_a_header_or_a_command(server, sender, mail):
    assert refusal(sender, mail).permanent

    assert server.taken == []


def test_a_sender_that_is_no_address_blames_the_setting_and_not_the_message(server, sender):
    error = refusal(sender, replace(MAIL, sender=Mailbox("Fernhill Studio", "")))

    assert error.message == "MAIL_FROM: this is no mail address"
    assert not error.permanent


def test_a_domain_beyond_ascii_goes_out_in_its_ascii_form(server, sender):
    sender.send(replace(MAIL, recipient=Mailbox("Jörg", "joerg@bücher.test")))

    assert server.taken[0].recipient == "joerg@xn--bcher-kva.test"


def test_an_address_beyond_ascii_needs_a_server_that_knows_it():
    mail = replace(MAIL, recipient=Mailbox("Jörg", "jörg@lindqvist.test"))
    with smtp.running(utf8=True) as able:
        send(f"smtp://127.0.0.1:{able.port}", mail)
        assert able.taken[0].recipient == "jörg@lindqvist.test"
    with smtp.running(utf8=False) as unable:
        error = refusal(f"smtp://127.0.0.1:{unable.port}", mail)
        assert error.permanent
        assert "beyond ASCII" in error.message


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize(
    ("answer", "permanent"),
    [
        ("451 4.7.1 Greylisted, try again in 5 minutes", False),
        ("550 5.1.1 <hannah@lindqvist.test>: no such mailbox", True),
        ("530 5.7.0 Must issue a STARTTLS command first", False),
    ],
)
def test_a_refusal_keeps_the_servers_words_and_says_whether_to_try_again(
    server, sender, command, answer, permanent
):
    server.refuse(answer, at=command, times=1)

    error = refusal(sender)

    assert error.message == answer
    assert error.permanent is permanent
    assert server.taken == []
    sender.send(MAIL)
    assert len(server.taken) == 1


def test_a_refused_mail_leaves_the_connection_fit_for_the_next(server, sender):
    server.refuse("550 5.1.1 unknown", recipient="nobody@lindqvist.test")

    refusal(sender, replace(MAIL, recipient=Mailbox("", "nobody@lindqvist.test")))
    sender.send(MAIL)
    sender.send(MAIL)

    assert len(server.taken) == 2
    assert server.connections == 1


def test_a_line_cut_after_the_data_is_not_final_and_the_next_mail_goes_through(server, sender):
    server.cut_after_data()

    assert not refusal(sender).permanent
    sender.send(MAIL)

    assert [mail.message_id for mail in server.taken] == [MAIL.message_id] * 2


def test_a_connection_that_idled_is_opened_anew(server):
    clock = [0.0]
    sender = SmtpEmail(f"smtp://127.0.0.1:{server.port}", ticks=lambda: clock[0])
    sender.send(MAIL)
    clock[0] += smtp_email.KEEP_FOR
    sender.send(MAIL)
    sender.close()

    assert server.connections == 2


def test_a_slow_server_is_given_up_and_not_final(server):
    server.delay = 3

    error = refusal(f"smtp://127.0.0.1:{server.port}?timeout=0.3")

    assert not error.permanent
    assert error.message == f"127.0.0.1:{server.port} did not answer within 0.3 s"


def test_nobody_listening_is_not_final():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        error = refusal(f"smtp://127.0.0.1:{port}")

    assert not error.permanent
    assert "refused" in error.message


def test_signing_in(server):
    with smtp.running(users={"bookings": "p@ss/word"}, starttls=True) as guarded:
        send(f"smtp://bookings:p%40ss%2Fword@127.0.0.1:{guarded.port}", MAIL)
        assert (guarded.taken[0].user, guarded.taken[0].encrypted) == ("bookings", True)

        error = refusal(f"smtp://bookings:wrong@127.0.0.1:{guarded.port}")
        assert error.message.startswith("535")
        assert not error.permanent
        assert not refusal(f"smtp://127.0.0.1:{guarded.port}").permanent


def test_encryption_is_used_when_offered_unless_it_is_turned_off():
    with smtp.running(starttls=True) as server:
        send(f"smtp://127.0.0.1:{server.port}", MAIL)
        send(f"smtp://127.0.0.1:{server.port}?starttls=off", MAIL)

        assert [mail.encrypted for mail in server.taken] == [True, False]


def test_demanded_encryption_checks_the_certificate_and_never_falls_back(server):
    trust = str(smtp.CERTIFICATE)
    with smtp.running(starttls=True) as offering:
        url = f"smtp+starttls://127.0.0.1:{offering.port}"
        send(url, MAIL, trust=trust)
        assert offering.taken[0].encrypted
        error = refusal(url)
        assert "certificate" in error.message.lower()
        assert not error.permanent
    assert not refusal(f"smtp+starttls://127.0.0.1:{server.port}").permanent
    assert server.taken == []


def test_smtps_is_encrypted_from_the_first_byte():
    with smtp.running(smtps=True) as server:
        send(f"smtps://127.0.0.1:{server.port}", MAIL, trust=str(smtp.CERTIFICATE))

        assert server.taken[0].encrypted


@pytest.mark.parametrize(
    ("url", "scheme", "host", "port", "user", "password"),
    [
        ("smtp://mail.example", "smtp", "mail.example", 25, "", ""),
        ("smtps://u:p@mail.example", "smtps", "mail.example", 465, "u", "p"),
        ("smtp+starttls://u%40x:p%3A@h:2525", "smtp+starttls", "h", 2525, "u@x", "p:"),
        ("smtp://[::1]:1025", "smtp", "::1", 1025, "", ""),
    ],
)
def test_the_address_is_read(url, scheme, host, port, user, password):
    server = smtp_email.parse(url)

    assert (server.scheme, server.host, server.port) == (scheme, host, port)
    assert (server.user, server.password) == (user, password)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mail.example:25", "begins with one of"),
        ("http://mail.example", "begins with one of"),
        ("smtp://", "names no host"),
        ("smtp://u:secret@h:port", "cannot be read"),
        ("smtp://h?tls=on", "unknown option tls"),
        ("smtp://h?starttls=maybe", "on or off"),
        ("smtp://h?timeout=soon", "number of seconds"),
    ],
)
def test_an_address_that_cannot_be_used_says_why_without_the_password(url, words):
    with pytest.raises(ValueError, match=words) as caught:
        smtp_email.parse(url)

    assert "secret" not in str(caught.value)
