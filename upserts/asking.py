"""What a call says of all its items that only the account's own definitions can judge: which fields identify, and what lists there are."""

from __future__ import annotations

from api.parameters import QueryParameters, parameter_problem
from api.suggestions import close_names
from upserts.actions import mistaken_actions, no_list
from upserts.items import OF_FIELD
from upserts.resource import Resource
from upserts.world import World

IDENTIFIER_FIELD, CUSTOM_FIELD_REFERENCE, CUSTOM_FIELD = "identifierField", "customFieldReference", "customField"


def names_of(resource: Resource) -> list[str]:
    """What `identifierField` may name: the keys of the record type, and `customField`."""
    return [*(key.name for key in resource.keys if key.flag is None), CUSTOM_FIELD]


def find_by(resource: Resource, query: QueryParameters) -> tuple[str, ...]:
    """`identifierField=externalId,customField&customFieldReference=sap` as names of keys: `("externalId", "customFields.sap")`."""
    names = query.names(IDENTIFIER_FIELD, names_of(resource)) or []
    reference = query.text(CUSTOM_FIELD_REFERENCE)
    if reference is not None and CUSTOM_FIELD not in names:
        query.refuse(CUSTOM_FIELD_REFERENCE, f"Send {IDENTIFIER_FIELD} with `{CUSTOM_FIELD}` in it, or leave this out.")
    if reference is None and CUSTOM_FIELD in names:
        query.refuse(CUSTOM_FIELD_REFERENCE, f"`{CUSTOM_FIELD}` takes the key of an identifier field: {CUSTOM_FIELD_REFERENCE}=<key>.")
    return tuple(f"{OF_FIELD}{reference}" if name == CUSTOM_FIELD else name for name in names)


def refuse_what_is_not_there(world: World) -> None:
    """Raise Problem `invalid_parameter` where the call relies on what the account does not have."""
    by_name = {key.name: key for key in world.keys}
    for name in world.options.find_by:
        if name.startswith(OF_FIELD) and name not in by_name:
            _refuse_field(name.removeprefix(OF_FIELD), world)
        elif (policy := by_name[name].policy) is not None and not world.words[policy]:
            raise parameter_problem(IDENTIFIER_FIELD, f"No {name} identifies {world.resource.name} while the account lets several have it.")
    for name, _, params in mistaken_actions(world.options.field_actions, world):
        raise parameter_problem("fieldActions", no_list(name, world), **params)


def _refuse_field(key: str, world: World) -> None:
    """The key is that of no identifier field in use that the actor has values of."""
    known = [one.definition.key for one in world.identifiers]
    definition = world.definitions.by_key.get(key)
    if definition is not None and definition.is_identifier:
        message = f"The identifier field `{key}` is not active." if not definition.is_active else f"`{key}` belongs to users; no user asks."
    elif definition is not None:
        message = f"The custom field `{key}` of {world.resource.name} is no identifier."
    else:
        message = f"There is no identifier field `{key}` on {world.resource.name}."
    raise parameter_problem(CUSTOM_FIELD_REFERENCE, message, choices=known[:20], suggestions=close_names(key, known))
