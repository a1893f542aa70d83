"""Members, teams, roles and keys in the description of the API."""

from __future__ import annotations

from typing import Any

from accounts.people_items import SCOPES, KeyChange, MemberChange, NewKey, NewMember, RoleItem, RoleName, Scope, TeamItem
from accounts.people_read_models import KeyRow, MemberRow, NewKeyRow, RoleRow, TeamRow
from accounts.writing_schema import Kind
from api.scalar_fields import BIGINT_MAX
from api.schema import Components, Described
from api.schema_fields import schema_of

Schema = dict[str, Any]
SINCE = "2026-01-31T12:00:00.123456Z"
NO_MORE = "Nobody hands out more than it holds: 403 names what you lack (`params.needed`)."
BUYER: Schema = {"name": "Buyer", "operations": ["ORGANIZATION.READ", "RELATIONSHIP.READ", "RELATIONSHIP.UPDATE"]}
NIGHTLY: Schema = {"name": "Nightly sync", "scopes": ["organization.write", "relationship.write"], "networks": ["192.0.2.0/24"]}

_MEMBER = Kind(
    name="Member",
    words="member",
    operation="MEMBER",
    shape=MemberRow,
    example={
        "id": 4,
        "email": "ann@example.com",
        "name": "Ann Weaver",
        "role": {"id": 3, "name": "Editor"},
        "isActive": True,
        "joinedAt": SINCE,
    },
    conflicts={"POST": ["duplicate_data"], "PATCH": ["last_full_holder"], "DELETE": ["last_full_holder"]},
)
_TEAM = Kind(
    name="Team",
    words="team",
    operation="MEMBER",
    shape=TeamRow,
    example={"id": 2, "name": "Sourcing", "members": [4, 7]},
    conflicts={"POST": ["duplicate_data"], "PATCH": ["duplicate_data"]},
)
_ROLE = Kind(
    name="Role",
    words="role",
    operation="MEMBER",
    shape=RoleRow,
    example={"id": 9, **BUYER, "reach": "all", "permissions": ["edit", "read"], "isBuiltIn": False},
    conflicts={"POST": ["duplicate_data"], "PATCH": ["duplicate_data"], "DELETE": ["in_use"]},
)
_KEY = Kind(
    name="ApiKey",
    words="API key",
    operation="API_KEY",
    shape=KeyRow,
    example={
        "id": 5,
        "prefix": "Xv4YoAfZ",
        **NIGHTLY,
        "user": {"id": 4, "name": "Ann Weaver"},
        "createdAt": SINCE,
        "expiresAt": "2027-01-31T12:00:00Z",
        "lastUsedAt": None,
    },
)

MEMBERS = Described(
    get=_MEMBER.lists(),
    post=_MEMBER.creates(
        NewMember(),
        {"email": "ann@example.com", "role": "Editor"},
        "An e-mail address that nobody has yet makes a new user, who acts through keys until an operator gives it a password. "
        f"`role` is a name or an id. {NO_MORE}",
    ),
)
MEMBER = Described(
    get=_MEMBER.reads(),
    patch=_MEMBER.changes(MemberChange(), {"role": "Viewer"}, f"The role. An account keeps an Owner who may sign in. {NO_MORE}"),
    delete=_MEMBER.removes(
        "Its keys are revoked, it leaves its teams, and what was shared with it is shared no more. Records keep naming the user."
    ),
)
TEAMS = Described(get=_TEAM.lists(), post=_TEAM.creates(TeamItem(), {"name": "Sourcing", "members": [4, 7]}, "A team."))
TEAM = Described(
    get=_TEAM.reads(),
    patch=_TEAM.changes(TeamItem(), {"members": [4]}, f"`members` replaces them. Who joins gets what is shared with the team. {NO_MORE}"),
    delete=_TEAM.removes("What was shared with it is shared with it no more."),
)
ROLES = Described(
    get=_ROLE.lists(),
    post=_ROLE.creates(RoleItem(), {**BUYER, "reach": "all", "permissions": ["edit"]}, f"A role of the account's own. {NO_MORE}"),
)
ROLE = Described(
    get=_ROLE.reads(),
    patch=_ROLE.changes(RoleItem(), {"permissions": ["read"]}, f"Counts for its members from their next call on. {NO_MORE}"),
    delete=_ROLE.removes("Only one that no member has; never a built-in one."),
)
KEYS = Described(
    get=_KEY.lists("Those in force: yours, and with `API_KEY.READ` everybody's. A key needs the scope `api_key.read`."),
    post=_KEY.creates(
        NewKey(),
        {**NIGHTLY, "expiresAt": "2027-01-31T12:00:00Z"},
        f"The answer holds the `key`: keep it, for it is never shown again. It has no more scopes than the key that makes it. {NO_MORE}",
        NewKeyRow,
        key="rel_Xv4YoAfZ_…",
    ),
)
KEY = Described(
    get=_KEY.reads("Yours, and with `API_KEY.READ` anybody's."),
    patch=_KEY.changes(KeyChange(), {"scopes": ["organization.read"]}, "Counts from the next call on."),
    delete=_KEY.removes("It is revoked, from the next call on and for good."),
)


@schema_of.register
def _(field: RoleName, components: Components) -> Schema:
    name: Schema = {"type": "string", "minLength": 1, "maxLength": 100}
    return {"anyOf": [name, {"type": "integer", "minimum": 1, "maximum": BIGINT_MAX}], "description": "A role, by name or by id."}


@schema_of.register
def _(field: Scope, components: Components) -> Schema:
    return {"type": "string", "enum": SCOPES}
