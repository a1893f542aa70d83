"""What is expected of the routes about members, teams, roles and keys, and of sharing."""

from __future__ import annotations

from tests.kit.matrix_lines import CURSOR, PLATFORM, READ_ONLY, READERS, UNKNOWN, Row, Slot, body, one


def repeated(name: str, kind: str, own: str = "200", **beside: object) -> Slot:
    """A member that can't be set: it may only repeat what is stored."""
    return Slot(f"body {name}", kind, own=own, absent=READ_ONLY, beside=beside)


MEMBER_ROLE = tuple(Slot("body role", kind, own="200", absent=UNKNOWN) for kind in ("role", "role name"))
TEAM_MEMBERS = Slot("body members[]", "user", own="200", absent=UNKNOWN)
ROLE_WORDS = body("operations[]", "permissions[]", "reach", "isBuiltIn")
KEY_WORDS = body("expiresAt", "name", "networks[]", "scopes[]", "createdAt", "lastUsedAt", "prefix", "user.name")
GRANT_WORDS = body(
    *(f"grants[].{name}" for name in ("permissions[]", "cause", "grantedAt", "grantedBy", "grantedBy.name")),
    *(f"grants[].principal.{name}" for name in ("kind", "name")),
)

PEOPLE: dict[str, Row] = {
    "GET members": Row("OV", "200", (PLATFORM, CURSOR)),
    "POST members": Row(
        "O",
        "201",
        (
            PLATFORM,
            Slot("body email", "email", own="409 duplicate_data", absent="201", differs="O"),
            *(Slot("body role", kind, own="201", absent=UNKNOWN) for kind in ("role", "role name")),
        ),
        {"email": "fresh@people.example", "role": "Viewer"},
    ),
    "GET members/{id}": Row("OV", "200", (PLATFORM, one("user"))),
    "PATCH members/{id}": Row(
        "O",
        "200",
        (PLATFORM, one("user"), *MEMBER_ROLE, repeated("id", "user"), repeated("email", "email")),
        {"role": "Editor"},
        plain=body("isActive", "joinedAt", "name"),
    ),
    "DELETE members/{id}": Row("O", "204", (PLATFORM, one("user", "204"))),
    "GET teams": Row("OV", "200", (PLATFORM, CURSOR)),
    "POST teams": Row(
        "O",
        "201",
        (
            PLATFORM,
            Slot("body members[]", "user", own="201", absent=UNKNOWN),
            Slot("body name", "team name", own="409 duplicate_data", absent="201"),
            repeated("id", "team", READ_ONLY),
        ),
        {"name": "Fresh", "members": ["$user"]},
    ),
    "GET teams/{id}": Row("OV", "200", (PLATFORM, one("team"))),
    "PATCH teams/{id}": Row(
        "O",
        "200",
        (PLATFORM, one("team"), TEAM_MEMBERS, Slot("body name", "team name", own="200", absent="200"), repeated("id", "team")),
        {"name": "Fresh"},
    ),
    "DELETE teams/{id}": Row("O", "204", (PLATFORM, one("team", "204"))),
    "GET roles": Row("OV", "200", (PLATFORM, CURSOR)),
    "POST roles": Row(
        "O",
        "201",
        (PLATFORM, Slot("body name", "role name", own="409 duplicate_data", absent="201"), repeated("id", "role", READ_ONLY)),
        {"name": "Fresh", "operations": ["ORGANIZATION.READ"]},
        plain=ROLE_WORDS,
    ),
    "GET roles/{id}": Row("OV", "200", (PLATFORM, one("role"))),
    "PATCH roles/{id}": Row(
        "O",
        "200",
        (PLATFORM, one("role"), Slot("body name", "role name", own="200", absent="200"), repeated("id", "role")),
        {"permissions": ["read"], "reach": "all"},
        plain=ROLE_WORDS,
    ),
    "DELETE roles/{id}": Row("O", "204", (PLATFORM, one("role", "204"))),
    "GET api-keys": Row(READERS, "200", (PLATFORM, CURSOR)),
    "POST api-keys": Row(
        "O", "201", (PLATFORM, Slot("body user", "user", own="201", absent=UNKNOWN)), {"scopes": ["all"]}, plain=KEY_WORDS
    ),
    "GET api-keys/{id}": Row(READERS, "200", (PLATFORM, one("key"))),
    "PATCH api-keys/{id}": Row(
        "O",
        "200",
        (
            PLATFORM,
            one("key"),
            Slot("body id", "key", own="200", other=READ_ONLY, absent=READ_ONLY),
            repeated("user.id", "user", READ_ONLY, **{"user.name": "Nobody"}),
        ),
        {"name": "Nightly"},
        plain=KEY_WORDS,
    ),
    "DELETE api-keys/{id}": Row("O", "204", (PLATFORM, one("key", "204"))),
    **{f"GET {kind}s/{{id}}/grants": Row(READERS, "200", (PLATFORM, one(kind))) for kind in ("organization", "relationship")},
    **{
        f"PUT {kind}s/{{id}}/grants": Row(
            "OMF",
            "200",
            (
                PLATFORM,
                one(kind),
                *(
                    Slot(
                        "body grants[].principal.id",
                        named,
                        own="200",
                        absent=UNKNOWN,
                        beside={"grants[].principal.kind": named, "grants[].permissions[]": "read"},
                    )
                    for named in ("user", "team")
                ),
                repeated(
                    "grants[].grantedBy.id",
                    "user",
                    READ_ONLY,
                    **{
                        "grants[].grantedBy.name": "Nobody",
                        "grants[].principal.kind": "user",
                        "grants[].principal.id": "$user",
                        "grants[].permissions[]": "read",
                    },
                ),
            ),
            {"grants": [{"principal": {"kind": "user", "id": "$user"}, "permissions": ["read"]}]},
            plain=GRANT_WORDS,
        )
        for kind in ("organization", "relationship")
    },
}
