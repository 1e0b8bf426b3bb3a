"""Many at one slot, and a storm of everything, against real servers on either database."""

from collections import Counter

from tests.race import invariants, runs
from tests.race.storm import WITHOUT_HOLDS

ATTEMPTS = 500
OPERATIONS = 400
TOLD = 200


def test_one_wins_and_nothing_breaks_in_the_storm(database, tmp_path):
    with runs.site(database, tmp_path) as site:
        runs.race(site, ATTEMPTS)
        runs.storm(site, TOLD, number=2, mix=WITHOUT_HOLDS, is_all_told=True)
        outcome = runs.storm(site, OPERATIONS)

        assert invariants.figures(site.url)["assignments"] > 30
    answers = outcome.answers
    assert min(answers["book", 201], answers["consume", 201], answers["move", 200]) > 10
    assert min(answers["accept", 200], answers["cancel", 200], answers["expire", 200]) > 0


def test_one_hold_books_once_and_a_browser_keeps_two_however_fast_it_asks(database, tmp_path):
    with runs.site(database, tmp_path, OPENHOURS_HOLDS_PER_BROWSER="2") as site:
        kinds = list(site.seed.kinds.values())
        wishes = [
            {"meeting_type_id": kind.id, "starts_at": site.seed.starts(kind)[step].isoformat()}
            for step in (0, 12, 24)
            for kind in kinds
        ]
        held = runs.together(site, "/holds", wishes, **{"OpenHours-Browser": "impatient"})
        statuses = Counter(status for status, _ in held)
        assert statuses[201] == 2
        assert statuses.keys() <= {201, 409, 429}

        token = next(answer["token"] for status, answer in held if status == 201)
        body = {"hold_token": token, "attendee": runs.attendee(1)}
        clicks = runs.together(site, "/bookings", [body] * 24)
        assert {status for status, _ in clicks} == {201}
        assert len({answer["id"] for _, answer in clicks}) == 1
        runs.must_hold(site.url)
