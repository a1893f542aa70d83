"""GET /me, the first call an integrator makes."""

from __future__ import annotations

from typing import Any, cast

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.account_reading import account_row
from accounts.account_view import AccountView
from accounts.capabilities import names
from accounts.models import ApiKey, User
from accounts.schema import ME
from api.parameters import QueryParameters, refuse_unsupported_headers


class MeView(AccountView):
    """Who am I, in which account, and what may I do there. `key` is null for a browser session."""

    schema = ME
    required_operations: tuple[str, ...] = ()

    def get(self, request: Request) -> Response:
        refuse_unsupported_headers(request)
        with QueryParameters(request):
            pass  # it has none: whatever was sent is refused
        actor = self.actor
        return Response(
            {
                "user": _user(cast(User, request.user)),
                "account": account_row(actor),
                "role": actor.role_name,
                "reach": actor.reach,
                "permissions": names(actor.role_mask),
                "operations": sorted(actor.operations),
                "key": _key(cast(ApiKey | None, request.auth)),
            }
        )


def _user(user: User) -> dict[str, Any]:
    return {"id": user.pk, "name": user.name, "email": user.email}


def _key(key: ApiKey | None) -> dict[str, Any] | None:
    """What a key tells about itself; its secret is known to nobody but its holder."""
    if key is None:
        return None
    return {"prefix": key.prefix, "name": key.name, "scopes": sorted(key.scopes), "expiresAt": key.expires_at}
