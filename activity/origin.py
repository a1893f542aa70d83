"""Where a change came from, in plain ids: this room knows nobody by name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Who changed something, through what.

    `user_id` None: a command that acts for nobody in particular. `key_id` None: no API key was used.
    `channel` is one of api, page, import, admin, command. `request_id` and `batch_id` (≤ 64) are empty where there was none.
    """

    account_id: int
    user_id: int | None
    key_id: int | None
    channel: str
    request_id: str = ""
    batch_id: str = ""
