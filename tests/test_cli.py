"""The operator's commands, as typed."""

import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from sched_app import __version__, migrate
from sched_app.db import Database
from sched_app.models.accounts import SecondStep
from sched_app.secrets_file import load_or_create
from sched_app.services import access, second_steps, workspaces
from tests.conftest import NOW

ROOT = Path(__file__).parent.parent
FORM = workspaces.SetUpForm(
    "Ana", "ana@example.org", "a long enough phrase", "Fernhill", "fernhill", "Europe/Berlin",
    "https://book.example.org",
)  # fmt: skip


def typed(folder: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run a command on a data folder."""
    env = {**os.environ, "OPENHOURS_DATA_DIR": str(folder), **settings}
    return subprocess.run(
        [sys.executable, "-m", "sched_app", *words],
        cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


@pytest.fixture
def deployment(tmp_path: Path) -> Path:
    """A data folder that is set up, with one workspace and its owner."""
    database = Database(f"sqlite:///{tmp_path / 'openhours.db'}")
    migrate.run(database, now=NOW)
    secrets = load_or_create(tmp_path / "secrets.json")
    with database.transaction() as session:
        token = workspaces.set_up_token(secrets)
        visitor = access.visitor()
        workspaces.set_up(session, token, FORM, secrets=secrets, actor=visitor, now=NOW)
    database.close()
    return tmp_path


def test_version_shows_the_zone_datas_too(tmp_path: Path):
    shown = typed(tmp_path, "version").stdout

    assert shown == f"OpenHours {__version__}, zone data {version('tzdata')}\n"


def test_migrate_makes_the_database_once(tmp_path: Path):
    first, second = typed(tmp_path, "migrate"), typed(tmp_path, "migrate")

    assert (first.returncode, second.returncode) == (0, 0)
    assert "empty ->" in first.stdout
    assert second.stdout == ""


def test_serve_refuses_a_database_that_it_must_not_touch(deployment: Path):
    database = Database(f"sqlite:///{deployment / 'openhours.db'}")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER claims_no_overlap_insert")
    database.close()

    served = typed(deployment, "serve", "--api-only", "--port", "1")

    assert served.returncode == 1
    assert "double bookings" in served.stderr
    assert "Traceback" not in served.stderr


def test_user_create_adds_a_member_and_prints_where_they_join(deployment: Path):
    made = typed(deployment, "user", "create", "--name", "Ben", "--email", "ben@example.org")

    assert made.returncode == 0, made.stderr
    assert re.search(r"Ben joins at https://book\.example\.org/join/\S+", made.stdout)


def test_user_link_helps_out_who_forgot_the_password(deployment: Path):
    made = typed(deployment, "user", "link", "--email", "ANA@example.org")

    assert made.returncode == 0, made.stderr
    assert re.search(r"Ana joins at https://book\.example\.org/join/\S+", made.stdout)
    assert typed(deployment, "user", "link", "--email", "ben@example.org").returncode == 1


def test_user_steps_off_helps_out_who_lost_the_phone(deployment: Path):
    without = typed(deployment, "user", "steps-off", "--email", "ana@example.org")
    assert without.returncode == 1
    assert "Two-step sign-in is off" in without.stderr
    database = Database(f"sqlite:///{deployment / 'openhours.db'}")
    with database.transaction() as session:
        session.add(
            SecondStep(user_id=1, key_name="k1", salt="s", created_at=NOW, confirmed_at=NOW)
        )

    made = typed(deployment, "user", "steps-off", "--email", "ANA@example.org")

    assert made.returncode == 0, made.stderr
    assert made.stdout == "Ana signs in without a code now.\n"
    with database.reading() as session:
        assert not second_steps.is_on(session, 1)
    database.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--name", "Ben", "--email", "nonsense"), "email: "),
        (("--name", "Ben", "--email", "b@example.org", "--role", "king"), "role: "),
        (("--name", "Ben", "--email", "ana@example.org"), "email: "),
        (("--name", "Ben", "--email", "b@example.org", "--workspace", "other"), ""),
    ],
)
def test_user_create_says_what_is_wrong(deployment: Path, words: tuple[str, ...], said: str):
    made = typed(deployment, "user", "create", *words)

    assert made.returncode == 1
    assert said in made.stderr
    assert "Traceback" not in made.stderr


def test_user_create_needs_a_set_up_deployment(tmp_path: Path):
    typed(tmp_path, "migrate")

    made = typed(tmp_path, "user", "create", "--name", "Ben", "--email", "ben@example.org")

    assert made.returncode == 1
    assert "Traceback" not in made.stderr


OAK = ("workspace", "create", "--name", "Oak Yard", "--slug", "oak", "--timezone", "Europe/Berlin",
       "--owner-name", "Olaf", "--owner-email", "olaf@example.org")  # fmt: skip


def test_workspace_create_makes_another_business_where_the_setting_allows_it(deployment: Path):
    refused = typed(deployment, *OAK)
    made = typed(deployment, *OAK, SIGNUP="invite")
    again = typed(deployment, *OAK, SIGNUP="invite")

    assert (refused.returncode, made.returncode, again.returncode) == (1, 0, 1), made.stderr
    assert "SIGNUP=invite" in refused.stderr
    assert re.search(r"Olaf joins at https://book\.example\.org/join/\S+", made.stdout)
    assert "slug: " in again.stderr
