"""The usual DRF way: nested serializers, and update_or_create in a loop.

In its favour: called in this process without HTTP, authentication or permissions, one transaction around the whole call.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from benchmarks.measuring import Failed
from benchmarks.sample import Operation
from contacts.models import Contact
from organizations.models import Organization
from relationships.models import Relationship, RelationshipType


class UsualReference(serializers.Serializer[Any]):
    """{"kind": …, "value": …}, looked up one by one."""

    kind = serializers.ChoiceField(["internal", "external"])
    value = serializers.CharField(max_length=100)

    def validate(self, attrs: dict[str, str]) -> Organization:
        column = "external_id" if attrs["kind"] == "external" else "pk"
        found: Organization | None = Organization.rows.filter(account_id=self.context["account"], **{column: attrs["value"]}).first()
        if found is None:
            raise serializers.ValidationError("Organization not found")
        return found


class UsualContact(serializers.Serializer[Any]):
    """A contact by e-mail."""

    email = serializers.EmailField(max_length=255)


class UsualRelationship(serializers.ModelSerializer[Relationship]):
    """One relationship, as the tutorial writes it."""

    source: Any = UsualReference()  # DRF takes it out of the class again
    target = UsualReference()
    leadSupplier = UsualReference(source="lead_supplier", allow_null=True, required=False)
    types = serializers.SlugRelatedField(slug_field="key", many=True, queryset=RelationshipType.rows.none())
    relationshipStatus = serializers.ChoiceField(Relationship.Status.choices, source="relationship_status")
    customFields = serializers.JSONField(source="custom_fields", required=False)
    contacts = UsualContact(many=True, required=False)

    class Meta:
        model = Relationship
        fields = ("source", "target", "leadSupplier", "types", "relationshipStatus", "customFields", "contacts")
        validators: Sequence[Any] = ()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.is_new = False
        types: Any = self.fields["types"]
        types.child_relation.queryset = RelationshipType.rows.filter(account_id=self.context["account"])

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["source"] == attrs["target"]:
            raise serializers.ValidationError("Source and target must differ")
        attrs["contacts"] = [self._contact(attrs, named["email"]) for named in attrs.get("contacts", ())]
        return attrs

    def _contact(self, attrs: dict[str, Any], email: str) -> Contact:
        ends = [attrs["target"], attrs["source"]]
        rows = Contact.rows.filter(account_id=self.context["account"], organization__in=ends, email_key=email.casefold())
        found = sorted(rows, key=lambda contact: contact.organization_id != attrs["target"].pk)
        if not found:
            raise serializers.ValidationError("Contact not found")
        chosen: Contact = found[0]
        return chosen

    def create(self, validated_data: dict[str, Any]) -> Relationship:
        account, user, now = self.context["account"], self.context["user"], timezone.now()
        lists = {name: validated_data.pop(name) for name in ("types", "contacts")}
        key = {"account_id": account, "source": validated_data.pop("source"), "target": validated_data.pop("target")}
        values = {**validated_data, "updated_at": now, "updated_by_id": user}
        made = {"created_at": now, "created_by_id": user}
        relationship, self.is_new = Relationship.rows.update_or_create(**key, defaults=values, create_defaults=values | made)
        for name, rows in lists.items():
            getattr(relationship, name).set(rows, through_defaults={"account_id": account})
        return relationship


class UsualView(APIView):
    """A list of items, one after the other."""

    authentication_classes = ()
    permission_classes = ()

    def post(self, request: Request, account: int, user: int) -> Response:
        with transaction.atomic():
            body: Any = request.data
            return Response({"data": [self._store(item, account, user) for item in body["relationships"]]})

    def _store(self, item: dict[str, Any], account: int, user: int) -> dict[str, Any]:
        serializer = UsualRelationship(data=item, context={"account": account, "user": user})
        serializer.is_valid(raise_exception=True)
        stored = serializer.save()
        return {"id": stored.pk, "operationType": "create" if serializer.is_new else "update", "version": stored.version}


class Usual:
    """The view, called in this process. Like every update_or_create it writes whether or not anything differs."""

    name = "usual DRF"
    words: dict[Operation, str] = {"new": "create", "changed": "update", "unchanged": "update"}

    def __init__(self, account_id: int, user_id: int) -> None:
        self.given = {"account": account_id, "user": user_id}
        self.view = UsualView.as_view()

    def call(self, body: bytes) -> bytes:
        """Hand the body to the view. Raises Failed."""
        request = APIRequestFactory().post("/", body, content_type="application/json")
        response = self.view(request, **self.given).render()
        if response.status_code != 200:
            raise Failed(f"{self.name}: {response.status_code} {response.content[:500]!r}")
        answer: bytes = response.content
        return answer

    def processes(self) -> Sequence[int]:
        """This one."""
        return [os.getpid()]
