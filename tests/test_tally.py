"""Counts in memory: none is lost between threads, and there is an end to their keys."""

from concurrent.futures import ThreadPoolExecutor

from sched_app import tally
from sched_app.tally import Tally


def test_threads_lose_no_count():
    counted, taken = Tally(), []
    with ThreadPoolExecutor(4) as pool:
        taken += [counted.take() for _ in pool.map(counted.add, ["one", "two"] * 500)]
    taken.append(counted.take())

    assert sum(one.get("one", 0) for one in taken) == 500
    assert sum(one.get("two", 0) for one in taken) == 500


def test_what_is_given_back_is_counted_again():
    counted = Tally()
    counted.add("one")
    counted.give_back({"one": 2, "two": 1})

    assert counted.take() == {"one": 3, "two": 1}
    assert counted.take() == {}


def test_there_is_an_end_to_the_keys(monkeypatch):
    monkeypatch.setattr(tally, "MOST_KEYS", 2)
    counted = Tally()
    for key in ("one", "two", "three", "one"):
        counted.add(key)

    assert counted.take() == {"one": 2, "two": 1}
