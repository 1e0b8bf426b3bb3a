"""What attendees type, checked field by field."""

import pytest

from sched_app.errors import Invalid
from sched_app.services import attendees
from tests.support.visits import typed


@pytest.fixture
def studio(make):
    return make.workspace()


@pytest.fixture
def kind(make, studio):
    return make.meeting_type(studio, [make.member(studio)])


@pytest.fixture
def ask(session, make, kind):
    """Ask one question, and check what was answered."""

    def asked(answer, question_kind, **values):
        question = make.question(kind, "Which?", kind=question_kind, **values)
        given = {} if answer is None else {question.public_id: answer}
        questions = attendees.questions_of(session, kind.id)
        found = attendees.check(typed(answers=given), kind, questions)
        return found.answers[0]["value"] if found.answers else None

    return asked


def faults(kind, questions=(), **values):
    with pytest.raises(Invalid) as refusal:
        attendees.check(typed(**values), kind, questions)
    return {field: key for field, (key, _) in refusal.value.fields.items()}


def test_what_is_typed_is_cleaned(kind):
    found = attendees.check(
        typed(" Vera\u00a0 Visitor ", email=" vera@EXAMPLE.org ", timezone="Asia/Kolkata"), kind, []
    )

    assert (found.name, found.email, found.timezone) == (
        "Vera Visitor",
        "vera@example.org",
        "Asia/Kolkata",
    )
    assert (found.phone, found.answers, found.locale) == (None, [], "en")


def test_all_faults_are_told_at_once(kind):
    assert faults(kind, name=" ", email="x@y", timezone="Nowhere", phone="call me").keys() == {
        "name",
        "email",
        "timezone",
        "phone",
    }


@pytest.mark.parametrize("name", ["Bcc: x\r\nSubject: y\x00", "a\u202eb", "x" * 121])
def test_names_cannot_carry_what_breaks_a_mail(kind, name):
    assert "name" in faults(kind, name=name, email="v@example.org")


def test_a_phone_call_needs_a_number(make, studio):
    called = make.meeting_type(
        studio, [make.member(studio)], location_kind="phone", location_value=""
    )

    assert faults(called) == {"phone": "field.required"}
    assert attendees.check(typed(phone="+41 44 123 45 67"), called, []).phone == "+41 44 123 45 67"


@pytest.mark.parametrize("phone", ["1234", "1" * 16, "12345 ext", "call 12345"])
def test_a_phone_number_has_digits_and_little_else(kind, phone):
    assert faults(kind, phone=phone).keys() == {"phone"}


@pytest.mark.parametrize(
    ("question_kind", "given", "kept"),
    [
        ("text", "  a  b ", "a b"),
        ("long_text", " a\r\nb ", "a\nb"),
        ("choice", "red", "red"),
        ("multiple", ["blue", "red"], ["red", "blue"]),
        ("multiple", "red", ["red"]),
        ("multiple", [], None),
        ("phone", "+41 44 123 45 67", "+41 44 123 45 67"),
        ("number", " 7 ", 7),
        ("number", "-2,5", -2.5),
        ("number", 3, 3),
        ("yes_no", True, True),
        ("yes_no", False, False),
        ("yes_no", "no", False),
        ("yes_no", "Yes", True),
        ("text", "", None),
        ("number", "  ", None),
        ("yes_no", "", None),
        ("text", None, None),
    ],
)
def test_answers_are_kept_by_their_kind(ask, question_kind, given, kept):
    assert ask(given, question_kind, options=["red", "blue"]) == kept


@pytest.mark.parametrize(
    ("question_kind", "given"),
    [
        ("text", "x" * 301),
        ("text", "a\x00b"),
        ("long_text", "x" * 2001),
        ("choice", "green"),
        ("multiple", ["red", "green"]),
        ("multiple", [["red"]]),
        ("multiple", [{"red": 1}]),
        ("phone", "call me"),
        ("number", "seven"),
        ("number", "nan"),
        ("number", "1e400"),
        ("number", str(10**16)),
        ("yes_no", "perhaps"),
    ],
)
def test_answers_that_cannot_be_are_told(ask, question_kind, given):
    with pytest.raises(Invalid) as refusal:
        ask(given, question_kind, options=["red", "blue"])
    (field,) = refusal.value.fields
    assert field.startswith("answers.qu_")


@pytest.mark.parametrize(
    "question_kind", ["text", "long_text", "choice", "multiple", "phone", "number", "yes_no"]
)
@pytest.mark.parametrize("given", [None, "", "   "])
def test_a_required_answer_is_required(ask, question_kind, given):
    with pytest.raises(Invalid) as refusal:
        ask(given, question_kind, options=["red"], is_required=True)
    ((field, (key, _)),) = refusal.value.fields.items()
    assert field.startswith("answers.qu_")
    assert key in ("field.required", "field.choice")


def test_no_is_an_answer(ask):
    assert ask(False, "yes_no", is_required=True) is False


def test_answers_carry_the_words_of_their_question(session, make, kind):
    question = make.question(kind, "What is it about?", position=1)
    make.question(kind, "Removed", archived_at=kind.created_at)
    first = make.question(kind, "Before?", position=0)
    questions = attendees.questions_of(session, kind.id)

    found = attendees.check(
        typed(answers={question.public_id: "Tax", first.public_id: "Yes"}), kind, questions
    )

    assert [(a["label"], a["value"]) for a in found.answers] == [
        ("Before?", "Yes"),
        ("What is it about?", "Tax"),
    ]


def test_an_answer_to_no_question_is_told(kind):
    assert faults(kind, answers={"qu_gone": "x"}) == {"answers.qu_gone": "field.question_unknown"}


class TestConditions:
    """A question is asked only after the answers that it waits for."""

    @pytest.fixture
    def questions(self, make, kind):
        first = make.question(kind, "Have you typed before?", kind="yes_no", is_required=True)
        tools = make.question(
            kind, "On what?", kind="multiple", options=["Phone", "Desk"], is_required=True,
            position=1, shown_if={"question": first.public_id, "values": ["yes"]},
        )  # fmt: skip
        make.question(
            kind, "Which desk?", is_required=True, position=2,
            shown_if={"question": tools.public_id, "values": ["Desk"]},
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("said", "kept", "missing"),
        [
            (["no"], [False], []),
            (["no", ["Desk"], "Mine"], [False], []),
            (["yes"], None, [1]),
            (["yes", ["Phone"]], [True, ["Phone"]], []),
            (["yes", ["Phone", "Desk"]], None, [2]),
            (["yes", ["Desk"], "Mine"], [True, ["Desk"], "Mine"], []),
            ([True, ["Desk"], "Mine"], [True, ["Desk"], "Mine"], []),
        ],
    )
    @pytest.mark.usefixtures("questions")
    def test_what_is_not_asked_is_neither_needed_nor_kept(self, session, kind, said, kept, missing):
        asked = attendees.questions_of(session, kind.id)
        ids = [one.public_id for one in asked]
        answers = dict(zip(ids, said, strict=False))

        if missing:
            found = faults(kind, asked, answers=answers)
            assert found == {f"answers.{ids[at]}": "field.required" for at in missing}
        else:
            found = attendees.check(typed(answers=answers), kind, asked)
            assert [one["value"] for one in found.answers] == kept
