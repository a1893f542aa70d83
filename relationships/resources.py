"""Relationships as consumers send them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from accounts.capabilities import allows
from api.fields import ItemSerializer, StrictChar, StrictChoice, StrictEmail, StrictList, StrictObject
from api.suggestions import close_names
from organizations.models import Organization
from organizations.reading import attach
from relationships.ends import choose_contacts, find_contacts
from relationships.merging import absorb
from relationships.models import Relationship, RelationshipContact, RelationshipTypeUse
from relationships.reading import RELATIONSHIP, count_relationships
from relationships.words import load_vocabulary
from upserts.actions import choose
from upserts.draft import Draft
from upserts.items import FieldActions, RecordId, RecordItem, UpsertItem
from upserts.references import Reference
from upserts.registry import register
from upserts.resource import Capabilities, Key, Link, Resource
from upserts.world import World

BY_ENDS = Key("source,target", ("source_id", "target_id"), "target")
ANY_ACTION = ("append", "remove", "replace")


class ListedContact(ItemSerializer):
    """A contact of the source or the target, by e-mail. Whatever else of it is said must be as it is stored: it is not changed here."""

    email = StrictEmail()
    id = RecordId(required=False)
    firstName = StrictChar(source="first_name", max_length=100, required=False)
    lastName = StrictChar(source="last_name", max_length=100, required=False)
    phoneNumber = StrictChar(source="phone_number", max_length=50, required=False)
    role = StrictChar(max_length=100, required=False)


class RelationshipItem(UpsertItem):
    """One relationship as consumers send it."""

    read_only_members = RecordItem.read_only_members | {"id"}

    source = Reference(Organization, default_kind="internal")  # type: ignore[assignment]  # DRF takes it out of the class again
    target = Reference(Organization, default_kind="internal")
    leadSupplier = Reference(Organization, source="lead_supplier", required=False, allow_null=True)
    types = StrictList(child=StrictChar(max_length=255), min_length=1, max_length=100)
    relationshipStatus = StrictChoice(Relationship.Status.values, source="relationship_status")
    customFields = StrictObject(source="custom_fields", required=False)
    contacts = StrictList(child=ListedContact(), required=False)
    fieldActions = FieldActions(
        source="field_actions", required=False, lists={"types": ANY_ACTION, "contacts": ANY_ACTION, "customFields": ANY_ACTION}
    )


def understand(draft: Draft, world: World) -> None:
    """Type keys become the account's types. Repeated keys collapse; unknown ones are refused, never created."""
    known = world.words["types"].by_key
    keys = draft.values.get("types", [])
    if len(set(keys)) < len(keys):
        draft.warn("types_deduplicated", "types", types=list(dict.fromkeys(keys)))
    for position, key in enumerate(keys):
        if key not in known:
            draft.refuse("relationship_type_not_found", "types", position, value=key, suggestions=close_names(key, known))


def may_create(draft: Draft, world: World) -> Iterable[str]:
    """A new edge needs the right to edit the source's relationships; the target must be visible, which resolving has seen to."""
    source = draft.references.get("source")
    if source is not None and not allows(source["mask"], "edit_relationship"):
        yield "edit_relationship"


def choose_types(draft: Draft, world: World) -> None:
    """The types the edge will have: at least one, the new ones active and fitting both ends."""
    if "types" not in draft.values:
        return
    vocabulary = world.words["types"]
    choose(draft, world, "types", (vocabulary.by_key[key].id for key in draft.values["types"]))
    wanted = draft.links["types"]
    if not wanted:
        draft.refuse("too_short", "types", min=1)
    stored = draft.row["types"] if draft.row is not None else []
    source, target = draft.references.get("source"), draft.references.get("target")
    for position, key in enumerate(draft.values["types"]):
        word = vocabulary.by_key[key]
        if word.id in stored or word.id not in wanted:
            continue
        if not word.is_active:
            draft.refuse("relationship_type_inactive", "types", position, value=key)
        elif source and target and not word.fits(source["type"], target["type"]):
            draft.refuse(
                "relationship_type_not_allowed",
                "types",
                position,
                value=key,
                sourceType=source["type"],
                targetType=target["type"],
                sourceTypes=sorted(word.source_types),
                targetTypes=sorted(word.target_types),
            )


def refuse_one_end(draft: Draft, world: World) -> None:
    """Judged on resolved ids: one organization under two names is still one."""
    if draft.after("source_id") == draft.after("target_id"):
        draft.refuse("same_organization", "target")


def refuse_archived_end(draft: Draft, world: World) -> None:
    """An edge to an archived organization can be inactive, or made so, and nothing else."""
    if draft.row is not None and not draft.changes:
        return
    ends = draft.after("relationship_status") == Relationship.Status.INACTIVE
    if ends and (draft.row is None or draft.changes.keys() <= {"relationshipStatus"}):
        return
    for wire in ("source", "target"):
        end = draft.references.get(wire)
        if end is not None and end["status"] == "archived":
            draft.refuse("organization_archived", wire, id=end["id"])


def type_keys(ids: Sequence[int], world: World) -> list[str]:
    """How history names types."""
    return sorted(world.words["types"].by_id[identity].key for identity in ids)


RELATIONSHIPS = register(
    Resource(
        name="relationships",
        record_type="relationship",
        model=Relationship,
        item=RelationshipItem,
        keys=(BY_ENDS,),
        capabilities=Capabilities(view="view_relationship", edit="edit_relationship", rekey="full_organization"),
        read_model=RELATIONSHIP,
        orders={"id": "id", "updatedAt": "updated_at"},
        immutable=("source_id", "target_id"),
        links=(
            Link("types", RelationshipTypeUse, "relationship_id", "type_id"),
            Link("contacts", RelationshipContact, "relationship_id", "contact_id"),
        ),
        words={"types": load_vocabulary},
        lookups=(find_contacts,),
        understand=understand,
        may_create=may_create,
        rules=(refuse_one_end, choose_types, choose_contacts),
        seal=refuse_archived_end,
        absorb=absorb,
        columns_of={"source": "source_id", "target": "target_id", "leadSupplier": "lead_supplier_id"},
        shows={"types": type_keys},
    )
)
attach("relationshipsCount", count_relationships, 0)
