"""Routing: who gets a booking, and that nobody gets more than their turn."""

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sched_app.services import routing
from sched_app.services.routing import Count


def test_the_least_loaded_host_gets_it() -> None:
    counts = {1: Count(assigned=3), 2: Count(assigned=2), 3: Count(assigned=4)}
    choice = routing.choose("round_robin", [1, 2, 3], counts, {})
    assert choice.host_ids == (2,)
    assert choice.loads == ((1, 3), (2, 2), (3, 4))


def test_credits_and_offsets_count() -> None:
    counts = {1: Count(assigned=5, credited=4), 2: Count(assigned=0, offset=2)}
    assert routing.choose("round_robin", [1, 2], counts, {}).host_ids == (1,)


def test_of_equals_the_one_with_the_lowest_id() -> None:
    counts = {1: Count(2), 2: Count(1), 3: Count(1)}
    assert routing.choose("round_robin", [1, 3, 2], counts, {}).host_ids == (2,)
    assert routing.choose("round_robin", [3, 2], {}, {}).host_ids == (2,)


def test_priority_goes_before_load() -> None:
    counts = {1: Count(9), 2: Count(8), 3: Count(0)}
    assert routing.choose("priority", [1, 2, 3], counts, {1: 2, 2: 2, 3: 1}).host_ids == (2,)
    assert routing.choose("priority", [1, 3], counts, {1: 2, 3: 1}).host_ids == (1,)
    assert routing.choose("priority", [3], counts, {1: 2, 3: 1}).host_ids == (3,)


def test_collective_takes_everyone() -> None:
    assert routing.choose("collective", [2, 1], {}, {}).host_ids == (2, 1)


def test_a_moved_booking_keeps_its_host_if_it_can() -> None:
    counts = {1: Count(9), 2: Count(0)}
    assert routing.choose("round_robin", [1, 2], counts, {}, keep=(1,)).host_ids == (1,)
    assert routing.choose("priority", [1, 2], counts, {2: 5}, keep=(1,)).host_ids == (1,)
    assert routing.choose("round_robin", [2], counts, {}, keep=(1,)).host_ids == (2,)


def test_nobody_free_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="nothing to choose"):
        routing.choose("round_robin", [], {}, {})


def test_a_newcomer_starts_at_the_mean() -> None:
    assert routing.newcomer_offset([Count(10), Count(11), Count(11)]) == 11
    assert routing.newcomer_offset([Count(10), Count(10), Count(11)]) == 10
    assert routing.newcomer_offset([]) == 0


def test_one_who_comes_back_starts_at_the_mean_too() -> None:
    own = Count(assigned=7, credited=2)
    assert own.load + routing.newcomer_offset([Count(20), Count(20)], own) == 20


@dataclass
class Team:
    """The round robin's books, kept as the bookings service keeps them."""

    counts: dict[int, Count] = field(default_factory=dict)
    bookings: list[int] = field(default_factory=list)

    def join(self) -> None:
        offset = routing.newcomer_offset(list(self.counts.values()))
        self.counts[len(self.counts) + 1] = Count(offset=offset)

    def book(self, free: list[int], *, rule: str = "round_robin") -> None:
        (chosen,) = routing.choose(rule, free, self.counts, {}).host_ids
        assert self.counts[chosen].load == min(self.counts[one].load for one in free)
        count = self.counts[chosen]
        self.counts[chosen] = replace(count, assigned=count.assigned + 1)
        self.bookings.append(chosen)

    def cancel(self, number: int) -> None:
        count = self.counts[chosen := self.bookings.pop(number % len(self.bookings))]
        self.counts[chosen] = replace(count, credited=count.credited + 1)

    @property
    def spread(self) -> int:
        loads = [count.load for count in self.counts.values()]
        return max(loads) - min(loads)


@given(st.integers(1, 6), st.lists(st.booleans(), max_size=80))
def test_with_all_free_counts_differ_by_at_most_one_over_any_run(hosts: int, joins: list[bool]):
    team = Team()
    for _ in range(hosts):
        team.join()
    for joining in joins:
        if joining and len(team.counts) < 12:
            team.join()
        else:
            team.book(list(team.counts))
        assert team.spread <= 1


RUNS = st.lists(st.tuples(st.sampled_from("bbbcj"), st.integers(0, 10_000)), max_size=80)


@given(RUNS, st.data())
def test_after_cancellations_and_absences_the_books_are_evened_out(runs, data) -> None:
    team = Team()
    team.join()
    team.join()
    for step, number in runs:
        if step == "c" and team.bookings:
            team.cancel(number)
        elif step == "j" and len(team.counts) < 8:
            before = team.spread
            team.join()
            assert team.spread == before  # A newcomer is never further out than the others.
        else:
            free = data.draw(
                st.lists(st.sampled_from(sorted(team.counts)), min_size=1, unique=True)
            )
            team.book(free)
    missing = sum(
        max(count.load for count in team.counts.values()) - count.load
        for count in team.counts.values()
    )
    for _ in range(missing):
        team.book(list(team.counts))
        assert team.spread >= 0
    assert team.spread == 0


@given(RUNS)
def test_the_same_books_give_the_same_answer_in_any_order_of_candidates(runs) -> None:
    team = Team()
    for _ in range(4):
        team.join()
    for _, number in runs:
        order = sorted(team.counts, key=lambda host: (host * 7919 + number) % 101)
        one = routing.choose("round_robin", order, team.counts, {})
        assert one == routing.choose("round_robin", sorted(order), team.counts, {})
        team.book(order)


def test_a_double_weight_gets_double_the_turns() -> None:
    counts = {1: Count(), 2: Count(weight=2), 3: Count(weight=3)}

    for _ in range(60):
        (host,) = routing.choose("round_robin", [1, 2, 3], counts, {}).host_ids
        counts[host] = replace(counts[host], assigned=counts[host].assigned + 1)

    assert {host: count.assigned for host, count in counts.items()} == {1: 10, 2: 20, 3: 30}


def test_a_newcomer_starts_at_the_mean_share_by_own_weight() -> None:
    others = [Count(10), Count(20, weight=2)]

    assert routing.newcomer_offset(others, Count(weight=3)) == 30
    assert routing.newcomer_offset(others, Count(assigned=4, weight=1)) == 6
