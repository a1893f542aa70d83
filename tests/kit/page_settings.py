"""The lines of the pages of settings: per section a list, a form, a switch and the question before something is removed."""

from __future__ import annotations

from collections.abc import Mapping

from tests.kit.page_lines import LED_ON, NO_METHOD, NOT_THERE, OPENED, WRONG, Door, PageLine, PageSlot

Form = Mapping[str, object]


def section(
    name: str,
    kind: str,
    create: Form,
    edit: Form,
    *,
    resource: str = "SETTINGS",
    opens: str = "READ",
    switches: bool = False,
    made: int = LED_ON,
    removed: int = LED_ON,
    slots: tuple[PageSlot, ...] = (),
) -> dict[str, PageLine]:
    """The five pages of a section. `opens` "": any member; `switches`: its rows can be inactive; `made`, `removed`: other answers.

    `slots` are what the form of a new row names.
    """

    def takes(verb: str) -> tuple[str, ...]:
        return (f"{resource}.{verb}",) if verb else ()

    key = {"key": f"${kind}"}
    lines = {
        "list": PageLine(Door(takes(opens)), Door(takes("UPDATE"), answer=NO_METHOD)),
        "create": PageLine(Door(takes("CREATE")), Door(takes("CREATE"), answer=made), form=create, slots=slots),
        "edit": PageLine(Door(takes(opens)), Door(takes("UPDATE"), answer=LED_ON), kind, key, edit),
        "switch": PageLine(
            Door(takes(opens), answer=NO_METHOD, is_blind=True), Door(takes("UPDATE"), answer=LED_ON if switches else NOT_THERE), kind, key
        ),
        "remove": PageLine(Door(takes("DELETE")), Door(takes("DELETE"), answer=removed), kind, key),
    }
    return {f"{name}_{page}": line for page, line in lines.items()}


SETTINGS: dict[str, PageLine] = {
    "accounts:settings": PageLine(Door(), Door(answer=NO_METHOD)),
    "organizations:account_edit": PageLine(
        Door(("SETTINGS.READ",)), Door(("SETTINGS.UPDATE",), answer=LED_ON), form={"name": "Acme Group"}
    ),
    **section("accounts:company", "company", {"name": "Fresh"}, {"name": "Other"}),
    **section(
        "accounts:member",
        "user",
        {"email": "fresh@people.example", "role": "$role"},
        {"role": "$role"},
        resource="MEMBER",
        slots=(PageSlot("body role", "role", LED_ON, WRONG),),
    ),
    **section("accounts:role", "role", {"name": "Fresh", "reach": "all", "permissions": "read"}, {"name": "Other"}, resource="MEMBER"),
    **section(
        "accounts:team",
        "team",
        {"name": "Fresh"},
        {"name": "Other"},
        resource="MEMBER",
        slots=(PageSlot("body members", "user", LED_ON, WRONG),),
    ),
    **section(
        "accounts:key",
        "key",
        {"name": "Fresh", "user": "$user", "scopes": "organization.read"},
        {"name": "Other", "scopes": "organization.read"},
        resource="API_KEY",
        opens="",
        made=OPENED,  # the new key is shown
        slots=(PageSlot("body user", "user", OPENED, WRONG),),
    ),
    **section(
        "customfields:field",
        "field-id",
        {"recordType": "organization", "key": "fresh", "label": "Fresh", "dataType": "text"},
        {"label": "Other"},
        switches=True,
        slots=(PageSlot("query template", "template", OPENED, OPENED), PageSlot("body template", "template", LED_ON, WRONG)),
    ),
    **section(
        "customfields:template",
        "template",
        {"recordType": "organization", "name": "Fresh", "order": "0"},
        {"name": "Other"},
        removed=WRONG,  # it has fields
    ),
    "customfields:template_order": PageLine(
        Door(("SETTINGS.READ",), answer=NO_METHOD, is_blind=True),
        Door(("SETTINGS.UPDATE",), answer=LED_ON),
        "template",
        {"key": "$template"},
        {"down": "$template-field"},
        (PageSlot("body down", "template-field", LED_ON, LED_ON),),
    ),
    **section("organizations:category", "category", {"name": "Fresh"}, {"name": "Other"}, switches=True),
    **section(
        "relationships:type",
        "type-id",
        {"key": "fresh", "forwardLabel": "a", "reverseLabel": "b"},
        {"forwardLabel": "c", "reverseLabel": "d"},
        switches=True,
    ),
    **section("contacts:role", "contact-role-id", {"key": "fresh", "label": "a"}, {"label": "c"}, switches=True),
    **section("products:category", "product category", {"key": "fresh", "name": "Fresh"}, {"name": "Other"}, switches=True),
}
