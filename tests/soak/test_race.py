"""The whole race, storm and crash; what they came to is printed for docs/testing.md."""

import pytest

from tests.race import invariants, runs
from tests.race.storm import WITHOUT_HOLDS

pytestmark = pytest.mark.timeout(3600)


def test_five_hundred_at_one_slot_and_a_storm_of_two_thousand(database, tmp_path):
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    with runs.site(database, tmp_path) as site:
        answers = runs.race(site, 500)
        told = runs.storm(site, 1000, number=2, mix=WITHOUT_HOLDS, is_all_told=True)
        print(f"\nStorm without holds, {kind}: {told.line()}; {invariants.figures(site.url)}")
        outcome = runs.storm(site, 2000)
        print(f"\nRace, {kind}, {len(site.servers)} servers: {dict(answers)}")
        print(f"Storm, {kind}: {outcome.line()}; {invariants.figures(site.url)}")


def test_ten_kills_in_the_middle_of_the_storm(database, tmp_path):
    found = runs.crash(database, tmp_path, 2000, 10)

    assert len(found.kills) == 10
    print(f"\nCrash, {'SQLite' if database.is_sqlite else 'PostgreSQL'}: {found.line()}")
