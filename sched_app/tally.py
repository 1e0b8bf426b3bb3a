"""Counts that wait in this process until they are written together; imports nothing of ours."""

import threading
from collections import Counter
from collections.abc import Hashable, Mapping
from typing import Any

MOST_KEYS = 20_000


class Tally:
    """Counts things by key; taking them empties it. Beyond MOST_KEYS new keys are not counted."""

    def __init__(self) -> None:
        self._counts: Counter[Hashable] = Counter()
        self._lock = threading.Lock()

    def add(self, key: Hashable, count: int = 1) -> None:
        """Count one more, or several."""
        with self._lock:
            if key in self._counts or len(self._counts) < MOST_KEYS:
                self._counts[key] += count

    def take(self) -> dict[Hashable, int]:
        """Give all counts and begin anew."""
        with self._lock:
            taken, self._counts = self._counts, Counter()
        return dict(taken)

    def give_back(self, counts: Mapping[Any, int]) -> None:
        """Count again what was taken and could not be written."""
        for key, count in counts.items():
            self.add(key, count)
