"""The server is killed in the middle of a storm: nothing is sold twice, lost, or left untold."""

from tests.race import runs

OPERATIONS = 200
KILLS = 3


def test_what_was_promised_survives_and_everyone_is_told(database, tmp_path):
    found = runs.crash(database, tmp_path, OPERATIONS, KILLS)

    assert len(found.kills) == KILLS
    assert found.mails > 50
