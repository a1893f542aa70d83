"""The account itself in the description of the API."""

from __future__ import annotations

from typing import Any

from accounts.read_models import AccountSummary
from accounts.writing_schema import body_of, written
from api.schema import Components, Described, Operation
from api.schema_answers import answer, single
from api.schema_parameters import every_call
from api.schema_shapes import shape_schema
from organizations.account_items import AccountChange

_TEXT = """\
The name, and what the account has decided on; what is absent stays as it is. Who switches `organizationNamesUnique` on while several
organizations of one type share a name is refused with those names, up to 100 of them, each with the ids that you may see (`params.ids`).

Takes `SETTINGS.UPDATE`."""
_EXAMPLE: dict[str, Any] = {
    "slug": "larkfell",
    "name": "Larkfell Creek Outdoor",
    "policies": {"organizationNamesUnique": False},
    "companies": [{"number": 1, "name": "Larkfell Creek Outdoor Inc."}],
}


def _change(view: Any, components: Components) -> Operation:
    shown = answer(
        components,
        "The account.",
        shape_schema(AccountSummary, components),
        examples={"one": {"summary": "An example", "value": _EXAMPLE}},
    )
    return Operation(
        id="changeAccount",
        summary="Change the account",
        tag="Account",
        description=_TEXT,
        parameters=every_call(components),
        body=body_of(AccountChange(), AccountSummary, {"policies": {"organizationNamesUnique": False}}, components, partial=True),
        responses=written(components, ["duplicate_data"]) | {200: shown},
    )


_READ = single("getAccount", AccountSummary, "Get the account", tag="Account", text="Takes `SETTINGS.READ`.")
ACCOUNT = Described(get=_READ.methods["get"], patch=_change)
