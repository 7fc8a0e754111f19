"""Putting the load of one row on one side."""

from __future__ import annotations

from bench import parity, requests
from bench.load import Load, Plan, put_load
from bench.rows import HttpRow
from bench.servers import Database, Running

WARMING = 400  # requests at most, before anything is measured
COUNTED = 40  # requests whose statements are counted
WITHOUT_END = 1_000_000_000
WRITTEN = ("progress_event", "progress_mark", "progress_ledger")


class Asking:
    """The requests of a row, as this side has to be asked them."""

    def __init__(self, row: HttpRow, side: Running, database: Database) -> None:
        self.row, self.side, self.database = row, side, database
        asked = row.requests()
        if row.knows:
            asked = [requests.known(each, parity.etag_of(side, each)) for each in asked]
        self.requests = [request.decode() for request in asked]

    def warm_up(self, seconds: float) -> None:
        """Have every thread and connection of the side come up, and keep what it will keep."""
        self._put(seconds, WARMING)
        self.settle()

    def for_seconds(self, seconds: float) -> Load:
        """Ask until the time is up, or all that can be asked only once has been."""
        return self._put(seconds, WITHOUT_END)

    def statements(self) -> float:
        """How many statements one request takes."""
        with self.database.counting() as count:
            load = self._put(60, COUNTED)
            return count() / load.requests

    def settle(self) -> None:
        """Let everybody meet the rows that seeding left, with nothing put off till later."""
        if self.row.writes:
            parity.take_back(self.database)
            self.database.execute(*(f"VACUUM {table}" for table in WRITTEN), "CHECKPOINT")

    def _put(self, seconds: float, most: int) -> Load:
        plan = Plan(
            port=self.side.port,
            requests=self.requests,
            status=self.row.status,
            seconds=seconds,
            most=most,
            again=not self.row.writes,
        )
        return put_load(plan)
