"""How much an account may ask for in a minute: requests, and items written. Counted in the database, so across all processes.

Windows are fixed: they begin with each minute of the database's clock. What is left is told in the headers RateLimit and
RateLimit-Policy (draft-ietf-httpapi-ratelimit-headers-10).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from api.errors import Problem
from database.prepared import fetch_prepared

WINDOW_S = 60
# Who waited for the row may belong to a minute that is over: it counts in the new one, and takes nothing back.
_COUNT = """
INSERT INTO accounts_usage AS used (account_id, since, requests, items)
VALUES (%s, date_trunc('minute', statement_timestamp()), %s, %s)
ON CONFLICT (account_id) DO UPDATE SET
    requests = CASE WHEN used.since < excluded.since THEN 0 ELSE used.requests END + excluded.requests,
    items = CASE WHEN used.since < excluded.since THEN 0 ELSE used.items END + excluded.items,
    since = greatest(used.since, excluded.since)
RETURNING requests, items, greatest(1, ceil(extract(epoch FROM since - statement_timestamp()) + 60))::int
"""


@dataclass(frozen=True, slots=True)
class Window:
    """What an account has asked for in this minute, the latest call included; and the seconds until the next one, 1 or more."""

    requests: int
    items: int
    seconds: int

    def headers(self) -> dict[str, str]:
        """RateLimit and RateLimit-Policy, for the limits that there are."""
        policies, states = [], []
        for name, limit, used in (
            ("requests", settings.RATE_LIMIT_REQUESTS, self.requests),
            ("items", settings.RATE_LIMIT_ITEMS, self.items),
        ):
            if limit > 0:
                policies.append(f'"{name}";q={limit};w={WINDOW_S}' + (';qu="items"' if name == "items" else ""))
                states.append(f'"{name}";r={max(0, limit - used)};t={self.seconds}')
        return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(states)}

    def refuse_call(self, items: int) -> None:
        """Raise Problem `rate_limited` if the minute's requests are used up; or its items, and the call writes."""
        if 0 < settings.RATE_LIMIT_REQUESTS < self.requests:
            self._refuse(f"The account may send {settings.RATE_LIMIT_REQUESTS:,} requests a minute.")
        if items:
            self.refuse_items(items)

    def refuse_items(self, items: int) -> None:
        """Raise Problem `rate_limited` if nothing was left before these items came. The batch that uses up the rest is taken whole:
        so a batch larger than the limit is not refused for ever, and what is refused was not paid for.
        """
        if 0 < settings.RATE_LIMIT_ITEMS <= self.items - items:
            self._refuse(f"The account may write {settings.RATE_LIMIT_ITEMS:,} items a minute.")

    def _refuse(self, sentence: str) -> None:
        headers = {"Retry-After": str(self.seconds)}
        raise Problem("rate_limited", f"{sentence} Wait as long as the Retry-After header says.", headers=headers)


def is_on() -> bool:
    """Whether anything is limited at all. If not, nothing is counted."""
    return settings.RATE_LIMIT_REQUESTS > 0 or settings.RATE_LIMIT_ITEMS > 0


def count(account_id: int, *, requests: int = 0, items: int = 0) -> Window:
    """Add to what the account has used of this minute. One statement, committed at once."""
    return Window(*fetch_prepared(_COUNT, [account_id, requests, items])[0])
