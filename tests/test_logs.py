"""Logs say what happened and to which request; what people typed is never in them."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from sched_app import logs

CANARY = "canary@example.org"


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """What was written, with the configuration put back afterwards."""
    stream = io.StringIO()
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    logs.configure("json", "INFO", stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    logs.configure("text", "INFO")
    root.handlers[:] = before


def lines(out: io.StringIO) -> list[dict[str, object]]:
    """Read back what was logged."""
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_lines_inside_a_request_carry_its_id(out: io.StringIO):
    with logs.about(request_id="rq_1"):
        logs.get().info("booked", booking="bk_1")
    logs.get().info("after")

    first, second = lines(out)
    assert first["event"] == "booked"
    assert first["request_id"] == "rq_1"
    assert first["booking"] == "bk_1"
    assert "request_id" not in second


def test_an_exception_is_told_by_its_kinds_and_places_not_by_its_words(out: io.StringIO):
    try:
        try:
            raise ValueError(f"duplicate key ({CANARY})")
        except ValueError as cause:
            raise RuntimeError(f"cannot insert {CANARY}") from cause
    except RuntimeError:
        logs.get().exception("failed")

    (line,) = lines(out)
    assert CANARY not in out.getvalue()
    assert line["error"] == "RuntimeError < ValueError"
    assert any("test_logs.py" in frame for frame in line["frames"])  # type: ignore[union-attr]


def test_words_of_libraries_are_dropped_unless_they_are_known_to_name_nobody(out: io.StringIO):
    logging.getLogger("sqlalchemy.pool").error("row %s", CANARY)
    logging.getLogger("reflex.app").error(f"event failed for {CANARY}")
    logging.getLogger("apscheduler.scheduler").error("Run time of job was missed")
    try:
        raise ValueError(CANARY)
    except ValueError:
        logging.getLogger("asyncio").exception("Task exception %s", CANARY)

    assert CANARY not in out.getvalue()
    found = lines(out)
    assert [line["library"] for line in found] == [
        "sqlalchemy.pool", "reflex.app", "apscheduler.scheduler", "asyncio",
    ]  # fmt: skip
    assert found[0]["event"] == "library_line"
    assert str(found[0]["where"]).startswith("test_logs:")
    assert found[2]["event"] == "Run time of job was missed"
    assert found[3]["error"] == "ValueError"


def test_the_socket_line_of_the_server_is_silent(out: io.StringIO):
    logging.getLogger("uvicorn.error").info('"WebSocket /_event/?token=%s" [accepted]', CANARY)
    logging.getLogger("uvicorn.access").warning("GET /booking/%s", CANARY)

    assert out.getvalue() == ""
