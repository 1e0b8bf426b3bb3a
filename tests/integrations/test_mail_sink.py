"""The mail server that runs alone, for crash tests and benchmarks."""

import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import orjson

from sched_app.integrations.smtp_email import SmtpEmail
from tests.integrations.test_smtp_email import MAIL

ROOT = Path(__file__).parents[2]


def test_it_has_logged_each_mail_before_it_says_so(tmp_path):
    log = tmp_path / "taken.jsonl"
    command = [sys.executable, "-m", "tests.counterparts.smtp", "--port", "0", "--log", str(log)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as sink:
        try:
            assert sink.stdout is not None
            port = int(sink.stdout.readline().rsplit(":", 1)[1])
            with closing(SmtpEmail(f"smtp://127.0.0.1:{port}")) as sender:
                for number in (1, 2):
                    sender.send(replace(MAIL, message_id=f"<ms_{number}@fernhill.example>"))
                    lines = [orjson.loads(line) for line in log.read_bytes().splitlines()]
                    assert len(lines) == number
        finally:
            sink.terminate()
            sink.wait(timeout=60)

    assert [line["message_id"] for line in lines] == [
        "<ms_1@fernhill.example>",
        "<ms_2@fernhill.example>",
    ]
    assert {line["recipient"] for line in lines} == {"hannah@lindqvist.test"}
    assert lines[0]["at"] < lines[1]["at"]
    assert sink.returncode == 0
