"""In whose name grants reach an actor: its own, its teams' and the account's."""

from __future__ import annotations

from typing import NamedTuple

from database.prepared import fetch_prepared

# More ids than that are looked up row by row, not gathered in an array (accounts/masks.py).
FEW_GRANTS = 5_000

# Three look-ups by index rather than one OR, whose plan would depend on how many principals an account has.
_PRINCIPALS = """
WITH mine AS MATERIALIZED (
    SELECT id FROM accounts_principal WHERE account_id = %(account)s AND user_id = %(user)s
    UNION ALL
    SELECT id FROM accounts_principal WHERE account_id = %(account)s AND kind = 'account'
    UNION ALL
    SELECT p.id FROM accounts_membership m
    JOIN accounts_teammember t ON t.account_id = m.account_id AND t.membership_id = m.id
    JOIN accounts_principal p ON p.account_id = m.account_id AND p.team_id = t.team_id
    WHERE m.account_id = %(account)s AND t.account_id = %(account)s AND p.account_id = %(account)s AND m.user_id = %(user)s
)
SELECT ARRAY(SELECT id FROM mine ORDER BY id), (
    SELECT count(*) FROM (
        SELECT 1 FROM accounts_grant WHERE account_id = %(account)s AND principal_id = ANY(ARRAY(SELECT id FROM mine)) LIMIT %(most)s
    ) AS counted
)
"""


class Reached(NamedTuple):
    """In whose name grants reach a member, and whether there are more than FEW_GRANTS of them."""

    principals: tuple[int, ...]
    has_many: bool


NOBODY = Reached((), False)


def reached(account_id: int, user_id: int, *, counts: bool) -> Reached:
    """What grants reach a member of the account. One statement. `counts` False: how many does not matter, so nobody counts them."""
    most = FEW_GRANTS + 1 if counts else 0
    ((principals, count),) = fetch_prepared(_PRINCIPALS, {"account": account_id, "user": user_id, "most": most})
    return Reached(tuple(principals), count > FEW_GRANTS)


def principal_ids(account_id: int, user_id: int) -> tuple[int, ...]:
    """The principals of a member of the account: the user, the teams it is in, and everyone. Sorted. One statement."""
    return reached(account_id, user_id, counts=False).principals
