"""What each of the two accounts of the matrix holds: the same things, under words of its own."""

from __future__ import annotations

from typing import Any

from accounts.models import ApiKey, Company, Membership, Principal, Role, Team, TeamMember
from contacts.models import ContactRole
from customfields.models import CustomField, CustomFieldTemplate
from organizations.insp_id import insp_id
from organizations.models import Category
from products.models import ProductCategory
from relationships.models import RelationshipType
from tests.kit.cast import Person, make_actor, make_key
from tests.kit.chain import define, external, save
from tests.kit.matrix_lines import IDENTIFIER
from tests.kit.matrix_standings import HIDDEN, MARKS, OWN, RECORD_KINDS, Scene, address, word


class Filling:
    """One account gets the same things as the other, under its own words."""

    def __init__(self, scene: Scene, person: Person, side: str) -> None:
        self.scene, self.person, self.side = scene, person, side
        self.account = person.account

    def note(self, kind: str, value: Any, standing: str | None = None) -> None:
        self.scene.values[kind, standing or self.side] = value

    def fill(self) -> None:
        self.note("account", self.account.slug)
        self.words()
        self.people()
        self.records(self.side)
        self.products()
        if self.side == OWN:
            self.records(HIDDEN)

    def words(self) -> None:
        """Reference data: two rows of each kind, so that every list has a second page."""
        of = {"account": self.account}
        for kind, label in (("type", "direct"), ("role key", "buyer")):
            self.note(kind, word(kind, label, self.side))
        for key in (word("other type", self.side), self.scene.values["type", self.side]):
            self.note("type-id", RelationshipType.rows.create(**of, key=key, forward_label=f"{key} a", reverse_label=f"{key} b").pk)
        for key in (word("other role", self.side), self.scene.values["role key", self.side]):
            self.note("contact-role-id", ContactRole.rows.create(**of, key=key, label=f"{key} a").pk)
        for number in (0, 1):
            self.note("category", Category.rows.create(**of, name=word("category", number, self.side)).pk)
            self.note("category name", word("category", number, self.side))
        self.note("product category key", word("product category", self.side))
        for key in (word("other product category", self.side), self.scene.values["product category key", self.side]):
            self.note("product category", ProductCategory.rows.create(**of, key=key, name=f"{key} a").pk)
        Company.rows.create(**of, number=9_000_000 + len(self.side), name=word("company", self.side))
        self.note("company", 9_000_000 + len(self.side))
        self.fields()

    def fields(self) -> None:
        for record_type in (*RECORD_KINDS, "product"):
            key = word("field", record_type, self.side) + word("key", record_type, self.side)
            defined = define(self.person, recordType=record_type, key=key, label=key, dataType="text")
            if record_type == "organization":
                self.note("field-id", defined.pk)
            self.note(f"{record_type}-field", key)
        # One key in both accounts, so that nothing but the values tells them apart.
        define(self.person, recordType="organization", key=IDENTIFIER, dataType="text", isIdentifier=True, identifierScope="account")
        for number in (0, 1):
            template = CustomFieldTemplate(account=self.account, record_type="organization", name=word("template", number, self.side))
            template.save()
            self.note("template", template.pk)
            self.note("template name", template.name)
        key = word("template field", self.side)
        template_field = CustomField(
            account=self.account, record_type="organization", key=key, label=key, data_type="text", template_id=template.pk
        )
        template_field.save()
        self.note("template-field", template_field.pk)

    def people(self) -> None:
        """A member who can be let go, two teams, a role that nobody has."""
        bystander = make_actor(self.account, "Viewer")
        self.note("user", bystander.user_id)
        self.note("email", f"{self.side}@people.example")
        bystander_user = Membership.rows.get(account=self.account, user_id=bystander.user_id).user
        bystander_user.email = f"{self.side}@people.example"
        bystander_user.save()
        for number in (0, 1):
            team = Team(account=self.account, name=word("team", number, self.side))
            team.save()
            Principal(account=self.account, kind="team", team=team).save()
            self.note("team", team.pk)
            self.note("team name", team.name)
        TeamMember(account=self.account, team=team, membership=Membership.rows.get(account=self.account, user_id=bystander.user_id)).save()
        role = Role(account=self.account, name=word("role", self.side), operations=["ORGANIZATION.READ"], reach="granted", mask=0)
        role.save()
        self.note("role", role.pk)
        self.note("role name", role.name)
        self.note("key", ApiKey.rows.filter(account=self.account, user=self.person.user).earliest("pk").pk)
        make_key(self.account, user=self.person.user, scopes=["organization.read"])

    def products(self) -> None:
        """Two products, so that the list has a second page; the second can be the parent of the first."""
        keys = [word("product", number, self.side) for number in range(2)]
        links = [word("link", number, self.side) for number in range(2)]
        items = [
            {
                "reference": key,
                "name": word("goods", key),
                "description": word("words", key),
                "category": self.scene.values["product category key", self.side],
                "features": [{"reference": word("feature", key), "name": word("feature name", key)}],
                "linkedIntegrations": [{"integration": "webshop", "reference": link}],
            }
            for key, link in zip(keys, links, strict=True)
        ]
        for kind, id_ in zip(("product", "product parent"), save(self.person.actor, "products", *items), strict=True):
            self.note(kind, id_)
        self.note("product key", keys[0])
        self.note("product link", links[0])

    def records(self, standing: str) -> None:
        """Four organizations: edges from the first to the second and the fourth, none at the third; a contact at the first."""
        keys = [word("organization", number, standing) for number in range(4)]
        names = [word("name", number, standing) for number in range(4)]
        values = [word("identifier", number, standing) for number in range(4)]
        items = [
            {
                "externalId": key,
                "name": name,
                "type": "S",
                "company": 1,
                "contactPerson": {"name": "Ann Weaver", "email": f"ann@{key}.example"},
                "customFields": {IDENTIFIER: value},
            }
            for key, name, value in zip(keys, names, values, strict=True)
        ]
        ids = save(self.person.actor, "organizations", *items)
        contact = {
            "externalId": word("contact", standing),
            "organization": external(keys[0]),
            "firstName": "Joe",
            "email": address(standing),
        }
        (contact_id,) = save(self.person.actor, "contacts", contact)
        edges = [
            {
                "source": external(keys[0]),
                "target": external(key),
                "leadSupplier": external(keys[0]),
                "types": [self.scene.values["type", self.side]],
                "relationshipStatus": "active",
            }
            for key in (keys[1], keys[3])
        ]
        edge_id, _ = save(self.person.actor, "relationships", *edges)
        for number, mark in enumerate(MARKS):
            self.note(f"organization{mark}", ids[number], standing)
            self.note(f"organization key{mark}", keys[number], standing)
            self.note(f"organization identifier{mark}", values[number], standing)
            self.note(f"organization name{mark}", names[number], standing)
        self.note("organization insp", insp_id(ids[0]), standing)
        self.note("contact", contact_id, standing)
        self.note("contact key", contact["externalId"], standing)
        self.note("contact email", contact["email"], standing)
        self.note("relationship", edge_id, standing)
