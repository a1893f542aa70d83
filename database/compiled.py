"""Statements that Django compiles once instead of at every call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet

from database.prepared import fetch_prepared


@dataclass(frozen=True, slots=True)
class InAccount:
    """Whoever asks inside one account, where the account is all that counts."""

    account_id: int


NOBODY = InAccount(-(2**63))  # no account has this id: where it stands among the parameters, the asking account is put in


class AccountRows:
    """The rows of an account that a queryset of `values_list` describes: `AccountRows(lambda account: …visible_to(account)…)`.

    Compiling a queryset takes 0.5 ms, as long as the server needs to answer it; definitions and vocabularies are asked for in
    every call. Values are the driver's: what Django would convert (jsonb comes as text) is the reader's work.
    """

    def __init__(self, build: Callable[[InAccount], QuerySet[Any, Any]]) -> None:
        self.build = build

    @cached_property
    def _statement(self) -> tuple[str, tuple[Any, ...]]:
        sql, parameters = self.build(NOBODY).query.sql_with_params()
        assert NOBODY.account_id in parameters, "Rows of all accounts are nobody's business."
        return sql, parameters

    def of(self, account_id: int) -> list[tuple[Any, ...]]:
        """The account's rows, in one statement."""
        sql, parameters = self._statement
        return fetch_prepared(sql, [account_id if value == NOBODY.account_id else value for value in parameters])
