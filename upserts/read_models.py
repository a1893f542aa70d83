"""What read models and upsert answers hold, for the description of the API. The readers make them; tests compare the two."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NotRequired, TypedDict

from accounts.capabilities import NAMES
from api.schema_shapes import Id, Instant, UserStub, among, doc

Version = Annotated[int, doc("Starts at 1; one more with every real change.", ge=1)]
ExternalId = Annotated[str | None, doc("The consumer's own key, unique in the account for this kind of record.")]
CustomFields = Annotated[dict[str, Any], doc("The account's own fields by key, typed; money is a text as in `12.50`.")]
Permissions = Annotated[list[Annotated[str, among(sorted(NAMES))]], doc("Yours on this record, sorted.")]


class Signed(TypedDict):
    """Version, who and when. Times are UTC."""

    version: Version
    createdAt: Instant
    createdBy: Annotated[UserStub | None, doc("Null: nobody, or a user that is no more.")]
    updatedAt: Instant
    updatedBy: Annotated[UserStub | None, doc("Null: nobody, or a user that is no more.")]


class Details(TypedDict):
    """Who made the record and who changed it last, and when."""

    createdAt: Instant
    createdBy: UserStub | None
    updatedAt: Instant
    updatedBy: UserStub | None


class Summary(TypedDict):
    """How many items met which end."""

    total: int
    created: int
    updated: int
    unchanged: int
    restored: int
    failed: int


class Succeeded(TypedDict):
    """What became of an item that was accepted."""

    index: Annotated[int, doc("The item's place in the request, from 0.", ge=0)]
    id: Annotated[Id | None, doc("Null: a record that a dry run would have created.")]
    status: Annotated[Literal[200, 201], doc("201: created.")]
    operationType: Literal["create", "update", "unchanged", "restore"]
    version: Version
    clientRef: NotRequired[Annotated[str, doc("The item's own `clientRef`.")]]
    details: NotRequired[Annotated[Details, doc("Not with `Prefer: return=minimal`.")]]


class Failed(TypedDict):
    """What became of an item that was refused. Nothing of it was written."""

    index: Annotated[int, doc("The item's place in the request, from 0.", ge=0)]
    status: Annotated[Literal[400, 403, 404, 409, 412, 424, 503], doc("Of the first stage that found something wrong.")]
    clientRef: NotRequired[Annotated[str, doc("The item's own `clientRef`.")]]
