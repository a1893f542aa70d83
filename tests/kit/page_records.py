"""The lines of the pages of records: the lists, and the pages of one record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.kit.matrix_standings import HIDDEN, OWN
from tests.kit.page_lines import ARCHIVED, LED_ON, NO_METHOD, NOT_THERE, OPENED, WRONG, Door, PageLine, PageSlot

Form = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Subject:
    """A record type: what names one, the operations and capabilities of its pages, and forms that are in order.

    `field` is a member that has a page of its own, `many` what is done to many at once. `filters` of the list name records; `named` are
    the records that the form of a new one names.
    """

    name: str
    kind: str
    operations: str
    view: str
    edit: str
    field: str
    create: Form
    change: Form
    many: Form
    filters: Mapping[str, str]
    named: tuple[PageSlot, ...]

    def takes(self, *verbs: str) -> tuple[str, ...]:
        return tuple(f"{self.operations}.{verb}" for verb in verbs)

    @property
    def key(self) -> dict[str, str]:
        return {"key": f"${self.kind}"}

    def door(self, operations: tuple[str, ...], capability: str, answer: int = OPENED, *, is_shut: bool = False) -> Door:
        """Of a page of one record: its header shows the record, so that all of them take reading it."""
        return Door(operations, capability, f"{self.operations}.READ", answer, is_shut)

    def shown(self, *operations: str) -> PageLine:
        """A page of one record that is only opened, by who sees the record and has one of these."""
        return PageLine(self.door(operations, self.view), self.door(operations, self.view, NO_METHOD), self.kind, self.key)

    def asked(self, capability: str, verb: str) -> PageLine:
        """A page that asks before it does something."""
        return PageLine(self.door(self.takes(verb), capability), self.door(self.takes(verb), capability, LED_ON), self.kind, self.key)

    def lists(self) -> dict[str, PageLine]:
        read, many, update = self.takes("READ"), self.takes("UPDATE", "DELETE"), self.takes("UPDATE")
        run, named, view = f"{self.name} run", {"run": f"${self.name} run"}, f"{self.name} view"
        filters = [PageSlot(f"query {name}", kind, OPENED, OPENED) for name, kind in {**self.filters, "view": view}.items()]
        chosen = PageSlot("body view", view, LED_ON, NOT_THERE, beside={"do": "default"})
        kind = self.kind.removesuffix(" insp")
        some = PageSlot("body ids", kind, LED_ON, LED_ON)
        form = {"act": "edit", "ids": f"${kind}", "step": "apply", **self.many}
        return {
            "list": PageLine(Door(read), Door(read, answer=NO_METHOD), slots=tuple(filters)),
            "views": PageLine(Door(read, answer=LED_ON), Door(read, answer=LED_ON), form={"do": "size", "size": "50"}, slots=(chosen,)),
            "bulk": PageLine(Door(many, answer=LED_ON), Door(update, answer=LED_ON), form=form, slots=(some,)),
            "bulk_run": PageLine(Door(many), Door(many, answer=NO_METHOD, is_blind=True), run, named),
            "bulk_undo": PageLine(Door(many, answer=LED_ON), Door(update, answer=LED_ON), run, named),
        }

    def pages(self) -> dict[str, PageLine]:
        update, create = self.takes("UPDATE"), self.takes("CREATE")
        opened, sent = self.door(update, self.edit, is_shut=True), self.door(update, self.edit, LED_ON, is_shut=True)
        return {
            "create": PageLine(Door(create), Door(create, answer=LED_ON), form=self.create, slots=self.named),
            "detail": self.shown(*self.takes("READ")),
            "edit": PageLine(opened, sent, self.kind, self.key, self.change),
            "field": PageLine(opened, sent, self.kind, self.key | {"member": self.field}, self.change),
            "activity": self.shown(*self.takes("READ")),
            "api": self.shown(*self.takes("READ")),
        }

    def sharing(self, permission: str, stored: tuple[str, ...], other: str) -> dict[str, PageLine]:
        """Who holds what. A partner holds `stored` of the asker's own record."""
        opened, sent = self.door(self.takes("SHARE"), "share"), self.door(self.takes("SHARE"), "share", LED_ON)
        named = self.key | {"who": "user-$partner"}
        form = {"who": "user-$user", "permissions": permission}
        slots = tuple(PageSlot("body who", kind, LED_ON, WRONG, wrapped=f"{kind}-{{}}") for kind in ("user", "team"))
        whom = (PageSlot("path who", "user", NOT_THERE, NOT_THERE, wrapped="user-{}"),)
        return {
            "sharing": PageLine(self.door(self.takes("READ"), self.view), sent, self.kind, self.key, form, slots),
            "grant": PageLine(opened, sent, self.kind, named, {"seen": stored, "permissions": other}, whom, (OWN,)),
            "revoke": PageLine(opened, sent, self.kind, named | {"cause": "manual"}, {}, whom, (OWN,)),
        }

    def table(self, *parts: Mapping[str, PageLine]) -> dict[str, PageLine]:
        return {f"{self.name}:{page}": line for part in (self.lists(), self.pages(), *parts) for page, line in part.items()}


