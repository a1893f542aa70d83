"""The actor: who asks, for which account, with which rights. Frozen, built once per request, job chunk or command."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from accounts.capabilities import FULL, close
from accounts.roles import ALL, EVERY_ROLE
from accounts.scopes import admitted, bits_of
from activity.origin import Origin

# Products and reference data have no grants on single objects, so only a reach over the whole account may change them.
_NEEDS_REACH_ALL = frozenset({"PRODUCT", "SETTINGS"})


@dataclass(frozen=True, slots=True)
class Actor:
    """One user in one account, through one credential.

    `operations` is what the role and the key's scopes both allow. `reach` is "all" (every record of the account carries
    `role_mask`) or "granted" (only grants count). `role_mask` is closed. `key_id` and `scopes` None: a session or a command.
    `user_id` None: a command that acts for nobody in particular. `principals` are in whose name grants reach the actor: none where
    its role holds everything in full already; `has_many_grants`: more than an array in a statement should hold.
    """

    account_id: int
    account_slug: str
    organization_names_unique: bool
    user_id: int | None
    user_name: str
    key_id: int | None
    operations: frozenset[str]
    reach: str
    role_mask: int
    scopes: frozenset[str] | None
    channel: str = "api"
    request_id: str = ""
    role_name: str = ""
    principals: tuple[int, ...] = ()
    has_many_grants: bool = False

    def may(self, resource: str, operation: str) -> bool:
        """Whether the role and the key allow an operation: `may("ORGANIZATION", "CREATE")`. The object's mask is a question of its own."""
        return f"{resource}.{operation}" in self.operations

    def mask_for(self, resource: str) -> int:
        """The mask that the role alone gives on every record of a resource, less what the key's scopes keep back."""
        if self.reach != ALL:
            return 0
        return self.role_mask & bits_of(self.scopes, resource)

    def mask_for_own(self, resource: str) -> int:
        """The mask on a record that the actor creates: its role's, or full where only grants count, for then it becomes the owner."""
        if self.reach == ALL:
            return self.mask_for(resource)
        return close(FULL) & bits_of(self.scopes, resource)

    def for_counting(self) -> Actor:
        """The same actor, whose grants are gathered first, however many they are, instead of being looked up row by row.

        For a statement that meets all rows it sees: 80,000 of 200,000 are counted in 30 ms instead of 600 (and ten in 10 instead of 1).
        """
        return replace(self, has_many_grants=False)

    def origin(self, batch_id: str = "") -> Origin:
        """How history names this actor."""
        return Origin(
            account_id=self.account_id,
            user_id=self.user_id,
            key_id=self.key_id,
            channel=self.channel,
            request_id=self.request_id,
            batch_id=batch_id,
        )


@dataclass(frozen=True, slots=True)
class Rights:
    """What a role gives, as stored: no scope applied, nothing implied added."""

    role_name: str
    operations: Iterable[str]
    reach: str
    mask: int

    def effective(self, scopes: Iterable[str] | None) -> frozenset[str]:
        """The operations left once the reach and the key's scopes have had their say. Scopes None: no key."""
        held = EVERY_ROLE.union(self.operations)
        if self.reach != ALL:
            held = frozenset(name for name in held if not changes_what_all_share(name))
        return admitted(held, scopes)

    def closed_mask(self) -> int:
        """The mask with all it brings along."""
        return close(self.mask)


def changes_what_all_share(operation: str) -> bool:
    """Whether only a role that reaches all records has any use for this operation."""
    resource, _, verb = operation.partition(".")
    return resource in _NEEDS_REACH_ALL and verb != "READ"
