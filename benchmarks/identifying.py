"""What identifier fields cost: organizations with values of two such fields, beside the same ones with values of two plain fields."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accounts.models import Account, User
from accounts.services import add_member, create_account, create_api_key
from benchmarks.measuring import Contender, Meter, Series, check
from benchmarks.product import Product
from benchmarks.sample import OPERATIONS, Operation
from customfields.models import CustomField

PATH = "/api/v2/organizations/upsert"
KEYS = ("sap", "vat")
Costs = dict[tuple[str, Operation], Series]


@dataclass(frozen=True, slots=True)
class Identifying:
    """The calls with identifiers and with plain fields, by ("identifiers" or "plain", operation)."""

    costs: Costs

    def ratio(self, operation: Operation) -> float:
        """The time of a batch with identifiers, by that of one without."""
        return self.costs["identifiers", operation].median() / self.costs["plain", operation].median()

    def spread(self, operation: Operation) -> float:
        """That of the batches without."""
        return self.costs["plain", operation].spread


def measure(meter: Meter, user: User, port: int, *, size: int, rounds: int, warm_up: int) -> Identifying:
    """An account of each kind; in every round each stores new, changed and unchanged organizations, in turns. Raises Failed."""
    contenders = {name: Product(port, _key(name, user)) for name in ("plain", "identifiers")}
    for one in contenders.values():
        one.path = PATH
    costs: dict[tuple[str, Operation], list[Any]] = {(name, operation): [] for name in contenders for operation in OPERATIONS}
    for number in range(warm_up + rounds):
        for operation, body in _bodies(number, size):
            for name, one in contenders.items():
                cost = _cost(meter, one, operation, body, size)
                if number >= warm_up:
                    costs[name, operation].append(cost)
    for one in contenders.values():
        one.close()
    return Identifying({place: Series(size, tuple(found)) for place, found in costs.items()})


def _cost(meter: Meter, contender: Contender, operation: Operation, body: bytes, size: int) -> Any:
    answer, cost = meter.measure(lambda: contender.call(body), contender.processes())
    check(answer, contender, operation, size)
    return cost


def _key(name: str, user: User) -> str:
    """A key to an account with two fields, identifiers or not."""
    account: Account = create_account(f"with-{name}", name.title())
    add_member(account, user, "Owner")
    identifies = {"is_identifier": True, "identifier_scope": "account"} if name == "identifiers" else {}
    for key in KEYS:
        CustomField.rows.create(account=account, record_type="organization", key=key, label=key, data_type="text", **identifies)
    return create_api_key(account, user)


def _bodies(number: int, size: int) -> Iterator[tuple[Operation, bytes]]:
    """New organizations; the same with another city; the same again."""
    for operation, city in (("new", "Porto"), ("changed", "Braga"), ("unchanged", "Braga")):
        items = [_item(position, city) for position in range(number * size, (number + 1) * size)]
        yield operation, json.dumps({"organizations": items}).encode()  # type: ignore[misc]  # a literal each


def _item(number: int, city: str) -> dict[str, Any]:
    return {
        "externalId": f"O-{number}",
        "type": "F",
        "name": f"Mill {number}",
        "addressLine1": f"{number} Mill Lane",
        "city": city,
        "country": "PT",
        "phone": "+351 22 000",
        "contactPerson": {"name": "Ann Weaver", "email": f"ann@mill-{number}.example"},
        "customFields": {"sap": f"{number:08}", "vat": f"PT{number:09}"},
    }
