"""What must hold whatever happened, asked of the database by SQL; nothing of ours is imported.

`python -m tests.race.invariants URL` prints what is wrong and ends with 1 if anything is.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

TAKES = "('requested', 'accepted', 'awaiting_payment', 'confirmed', 'completed', 'no_show')"
BEGINS = ("booking.confirmed", "booking.requested")
REHOSTING = ("booking.moved", "booking.handed_over")
ENDS = ("booking.cancelled", "booking.declined", "booking.expired")

# What everyone is told of; a request's being confirmed is told as its being accepted.
TOLD = " UNION ALL ".join(
    f"SELECT '{what}' AS what"
    for what in (
        "confirmed",
        "requested",
        "accepted",
        "declined",
        "expired",
        "cancelled",
        "moved",
        "handed_over",
    )
)
EVENTS = """(SELECT count(*) FROM events e WHERE e.subject_kind = 'booking' AND e.subject_id = b.id
  AND e.what = 'booking.' || told.what
  AND NOT (told.what = 'confirmed' AND b.request_expires_at IS NOT NULL))"""
MESSAGES = """(SELECT count(*) FROM outbox_messages m WHERE m.subject_kind = 'booking'
  AND m.subject_id = b.id AND m.template = told.what || '.attendee')"""

# Each gives one row for each thing that is wrong.
WRONG = {
    "claims of two owners overlap": """
        SELECT a.id, b.id FROM claims a JOIN claims b ON a.person_id = b.person_id AND a.id < b.id
        WHERE a.active AND b.active AND a.owner <> b.owner
          AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at""",
    "bookings of one host overlap": f"""
        SELECT a.id, b.id FROM bookings a
        JOIN booking_hosts ah ON ah.booking_id = a.id
        JOIN booking_hosts bh ON bh.person_id = ah.person_id
        JOIN bookings b ON b.id = bh.booking_id AND a.id < b.id
        WHERE a.takes_time AND b.takes_time AND a.status IN {TAKES} AND b.status IN {TAKES}
          AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at""",
    "an active claim has no owner that is open": f"""
        SELECT c.id, c.owner FROM claims c
        LEFT JOIN bookings b ON c.owner = 'booking:' || b.id
          AND b.takes_time AND b.status IN {TAKES}
        LEFT JOIN holds h ON c.hold_id = h.id
          AND c.owner = CASE WHEN h.booking_id IS NULL THEN 'hold:' || h.id
                             ELSE 'booking:' || h.booking_id END
        WHERE c.active AND h.id IS NULL AND (b.id IS NULL OR c.hold_id IS NOT NULL)""",
    "a booking that takes time has not one claim for each host": f"""
        SELECT b.id, h.person_id FROM bookings b JOIN booking_hosts h ON h.booking_id = b.id
        WHERE b.takes_time AND b.status IN {TAKES} AND 1 <> (
          SELECT count(*) FROM claims c WHERE c.active AND c.hold_id IS NULL
            AND c.owner = 'booking:' || b.id AND c.booking_id = b.id
            AND c.person_id = h.person_id AND c.expires_at IS NULL
            AND c.starts_at = b.starts_at AND c.ends_at = b.ends_at)""",
    "a booking has claims on someone who is no host of it": """
        SELECT c.id FROM claims c WHERE c.active AND c.hold_id IS NULL AND NOT EXISTS (
          SELECT 1 FROM booking_hosts h
          WHERE h.booking_id = c.booking_id AND h.person_id = c.person_id)""",
    "a hold has no claim of its time": """
        SELECT h.id FROM holds h WHERE NOT EXISTS (
          SELECT 1 FROM claims c WHERE c.hold_id = h.id AND c.active
            AND c.starts_at = h.starts_at AND c.ends_at = h.ends_at
            AND c.expires_at = h.expires_at)""",
    "a booking has no host": """
        SELECT b.id FROM bookings b
        WHERE NOT EXISTS (SELECT 1 FROM booking_hosts h WHERE h.booking_id = b.id)""",
    "a booking's end is not its start and duration": """
        SELECT id FROM bookings WHERE ends_at - starts_at <> duration_minutes * 60""",
    "a hold became two bookings": """
        SELECT hold_hash FROM bookings WHERE hold_hash IS NOT NULL
        GROUP BY hold_hash HAVING count(*) > 1""",
    "a booking has no event of its beginning, or two": """
        SELECT b.id FROM bookings b WHERE 1 <> (
          SELECT count(*) FROM events e WHERE e.subject_kind = 'booking' AND e.subject_id = b.id
            AND e.what = CASE WHEN b.request_expires_at IS NULL
                              THEN 'booking.confirmed' ELSE 'booking.requested' END)""",
    "a booking's events and the messages about them are not as many": f"""
        SELECT b.id, {EVENTS}, {MESSAGES} FROM bookings b, ({TOLD}) told
        WHERE {EVENTS} <> {MESSAGES}""",
    "an event of a booking has no message to a host": f"""
        SELECT b.id, told.what FROM bookings b, ({TOLD}) told
        WHERE {EVENTS} > 0 AND NOT EXISTS (
          SELECT 1 FROM outbox_messages m WHERE m.subject_kind = 'booking' AND m.subject_id = b.id
            AND (m.template = told.what || '.host'
              OR (told.what IN ('moved', 'handed_over') AND m.template = 'released.host')))""",
    "a coming booking is with someone who has left": """
        SELECT b.id, m.id FROM bookings b JOIN booking_hosts h ON h.booking_id = b.id
        JOIN memberships m ON m.id = h.membership_id
        WHERE m.left_at IS NOT NULL AND b.starts_at > m.left_at
          AND b.status IN ('requested', 'accepted', 'awaiting_payment', 'confirmed')""",
    "someone who has left hosts a meeting type": """
        SELECT h.id FROM meeting_type_hosts h JOIN memberships m ON m.id = h.membership_id
        WHERE m.left_at IS NOT NULL AND h.left_at IS NULL""",
}  # fmt: skip


@dataclass
class Told:
    """An event of a booking, in the order of the locks: ids are given under them."""

    id: int
    what: str
    booking: int
    facts: dict[str, Any]
    at: int


@dataclass
class Books:
    """One meeting type, replayed."""

    zone: str
    per_day: int | None
    per_week: int | None
    takes_on: tuple[str, ...]
    before: int
    after: int
    loads: Counter[int] = field(default_factory=Counter)
    given: Counter[int] = field(default_factory=Counter)
    credited: Counter[int] = field(default_factory=Counter)
    counted: dict[int, int] = field(default_factory=dict)


def violations(url: str, *, is_all_told: bool = False) -> list[str]:
    """List everything that is wrong in the database at this address.

    `is_all_told` says that no time was ever held: then a host whom no booking hindered was free,
    and must be among those whom an assignment saw.
    """
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        found = [
            f"{words}: {tuple(row)}"
            for words, query in WRONG.items()
            for row in connection.execute(sa.text(query))
        ]
        found += _Replay(connection, is_all_told).run()
    engine.dispose()
    return found


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


class _Replay:
    """Goes through the events in order and keeps the books anew."""

    def __init__(self, connection: sa.Connection, is_all_told: bool) -> None:
        self.is_all_told = is_all_told
        self.run_sql = lambda query: connection.execute(sa.text(query)).all()
        self.wrong: list[str] = []
        self.bookings = {row.id: row for row in self.run_sql("SELECT * FROM bookings")}
        self.kinds = {
            row.id: Books(
                row.timezone,
                row.limit_per_day,
                row.limit_per_week,
                BEGINS if row.request_blocks or not row.needs_approval else ("booking.accepted",),
                row.buffer_before_minutes * 60,
                row.buffer_after_minutes * 60,
            )
            for row in self.run_sql(
                "SELECT t.id, w.timezone, t.limit_per_day, t.limit_per_week,"
                " t.request_blocks, t.needs_approval,"
                " t.buffer_before_minutes, t.buffer_after_minutes"
                " FROM meeting_types t JOIN workspaces w ON w.id = t.workspace_id"
            )
        }
        self.events = [
            Told(row.id, row.what, row.subject_id, _json(row.facts), row.at)
            for row in self.run_sql(
                "SELECT * FROM events WHERE subject_kind = 'booking' ORDER BY id"
            )
        ]
        self.turns: dict[int, list[Any]] = defaultdict(list)
        for row in self.run_sql("SELECT * FROM assignments ORDER BY id"):
            self.turns[row.booking_id].append(row)
        self.open_turn: dict[int, Any] = {}
        rows = self.run_sql("SELECT id, user_id FROM memberships")
        self.person = {row.id: row.user_id for row in rows}
        self.taken: dict[int, tuple[int, int, frozenset[int]]] = {}
        self.hosts: dict[int, set[int]] = defaultdict(set)
        for row in self.run_sql("SELECT meeting_type_id, membership_id FROM meeting_type_hosts"):
            self.hosts[row.meeting_type_id].add(row.membership_id)

    def run(self) -> list[str]:
        """Replay every event and compare the end with what is stored."""
        starts = {key: row.starts_at for key, row in self.bookings.items()}
        for event in reversed(self.events):  # Back to where each booking began.
            if event.what == "booking.moved":
                starts[event.booking] = event.facts["was"]
        for event in self.events:
            if event.booking not in self.bookings:
                self.wrong.append(f"an event of no booking: {event.id}")
                continue
            if event.what == "booking.moved":
                starts[event.booking] = event.facts["starts_at"]
            self._limits(event, starts[event.booking])
            self._turns(event, starts[event.booking])
            self._occupy(event, starts[event.booking])
        left = {key: len(turns) for key, turns in self.turns.items() if turns}
        if left:
            self.wrong.append(f"assignments that no event explains: {left}")
        self._compare()
        return self.wrong

    def _limits(self, event: Told, start: int) -> None:
        row = self.bookings[event.booking]
        books = self.kinds[row.meeting_type_id]
        if event.what in ENDS:
            books.counted.pop(event.booking, None)
            return
        if event.what not in books.takes_on and event.booking not in books.counted:
            return
        books.counted[event.booking] = start
        zone = ZoneInfo(books.zone)
        days = [
            datetime.fromtimestamp(s, UTC).astimezone(zone).date() for s in books.counted.values()
        ]
        today = datetime.fromtimestamp(start, UTC).astimezone(zone).date()
        monday = today - timedelta(days=today.weekday())
        on_day = days.count(today)
        in_week = sum(monday <= day < monday + timedelta(days=7) for day in days)
        for have, most, span in ((on_day, books.per_day, "day"), (in_week, books.per_week, "week")):
            if most is not None and have > most:
                self.wrong.append(f"limit exceeded: {have} of {most} a {span}, event {event.id}")

    def _turns(self, event: Told, start: int) -> None:
        """Follow a booking's turns: given when it takes time, given anew when its host changes."""
        books = self.kinds[self.bookings[event.booking].meeting_type_id]
        held, turns = self.open_turn.get(event.booking), self.turns[event.booking]
        is_moved = event.what in REHOSTING and event.booking in books.counted
        is_moved = is_moved and event.facts["hosts"] != ([held.membership_id] if held else None)
        if held is not None and (event.what in ENDS or is_moved):
            self._credit(books, event, held)
        # A colleague who hosts no such type takes a booking over without a turn.
        is_given = is_moved and turns and turns[0].membership_id in event.facts["hosts"]
        if turns and (is_given or (held is None and event.what in books.takes_on)):
            self.open_turn[event.booking] = turns.pop(0)
            turn = self.open_turn[event.booking]
            self._give(books, turn)
            self._free(event, turn, start)

    def _occupy(self, event: Told, start: int) -> None:
        """Keep who is occupied when, so that the next turn's hosts can be seen to be free."""
        row = self.bookings[event.booking]
        if event.what in ENDS:
            self.taken.pop(event.booking, None)
        if event.booking not in self.kinds[row.meeting_type_id].counted:
            return
        turn = self.open_turn.get(event.booking)
        hosts = [turn.membership_id] if turn else event.facts.get("hosts")
        if hosts is not None:
            end = start + row.duration_minutes * 60
            self.taken[event.booking] = (start, end, frozenset(self.person[h] for h in hosts))

    def _free(self, event: Told, turn: Any, start: int) -> None:
        """See that those whom a turn saw were free, and, if all is told, that nobody else was."""
        end = start + self.bookings[event.booking].duration_minutes * 60
        kind = self.kinds[turn.meeting_type_id]
        seen = {self.person[int(host)] for host in _json(turn.counts)}
        taken: set[int] = set()
        hindered: set[int] = set()
        for other, (since, until, persons) in self.taken.items():
            if other == event.booking:
                continue
            theirs = self.kinds[self.bookings[other].meeting_type_id]
            if since < end and start < until:
                taken |= persons
            if (
                start - kind.before < until + theirs.after
                and end + kind.after > since - theirs.before
            ):
                hindered |= persons
        if seen & taken:
            self.wrong.append(f"assignment {turn.id} took persons {seen & taken} for free")
        everyone = {self.person[host] for host in self.hosts[turn.meeting_type_id]}
        # Who hands a booking over chooses among fewer, perhaps by name.
        is_told = self.is_all_told and event.what != "booking.handed_over"
        if is_told and (missed := everyone - seen - hindered):
            self.wrong.append(f"assignment {turn.id} did not see that persons {missed} were free")

    def _credit(self, books: Books, event: Told, held: Any) -> None:
        if held.credited_at is None:
            self.wrong.append(f"a turn was not credited back: {held.id} at event {event.id}")
        books.loads[held.membership_id] -= 1
        books.credited[held.membership_id] += 1
        del self.open_turn[event.booking]

    def _give(self, books: Books, turn: Any) -> None:
        seen = {int(host): count for host, count in _json(turn.counts).items()}
        replayed = {host: books.loads[host] for host in seen}
        if seen != replayed:
            self.wrong.append(f"assignment {turn.id} saw {seen}, the replay says {replayed}")
        if turn.membership_id not in seen or seen[turn.membership_id] != min(seen.values()):
            self.wrong.append(f"assignment {turn.id} went to {turn.membership_id} of {seen}")
        if not seen.keys() <= self.hosts[turn.meeting_type_id]:
            self.wrong.append(f"assignment {turn.id} saw hosts of another type: {seen}")
        books.loads[turn.membership_id] += 1
        books.given[turn.membership_id] += 1

    def _compare(self) -> None:
        for row in self.run_sql("SELECT * FROM meeting_type_hosts"):
            books, host = self.kinds[row.meeting_type_id], row.membership_id
            if (row.assigned, row.credited) != (books.given[host], books.credited[host]):
                self.wrong.append(
                    f"the books of type {row.meeting_type_id} say {row.assigned} - {row.credited}"
                    f" for host {host}, the replay {books.given[host]} - {books.credited[host]}"
                )


def figures(url: str) -> dict[str, int]:
    """Count what there is, so that a check of nothing is seen to be one."""
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        found = dict(_counts(connection))
    engine.dispose()
    return found


def _counts(connection: sa.Connection) -> Iterator[tuple[str, int]]:
    for table in ("bookings", "claims", "holds", "assignments", "events", "outbox_messages"):
        query = sa.text(f"SELECT count(*) FROM {table}")
        yield table, int(connection.execute(query).scalar_one())


def main() -> int:
    """Check the database named on the command line."""
    url = sys.argv[1]
    found = violations(url)
    print("\n".join([*found, str(figures(url))]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