ORGANIZATIONS = Subject(
    "organizations",
    "organization insp",
    "ORGANIZATION",
    "view_organization",
    "edit_organization",
    "name",
    {"name": "Fresh", "type": "S", "company": "1"},
    {"name": "Other"},
    {"do.country": "set", "value.country": "PT"},
    {"categoryId": "category"},
    (PageSlot("body category", "category", LED_ON, WRONG),),
)
CONTACTS = Subject(
    "contacts",
    "contact",
    "CONTACT",
    "view_organization",
    "edit_organization",
    "firstName",
    {"organization": "$organization", "firstName": "Fresh", "email": "fresh@people.example"},
    {"firstName": "Other"},
    {"do.role": "set", "value.role": "$role key"},
    {"organizationId": "organization"},
    (PageSlot("query organization", "organization", OPENED, OPENED), PageSlot("body organization", "organization", LED_ON, WRONG)),
)
RELATIONSHIPS = Subject(
    "relationships",
    "relationship",
    "RELATIONSHIP",
    "view_relationship",
    "edit_relationship",
    "relationshipStatus",
    {"source": "$organization target", "target": "$organization spare", "types": "$type", "relationshipStatus": "active"},
    {"types": "$type", "relationshipStatus": "inactive"},
    {"do.relationshipStatus": "set", "value.relationshipStatus": "inactive"},
    {"organizationId": "organization", "sourceId": "organization", "leadSupplierId": "organization"},
    (
        PageSlot("query source", "organization", OPENED, OPENED),
        PageSlot("query target", "organization", OPENED, OPENED),
        PageSlot("body source", "organization target", LED_ON, WRONG),
        PageSlot("body target", "organization spare", LED_ON, WRONG),
        PageSlot("body leadSupplier", "organization", LED_ON, WRONG),
    ),
)
PRODUCTS = Subject(
    "products",
    "product",
    "PRODUCT",
    "",
    "edit_product",
    "name",
    {"reference": "fresh", "name": "Fresh"},
    {"name": "Other"},
    {"do.category": "clear"},
    {"categoryId": "product category", "parentProductId": "product parent"},
    (
        PageSlot("query parentProductId", "product parent", OPENED, OPENED),
        PageSlot("body parentProductId", "product parent", LED_ON, WRONG),
        PageSlot("body category", "product category", LED_ON, WRONG),
    ),
)
REMOVED = {subject.name: {"remove": subject.asked(subject.edit, "DELETE")} for subject in (CONTACTS, RELATIONSHIPS, PRODUCTS)}
FULL = ORGANIZATIONS.door(ORGANIZATIONS.takes("UPDATE"), "full_organization", is_shut=True)
GOAL = (PageSlot("query to", "organization target", OPENED, OPENED),)
MERGED_FORM = {"from": "$organization end", "version": "1"}
MERGING = tuple(PageSlot(f"{where} from", "organization end", OPENED, WRONG) for where in ("query", "body"))
OF_ONE_TYPE = (OWN, HIDDEN, ARCHIVED)  # what can become one with it
RECORDS: dict[str, PageLine] = {
    **ORGANIZATIONS.table(
        ORGANIZATIONS.sharing("read", ("edit", "read"), "read"),
        {
            "archive": ORGANIZATIONS.asked("full_organization", "UPDATE"),
            "restore": ORGANIZATIONS.asked("full_organization", "UPDATE"),
            "merge": PageLine(FULL, FULL, ORGANIZATIONS.kind, ORGANIZATIONS.key, MERGED_FORM, MERGING, OF_ONE_TYPE),
            "contacts": ORGANIZATIONS.shown("CONTACT.READ"),
            "relationships": ORGANIZATIONS.shown("RELATIONSHIP.READ"),
            "products": ORGANIZATIONS.shown("PRODUCT.READ"),
            "graph": replace(ORGANIZATIONS.shown("RELATIONSHIP.READ"), slots=GOAL),
            "graph-picture": replace(ORGANIZATIONS.shown("RELATIONSHIP.READ"), slots=GOAL),
        },
    ),
    **CONTACTS.table(REMOVED["contacts"], {"relationships": CONTACTS.shown("RELATIONSHIP.READ")}),
    **RELATIONSHIPS.table(
        REMOVED["relationships"], RELATIONSHIPS.sharing("relationship-read", ("relationship-read",), "relationship-edit")
    ),
    **PRODUCTS.table(REMOVED["products"]),
}
