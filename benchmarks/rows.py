"""Prints rows of a benchmark: name, median, bound, ratio to the floor, and `ok` or `short`."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measured thing. `bound` is the most (or, with `at_least`, the least) that is good."""

    name: str
    value: float
    unit: str
    bound: float | None = None
    floor: float | None = None
    at_least: bool = False
    note: str = ""
    other_way: bool | None = None

    @property
    def is_ok(self) -> bool:
        """Tell whether the bound is kept; `other_way` is a second way to keep it."""
        if self.bound is None:
            return True
        kept = self.value >= self.bound if self.at_least else self.value <= self.bound
        return kept or bool(self.other_way)

    def __str__(self) -> str:
        """Give the row as one line of the table; a floor has no bound and no verdict."""
        bound = "" if self.bound is None else f"{'≥' if self.at_least else '≤'} {self.bound:g}"
        ratio = f"{self.value / self.floor:.1f} × floor" if self.floor else ""
        verdict = "" if self.bound is None else "ok" if self.is_ok else "short"
        note = f"  {self.note}" if self.note else ""
        return (
            f"{self.name:<58} {self.value:>10.3f} {self.unit:<5} {bound:>10} {ratio:>14}"
            f"{note}  {verdict}"
        )


def median_ms(work: Callable[[], object], *, times: int = 200) -> float:
    """Give the median of several runs in milliseconds; the first run is left out."""
    work()
    taken = []
    for _ in range(times):
        begin = time.perf_counter_ns()
        work()
        taken.append(time.perf_counter_ns() - begin)
    return statistics.median(taken) / 1e6


def show(title: str, rows: list[Row]) -> bool:
    """Print a titled table; tell whether every row keeps its bound."""
    print(f"\n{title}")
    for row in rows:
        print(f"  {row}")
    return all(row.is_ok for row in rows)
