"""With whom records are shared, in the history that the admin tells: names in the place of the ids that history keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.models import Team, User
from activity.models import Change
from backoffice.history import Difference, Teller, differences
from backoffice.scope import Scope, visible_rows
from desk.history_names import GRANTS

GONE = "somebody who is no longer a member"
Called = Mapping[tuple[str, int], str]


def by_name(scope: Scope, changes: Iterable[Change]) -> Teller:
    """What changed, with grants by name. At most two statements for all of these changes: users, and teams."""
    named = [one["principal"] for change in changes for side in change.changes.get(GRANTS, ()) for one in side or ()]
    called = _called(User, scope, named, "user") | _called(Team, scope, named, "team")

    def tell(change: Change) -> list[Difference]:
        rest = {name: values for name, values in change.changes.items() if name != GRANTS}
        grants = [Difference(GRANTS, *(_held(side, called) for side in change.changes[GRANTS]))] if GRANTS in change.changes else []
        return grants + differences(rest)

    return tell


def _called(model: Any, scope: Scope, named: Iterable[Mapping[str, Any]], kind: str) -> dict[tuple[str, int], str]:
    ids = {one["id"] for one in named if one["kind"] == kind}
    return {(kind, row.pk): str(row) for row in visible_rows(model, scope).filter(pk__in=ids)} if ids else {}


def _held(grants: Any, called: Called) -> str:
    """One side of a change of grants, as in “Pat Partner: edit, read; everyone: read”."""
    return "; ".join(f"{_whom(one['principal'], called)}: {', '.join(one['permissions'])}" for one in grants or ())


def _whom(principal: Mapping[str, Any], called: Called) -> str:
    return "everyone" if principal["kind"] == "account" else called.get((principal["kind"], principal["id"]), GONE)
