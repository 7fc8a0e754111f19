"""How often something may happen, counted in Redis: exactly, however many processes ask at once."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.crypto import salted_hmac
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as ConnectionLost
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as Silence
from redis.retry import Retry

from wire.circuit import Circuit
from wire.problems import RateLimited, Unavailable, seconds_to_wait

logger = logging.getLogger(__name__)

REDIS_SECONDS = 0.5

# Takes one of every limit, or none of any. KEYS: the counters. ARGV: quota and milliseconds of
# each. Answers for each: left (-1 when it refuses), milliseconds to go, and when the window ends.
_TAKE = """
local left, is_open = {}, true
for i, key in ipairs(KEYS) do
  local quota, taken = tonumber(ARGV[2 * i - 1]), tonumber(redis.call('GET', key) or 0)
  left[i] = math.max(quota - taken, 0) - 1
  is_open = is_open and left[i] >= 0
end
local answer = {}
for i, key in ipairs(KEYS) do
  if is_open and redis.call('INCR', key) == 1 then redis.call('PEXPIRE', key, ARGV[2 * i]) end
  answer[i] = {left[i], redis.call('PTTL', key), redis.call('PEXPIRETIME', key)}
end
return answer
"""

# Gives one of each back, unless its window has ended. KEYS: the counters. ARGV: the windows' ends.
_GIVE_BACK = """
for i, key in ipairs(KEYS) do
  if redis.call('PEXPIRETIME', key) == tonumber(ARGV[i]) then redis.call('DECR', key) end
end
"""


class Uncounted(Unavailable):
    """Redis is gone, silent or full, so nobody can say how often something has happened."""


@dataclass(frozen=True)
class Limit:
    """At most `quota` times in the `seconds` from the first time on; then a new window may begin.

    WAYMARK_RATE_SCALE multiplies the quota. What is refused does not count, and so neither
    prolongs a window nor stands in the way of what is given back.
    """

    name: str
    quota: int
    seconds: int

    @property
    def scaled_quota(self) -> int:
        return self.quota * int(settings.RATE_SCALE)

    def of(self, who: str) -> Counter:
        """What counts for `who`: a learner, an address, whatever has a share of its own."""
        return Counter(self, who)


@dataclass(frozen=True)
class Counter:
    limit: Limit
    who: str

    @property
    def key(self) -> str:
        """Where Redis counts it; whoever reads that learns nobody's address."""
        secret = salted_hmac(self.limit.name, self.who, algorithm="sha256").hexdigest()
        return f"throttle:{self.limit.name}:{secret}"


@dataclass(frozen=True)
class Share:
    """One taken of a limit, or refused: what is left of its window, and for how long."""

    counter: Counter
    left: int
    milliseconds: int
    ends_at: int

    @property
    def is_refused(self) -> bool:
        return self.left < 0

    @property
    def seconds(self) -> int:
        """How long to wait for a new window."""
        return seconds_to_wait(self.milliseconds / 1000)

    @property
    def headers(self) -> dict[str, str]:
        """As the IETF's draft of RateLimit header fields spells it."""
        limit = self.counter.limit
        return {
            "RateLimit-Policy": f'"{limit.name}";q={limit.scaled_quota};w={limit.seconds}',
            "RateLimit": f'"{limit.name}";r={max(0, self.left)};t={self.seconds}',
        }


def take(*counters: Counter) -> list[Share]:
    """Count this once on every counter, or on none of them when one is used up.

    Raises RateLimited then, telling of the one that takes longest to open again, and Uncounted
    when Redis does not answer.
    """
    wants = [(counter.limit.scaled_quota, counter.limit.seconds * 1000) for counter in counters]
    keys = [counter.key for counter in counters]
    answer = _store().run(_TAKE, keys, [number for want in wants for number in want])
    shares = [Share(counter, *row) for counter, row in zip(counters, answer, strict=True)]
    if refused := [share for share in shares if share.is_refused]:
        longest = max(refused, key=lambda share: share.milliseconds)
        raise RateLimited(longest.seconds, headers=longest.headers)
    return shares


def give_back(shares: Sequence[Share]) -> None:
    """Uncount what turned out to be harmless; in a window that has ended there is nothing to."""
    keys = [share.counter.key for share in shares]
    _store().run(_GIVE_BACK, keys, [share.ends_at for share in shares])


def forget(*counters: Counter) -> None:
    """Begin anew: everything counted so far is forgiven."""
    _store().run("redis.call('DEL', unpack(KEYS))", [counter.key for counter in counters], [])


class _Store:
    """A process's one way to Redis: no call waits long, and not all wait when it is gone."""

    def __init__(self, url: str) -> None:
        # Once more where a connection turns out to be dead, never after silence.
        retry = Retry(NoBackoff(), 1, supported_errors=(ConnectionLost,))
        self._redis = Redis.from_url(
            url, socket_connect_timeout=REDIS_SECONDS, socket_timeout=REDIS_SECONDS, retry=retry
        )
        self._circuit = Circuit()

    def run(self, script: str, keys: Sequence[str], numbers: Sequence[int]) -> list[list[int]]:
        if not self._circuit.allows():
            raise Uncounted
        began = self._circuit.now()
        try:
            answer: list[list[int]] = self._redis.register_script(script)(keys, numbers)
        except RedisError as error:
            logger.warning("Redis counts nothing: %s: %s", type(error).__name__, error)
            if isinstance(error, ConnectionLost | Silence):
                self._circuit.failed(began)
            else:
                self._circuit.succeeded()
            raise Uncounted from error
        self._circuit.succeeded()
        return answer


def _store() -> _Store:
    return _store_at(settings.REDIS_URL)


@cache
def _store_at(url: str) -> _Store:
    return _Store(url)
