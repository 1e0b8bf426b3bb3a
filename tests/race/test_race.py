"""Many at one slot, and a storm of everything, against real servers on either database."""

from tests.race import invariants, runs

ATTEMPTS = 500
OPERATIONS = 500


def test_one_wins_and_nothing_breaks_in_the_storm(database, tmp_path):
    with runs.site(database, tmp_path) as site:
        runs.race(site, ATTEMPTS)
        outcome = runs.storm(site, OPERATIONS)

        assert invariants.figures(site.url)["assignments"] > 30
    answers = outcome.answers
    assert min(answers["book", 201], answers["consume", 201], answers["move", 200]) > 10
    assert min(answers["accept", 200], answers["cancel", 200], answers["expire", 200]) > 0
