"""The long version of the zones' test: the oracle walks minute by minute, and further."""

import pytest

from tests.zones import tzif, walks
from tests.zones.walks import DAY


@pytest.mark.timeout(3600)
def test_every_zone_and_transition_minute_by_minute() -> None:
    count = 0
    wrong: list[str] = []
    for zone, change in walks.transitions():
        count += 1
        wrong += walks.disagreements(zone, change, step=60, reach=2 * DAY)
    print(f"\nZones: {len(tzif.zones())}, transitions 2024-2034: {count}, minute by minute")
    assert not wrong, wrong[:5]
