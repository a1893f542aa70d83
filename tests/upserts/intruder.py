"""A writer that knows nothing of our lock: a trigger that, while the engine stores one certain row, breaks one certain constraint.

Nothing of ours is replaced: the refusal comes from PostgreSQL, at the moment a real race would bring it.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from upserts import registry
from upserts.resource import Resource

NOBODY = 999_999_999
# What happens to the row that is being stored (NEW), by constraint. `twin(…)` stores a copy of it first, as another session might.
BREAKS: Mapping[str, str] = {
    "organization_external_id_once": "twin: name_key := NULL",
    "organization_name_once": "twin: external_id := NULL",
    "organization_external_id_not_empty": "external_id := ''",
    "organization_version_from_one": "version := 0",
    "organization_type_known": "type := 'X'",
    "organization_status_known": "status := 'gone'",
    "organization_has_a_name": "name := ''",
    "organization_country_alpha2": "country := 'p1'",
    "organization_website_http": "website := 'javascript:1'",
    "organization_latitude_on_earth": "latitude := 90.5",
    "organization_longitude_on_earth": "longitude := -180.5",
    "organization_merged_is_archived": "merged_into_id := NEW.id",
    "organization_company_in_account": f"company_id := {NOBODY}",
    "organization_category_in_account": f"category_id := {NOBODY}",
    "organization_template_in_account": f"template_id := {NOBODY}",
    "organization_merged_in_account": f"merged_into_id := {NOBODY}; NEW.status := 'archived'",
    "contact_external_id_once": "twin: email_key := 'twin'; twin.is_primary := false",
    "contact_email_once": "twin: external_id := NULL; twin.is_primary := false",
    "contact_one_primary": "twin: external_id := NULL; twin.email_key := 'twin'",
    "contact_external_id_not_empty": "external_id := ''",
    "contact_version_from_one": "version := 0",
    "contact_has_a_name": "first_name := ''",
    "contact_has_an_email": "email_key := ''",
    "contact_type_known": "type := 'friend'",
    "contact_organization_in_account": f"organization_id := {NOBODY}",
    "relationship_stated_once": "twin: external_id := NULL",
    "relationship_external_id_once": "external_id := 'taken'; twin: source_id := NEW.target_id; twin.target_id := NEW.source_id",
    "relationship_external_id_not_empty": "external_id := ''",
    "relationship_version_from_one": "version := 0",
    "relationship_not_to_itself": "target_id := NEW.source_id",
    "relationship_status_known": "relationship_status := 'paused'",
    "relationship_source_in_account": f"source_id := {NOBODY}",
    "relationship_target_in_account": f"target_id := {NOBODY}",
    "relationship_lead_supplier_in_account": f"lead_supplier_id := {NOBODY}",
    "relationshiptypeuse_relationship_in_account": f"relationship_id := {NOBODY}",
    "relationshiptypeuse_type_in_account": f"type_id := {NOBODY}",
    "relationshipcontact_relationship_in_account": f"relationship_id := {NOBODY}",
    "relationshipcontact_contact_in_account": f"contact_id := {NOBODY}",
    "product_external_id_once": "twin: name := 'Twin'",
    "product_external_id_not_empty": "external_id := ''",
    "product_version_from_one": "version := 0",
    "product_has_a_reference": "external_id := NULL",
    "product_reference_is_one_word": "external_id := 'a b'",
    "product_has_a_name": "name := ''",
    "product_type_known": "product_type := 'BUNDLE'",
    "product_status_known": "status := 'GONE'",
    "product_tax_category_known": "tax_category := 'LUXURY'",
    "product_not_its_own_parent": "parent_id := NEW.id",
    "product_features_are_a_list": "features := '{}'",
    "product_integrations_are_a_list": "linked_integrations := '{}'",
    "product_category_in_account": f"category_id := {NOBODY}",
    "product_parent_in_account": f"parent_id := {NOBODY}",
    "product_billing_entity_in_account": f"billing_entity_id := {NOBODY}",
}
# Never seen: link rows are stored with ON CONFLICT DO NOTHING, and the identity of a row comes from the table's own sequence.
UNSEEN = ("relationshiptypeuse_once", "relationshipcontact_once")


def constraints_of(resource: Resource) -> dict[str, tuple[str, str | None]]:
    """Every named constraint of a record's own tables: its table and its code."""
    models = (resource.model, *(link.model for link in resource.links))
    return {
        constraint.name: (model._meta.db_table, constraint.violation_error_code)
        for model in models
        for constraint in model._meta.constraints
        if not constraint.name.endswith("_id_in_account") and constraint.name not in UNSEEN
    }


def cases() -> list[tuple[str, str]]:
    """(resource, constraint) of every record type."""
    return [(resource.name, name) for resource in registry.every() for name in constraints_of(resource)]


def intrude(table: str, victim: str, action: str, *, event: str = "INSERT") -> None:
    """From now on, the row of `table` that fulfils `victim` (an SQL condition on NEW) suffers `action` when it is stored."""
    body = "".join(_statements(action, table))
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE FUNCTION intrude() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE twin {table}; "
            f"BEGIN IF pg_trigger_depth() = 1 AND {victim} THEN {body} END IF; RETURN NEW; END $$"
        )
        cursor.execute(f"CREATE TRIGGER intruder BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION intrude()")


def _statements(action: str, table: str) -> list[str]:
    own, _, twin = action.partition("twin:")
    found = [f"NEW.{own.strip().removesuffix(';')}; "] if own.strip() and not own.startswith("RAISE") else [own]
    if twin:
        found.append(f"twin := NEW; twin.id := nextval(pg_get_serial_sequence('{table}', 'id')); twin.{twin.strip()}; ")
        found.append(f"INSERT INTO {table} SELECT twin.*; ")
    return found
