"""API keys as members make and change them. Every change is made under the account's lock and recorded.

A key never opens more than its maker could: neither by its scopes, nor by the role of the member it acts as.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.delegation import beyond_key, beyond_scopes, refuse_beyond, rights_of
from accounts.errors import refusal
from accounts.models import ApiKey, Membership
from accounts.saving import differences, tell
from accounts.services import issue, revoke_api_key
from api.renderers import encode
from database.tenancy import TenantQuerySet
from database.transactions import account_transaction


def keys_of(actor: Actor) -> TenantQuerySet:
    """The keys in force that an actor may see: all of the account with API_KEY.READ, else its own. Expired ones are among them."""
    keys: TenantQuerySet = ApiKey.objects.visible_to(actor).filter(revoked_at__isnull=True)
    return keys if actor.may("API_KEY", "READ") else keys.filter(user_id=actor.user_id)


def create_key(*, actor: Actor, said: Mapping[str, Any]) -> tuple[ApiKey, str]:
    """A new key and its plain text, which can't be shown again. `user_id` absent: the actor's own.

    Raises RefusedItem: `reference_not_found` (no such member), `permission_denied` (more than the actor holds), `invalid_format`
    (expired already). Busy when the account's lock is not free in time.
    """
    with account_transaction(actor.account_id):
        key = ApiKey(account_id=actor.account_id, user_id=said.get("user_id", actor.user_id), name=said.get("name") or "")
        _take(key, said)
        _refuse_beyond(actor, key)
        plain = issue(key, by=actor)
    return key, plain


def change_key(*, actor: Actor, key_id: int, said: Mapping[str, Any]) -> ApiKey:
    """Change `name`, `scopes`, `networks`, `expires_at` of a key, as far as they are said.

    Raises RefusedItem: `not_found`, `permission_denied` (as changed, it would open more than the actor may), `invalid_format`. Busy.
    """
    with account_transaction(actor.account_id):
        key = key_called(actor, key_id)
        before = _told(key)
        _take(key, said)
        changes = differences(before, _told(key))
        if changes:
            _refuse_beyond(actor, key)
            key.save(update_fields=["name", "scopes", "networks", "expires_at"])
            tell(key, "api_key", "update", changes, actor)
    return key


def remove_key(*, actor: Actor, key_id: int) -> None:
    """Revoke a key, from the next request on and for good. Raises RefusedItem `not_found`. Busy."""
    with account_transaction(actor.account_id):
        revoke_api_key(key_called(actor, key_id), by=actor)


def key_called(actor: Actor, key_id: int) -> ApiKey:
    """The key that the actor may see, with its user. Raises RefusedItem `not_found`."""
    found: ApiKey | None = keys_of(actor).select_related("user").filter(pk=key_id).first()
    if found is None:
        raise refusal("not_found")
    return found


def _take(key: ApiKey, said: Mapping[str, Any]) -> None:
    """What was said, onto the key. Raises RefusedItem."""
    if "name" in said:
        key.name = said["name"] or ""
    for column in ("scopes", "networks"):
        if column in said:
            setattr(key, column, sorted(set(said[column])))
    if "expires_at" in said:
        key.expires_at = said["expires_at"]
        if key.expires_at is not None and key.expires_at <= timezone.now():
            raise refusal("invalid_format", ("expiresAt",), "The key would have expired already.")


def _refuse_beyond(actor: Actor, key: ApiKey) -> None:
    """Raise RefusedItem where the key would open more than the actor may."""
    refuse_beyond(beyond_scopes(actor, key.scopes), ("scopes",))
    holder: Membership | None = Membership.objects.visible_to(actor).select_related("role").filter(user_id=key.user_id).first()
    if holder is None:
        raise refusal("reference_not_found", ("user",), "The account has no such member.", value=key.user_id)
    if key.user_id != actor.user_id:
        refuse_beyond(beyond_key(actor, rights_of(holder.role), key.scopes), ("user",))


def _told(key: ApiKey) -> dict[str, Any]:
    """What can be changed, in the words of the wire."""
    expires_at = None if key.expires_at is None else encode(key.expires_at).decode().strip('"')
    return {"name": key.name, "scopes": key.scopes, "networks": key.networks, "expiresAt": expires_at}
