"""What visitors write: received, told, answered, removed; robots and floods kept out."""

from datetime import timedelta

import pytest
from sqlmodel import select

from sched_app.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from sched_app.models.inquiries import Inquiry
from sched_app.models.messages import OutboxMessage
from sched_app.models.workspaces import Deployment, Event, Role
from sched_app.services import access, inquiries, letters, sites
from sched_app.services.inquiries import InquiryForm, Terms
from sched_app.services.site_blocks import BlockView
from sched_app.services.sites import SiteForm

WRITER = access.visitor(address_key="a1")
WORDS = "Do you have a place on Thursdays?\nAna <b>types</b> with two fingers."


@pytest.fixture
def studio(session, make):
    session.add(Deployment(id=1, base_url="https://fern.example", set_up_at=make.now))
    return make.workspace(slug="fernhill", name="Fernhill Studio")


@pytest.fixture
def owner(make, studio):
    return make.member(studio, "Ines Okafor", role=Role.OWNER)


def form(session, secrets, now, *, age=60, **changes):
    """Fill the form in, `age` seconds after it was given out."""
    given = now - timedelta(seconds=age)
    token = inquiries.form_token(session, "fernhill", secrets=secrets, actor=WRITER, now=given)
    typed = {"kind": "contact", "name": "Ruth Adeyemi", "email": "ruth@example.org",
             "message": WORDS, "token": token}  # fmt: skip
    return InquiryForm(**(typed | changes))


def write(session, secrets, now, *, terms=None, actor=WRITER, **changes):
    """Send the form."""
    return inquiries.receive(
        session,
        "fernhill",
        form(session, secrets, now, **changes),
        secrets=secrets,
        terms=terms or Terms(),
        actor=actor,
        now=now,
    )


def mails(session):
    return session.exec(select(OutboxMessage).order_by(OutboxMessage.id)).all()


def head(session, secrets):
    return letters.letterhead(session, secrets=secrets, mail_from="Fern <mail@fern.example>")


def test_a_message_is_kept_and_told_to_the_owners(session, make, studio, owner, secrets, now):
    make.member(studio, "Tom Wells", role=Role.ADMIN)

    made = write(session, secrets, now)

    (row,) = inquiries.listed(session, actor=owner.actor).rows
    assert (row.public_id, row.message, row.answered_at) == (made.public_id, WORDS, None)
    (message,) = mails(session)
    mail = letters.write(message, head(session, secrets), "#7B2D5E")
    assert message.recipient == owner.user.email
    assert mail.reply_to[0].address == "ruth@example.org"
    assert "https://fern.example/dashboard/site/messages" in mail.text
    assert "<b>types" not in mail.html
    assert "&lt;b&gt;types" in mail.html
    event = session.exec(select(Event).where(Event.what == "inquiry.received")).one()
    assert "Ruth" not in str(event.facts) + str(event.fields)


def test_an_answer_goes_to_the_writer_once_for_each_time(session, studio, owner, secrets, now):
    made = write(session, secrets, now)

    first = inquiries.answer(session, made.public_id, "Yes, at 16:00.", actor=owner.actor, now=now)
    inquiries.answer(session, made.public_id, "Or at 17:00.", actor=owner.actor, now=now)

    assert (first.answered_at, first.answered_by) == (now, "Ines Okafor")
    _, one, two = mails(session)
    mail = letters.write(one, head(session, secrets), "#7B2D5E")
    assert one.recipient == two.recipient == "ruth@example.org"
    assert "Yes, at 16:00." in mail.text
    assert "Do you have a place" in mail.text
    assert mail.reply_to[0].address == owner.user.email
    assert letters.sender_name(one) == "Fernhill Studio"
    assert letters.subject(one) == "Your message to Fernhill Studio"
    assert inquiries.listed(session, actor=owner.actor).rows == ()
    with pytest.raises(Invalid):
        inquiries.answer(session, made.public_id, "  ", actor=owner.actor, now=now)


def test_one_is_marked_answered_and_open_again_without_a_mail(session, studio, owner, secrets, now):
    made = write(session, secrets, now)

    closed = inquiries.mark(session, made.public_id, answered=True, actor=owner.actor, now=now)
    again = inquiries.mark(session, made.public_id, answered=False, actor=owner.actor, now=now)

    assert closed.answered_at == now
    assert again.answered_at is None
    assert len(mails(session)) == 1


