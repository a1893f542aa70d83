"""An item with every kind of field, as rooms declare theirs."""

from __future__ import annotations

from decimal import Decimal

from api.fields import (
    CountryField,
    ItemSerializer,
    StrictBool,
    StrictChar,
    StrictChoice,
    StrictDate,
    StrictDecimal,
    StrictEmail,
    StrictInteger,
    StrictKey,
    StrictList,
    StrictObject,
    StrictUrl,
)


class PersonItem(ItemSerializer):
    email = StrictEmail()
    firstName = StrictChar(source="first_name", max_length=10, required=False)
    isPrimary = StrictBool(source="is_primary", required=False)


class PlaceItem(ItemSerializer):
    """All fields but the decimal can pass the gate."""

    read_only_members = frozenset({"id", "version"})
    required_on_create = ("name",)

    externalId = StrictKey(source="external_id", required=False)
    type = StrictChoice(["F", "S"])
    name = StrictChar(max_length=20, required=False, allow_null=False)
    note = StrictChar(max_length=50, multiline=True, required=False)
    country = CountryField(required=False)
    website = StrictUrl(required=False)
    signed = StrictBool(required=False)
    signedOn = StrictDate(source="signed_on", required=False, allow_null=True)
    order = StrictInteger(required=False, min_value=0)
    latitude = StrictDecimal(max_digits=8, decimal_places=6, min_value=Decimal(-90), max_value=Decimal(90), required=False, allow_null=True)
    tags = StrictList(child=StrictChar(max_length=5), min_length=1, max_length=3, required=False)
    contactPerson = PersonItem(source="contact_person", required=False, allow_null=True)
    contacts = StrictList(child=PersonItem(), max_length=4, required=False)
    customFields = StrictObject(source="custom_fields", required=False)
