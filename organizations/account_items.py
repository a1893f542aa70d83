"""The account's own name and policies as they are sent: in calls, and in set-up files."""

from __future__ import annotations

from api.fields import ItemSerializer, StrictBool, StrictChar


class PoliciesItem(ItemSerializer):
    """What the account has decided on."""

    organizationNamesUnique = StrictBool(source="organization_names_unique", required=False)


class AccountChange(ItemSerializer):
    """What can be changed of the account. Its companies have an address of their own."""

    read_only_members = frozenset({"slug", "companies"})

    name = StrictChar(max_length=255, required=False, allow_null=False)
    policies = PoliciesItem(required=False)