def test_what_is_removed_leaves_nothing_of_its_writer(session, studio, owner, secrets, now):
    made = write(session, secrets, now)
    inquiries.answer(session, made.public_id, "Yes.", actor=owner.actor, now=now)
    mails(session)[0].status = "sent"
    session.flush()

    inquiries.remove(session, made.public_id, actor=owner.actor, now=now)

    session.expire_all()
    (left,) = mails(session)
    assert (left.recipient, left.payload) == ("", {})
    assert session.exec(select(Inquiry)).all() == []
    with pytest.raises(NotFound):
        inquiries.remove(session, made.public_id, actor=owner.actor, now=now)


@pytest.mark.parametrize(
    ("age", "key"), [(1, "problem.form_too_fast"), (90_000, "problem.form_stale")]
)
def test_a_form_that_comes_too_soon_or_too_late_is_refused(
    session, studio, owner, secrets, now, age, key
):
    with pytest.raises(Conflict) as caught:
        write(session, secrets, now, age=age)

    assert caught.value.text_key == key
    assert mails(session) == []


def test_a_forged_token_is_refused(session, make, studio, owner, secrets, now):
    other = make.workspace(slug="elsewhere")
    foreign = inquiries.form_token(
        session, other.slug, secrets=secrets, actor=WRITER, now=now - timedelta(minutes=1)
    )

    for token in ("k1.f.ws_x.1.AAAA", "", foreign):
        with pytest.raises(Conflict):
            write(session, secrets, now, token=token)


def test_what_falls_into_the_trap_is_dropped_unsaid(session, studio, owner, secrets, now):
    made = write(session, secrets, now, trap="https://spam.example")

    assert made.public_id.startswith("iq_")
    assert inquiries.listed(session, show="all", actor=owner.actor).rows == ()
    assert mails(session) == []


def test_one_address_writes_only_so_often(session, studio, owner, secrets, now):
    for _ in range(2):
        write(session, secrets, now, terms=Terms(per_hour=2))

    with pytest.raises(TooMany):
        write(session, secrets, now, terms=Terms(per_hour=2))
    write(session, secrets, now, terms=Terms(per_hour=2), actor=access.visitor(address_key="a2"))


def test_a_form_that_is_switched_off_takes_nothing(session, studio, owner, secrets, now):
    with pytest.raises(NotFound):
        write(session, secrets, now, kind="interest")
    edited = sites.edited(session, actor=owner.actor)
    on = tuple(BlockView(one.kind, one.kind == "interest", one.texts) for one in edited.blocks)
    sites.change(session, SiteForm(0, on), actor=owner.actor, now=now)

    write(session, secrets, now, kind="interest", name="", message="")

    page = inquiries.listed(session, show="interest", actor=owner.actor)
    assert [row.email for row in page.rows] == ["ruth@example.org"]
    assert page.waiting == 0


def test_what_is_missing_is_told_at_its_field(session, studio, owner, secrets, now):
    with pytest.raises(Invalid) as caught:
        write(session, secrets, now, name=" ", email="nope", message="")

    assert set(caught.value.fields) == {"name", "email", "message"}


def test_line_ends_in_a_name_reach_no_header(session, studio, owner, secrets, now):
    write(session, secrets, now, name="Ruth\r\nBcc: all@example.org")

    (message,) = mails(session)
    assert "\n" not in letters.subject(message)


def test_only_admins_read_and_answer(session, make, studio, owner, secrets, now):
    made = write(session, secrets, now)
    organizer = make.member(studio).actor
    stranger = make.member(make.workspace(), role=Role.OWNER).actor

    with pytest.raises(Forbidden):
        inquiries.listed(session, actor=organizer)
    with pytest.raises(NotFound):
        inquiries.answer(session, made.public_id, "x", actor=stranger, now=now)
    assert inquiries.listed(session, show="all", actor=stranger).rows == ()


def test_a_long_list_comes_in_pages(session, studio, owner, secrets, now):
    made = [write(session, secrets, now, terms=Terms(limited=False)) for _ in range(5)]

    first = inquiries.listed(session, actor=owner.actor, most=3)
    second = inquiries.listed(session, actor=owner.actor, most=3, after=first.after)

    found = [row.public_id for row in (*first.rows, *second.rows)]
    assert found == [one.public_id for one in reversed(made)]
    assert second.after is None
