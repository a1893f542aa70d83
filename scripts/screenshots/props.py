"""The records that pages are shown of: those of the demo, and the few that it lacks."""

from __future__ import annotations

from typing import Any

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.tokens import default_token_generator

from accounts.actor import Actor
from accounts.api_keys import create_key
from accounts.custom_roles import create_role
from accounts.grants import PrincipalName, SharedRecord, grant
from accounts.models import Account, Company, Grant, User
from accounts.services import add_member, create_user
from accounts.teams import create_team
from contacts.models import Contact, ContactRole
from customfields.models import CustomField, CustomFieldTemplate
from imports.demo.people import PARTNER
from organizations.insp_id import insp_id
from organizations.models import Category, Organization
from organizations.pairs import keep_apart
from products.models import Product, ProductCategory
from relationships.models import Relationship, RelationshipType
from upserts import registry
from upserts.one_item import write_one

BRAND, MILL, TWIN = "ID-123", "LC-111", "LC-121"  # the organizations of the API's example, and the mill once more
CAREFUL_EMAIL = "careful@relata.example"
CLOSED = "Old Mill Weavers Lda"


def make_careful(account: Account, password: str) -> User:
    """A member whom Relata asks for codes."""
    user = create_user(CAREFUL_EMAIL, name="Carla Careful", password=password)
    add_member(account, user, "Editor")
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user


def set_up(actor: Actor) -> dict[str, object]:
    """Make what the demo lacks. The answer: what stands in paths, by the name that it has there."""
    partner = User.objects.get(email=PARTNER[0])
    team = create_team(actor=actor, name="Sourcing Asia", members=[partner.pk])
    role = create_role(actor=actor, said={"name": "Auditor", "operations": ["ORGANIZATION.READ", "RELATIONSHIP.READ"]})
    key, _plain = create_key(actor=actor, said={"name": "ERP", "scopes": ["organization.all", "relationship.read"]})
    brand, mill, twin = (Organization.objects.visible_to(actor).get(external_id=name) for name in (BRAND, MILL, TWIN))
    edge = Relationship.objects.visible_to(actor).filter(source=brand).order_by("pk")[0]
    grant(actor=actor, record=_shared(edge), principal=PrincipalName("user", partner.pk), permissions=["relationship-edit"])
    closed = _closed(actor)
    alike = Organization.objects.visible_to(actor).filter(name__startswith="Binhsa").order_by("pk")[:2]
    keep_apart(actor=actor, first_id=alike[0].pk, second_id=alike[1].pk)
    return {
        "organization": insp_id(brand.pk),
        "organizationId": brand.pk,
        "mill": insp_id(mill.pk),
        "millId": mill.pk,
        "twin": twin.pk,
        "closed": insp_id(closed),
        "partner": f"user-{partner.pk}",
        "relationship": edge.pk,
        "member": partner.pk,
        "team": team.pk,
        "role": role.pk,
        "key": key.pk,
        "contact": _first(Contact, actor, organization=brand),
        "product": _first(Product, actor),
        "company": Company.objects.visible_to(actor).order_by("number")[0].number,
        "field": _first(CustomField, actor, data_type="choice"),
        "template": _first(CustomFieldTemplate, actor),
        "type": _first(RelationshipType, actor),
        "contactRole": _first(ContactRole, actor),
        "category": _first(Category, actor),
        "productCategory": _first(ProductCategory, actor),
        "grant": _first(Grant, actor, object_kind="organization", object_id=brand.pk),
    }


def link_of(user: User) -> str:
    """What stands in the address of the mail that lets this user choose a password."""
    return f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"


def _shared(edge: Relationship) -> SharedRecord:
    return SharedRecord("relationship", edge.pk, (edge.source_id, edge.target_id))


def _closed(actor: Actor) -> int:
    """An organization that is archived."""
    resource = registry.get("organizations")
    made: Any = write_one(resource, {"name": CLOSED, "type": "F", "externalId": "LC-900", "country": "PT"}, actor).drafts[0]
    write_one(resource, {"status": "archived"}, actor, target=made.id)
    return int(made.id)


def _first(model: Any, actor: Actor, **like: object) -> int:
    return int(model.objects.visible_to(actor).filter(**like).order_by("pk").values_list("pk", flat=True)[0])
