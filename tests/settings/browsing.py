"""The settings as a browser uses them: every address there is, forms, and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.custom_roles import create_role
from accounts.models import ApiKey, Company, Role, Team, User
from accounts.services import add_company
from accounts.teams import create_team
from activity.models import Change
from contacts.models import ContactRole
from customfields.models import CustomField, CustomFieldTemplate
from organizations.models import Category
from products.models import ProductCategory
from relationships.models import RelationshipType
from tests.kit.cast import Person
from tests.kit.worlds import World, make_world


def make_settings() -> World:
    """acme with a row in every section; company 77, for globex has a company 1, too."""
    world = make_world()
    add_company(world.cast.acme, "Acme Iberia", number=77)
    create_team(actor=world.owner.actor, name="Buyers", members=[world.owner.user.pk])
    create_role(actor=world.owner.actor, said={"name": "Auditor", "operations": ["ORGANIZATION.READ"]})
    return world


def at(user: User, **options: bool) -> Client:
    """A browser in which this user has signed in."""
    client = Client(**options)
    client.force_login(user)
    return client


def routes() -> dict[str, bool]:
    """URL name of everything below /settings → whether its address names a row."""
    return {name: "<" in route for name, route in _walk(get_resolver(), "", "") if route == "settings" or route.startswith("settings/")}


def _walk(resolver: URLResolver, namespace: str, prefix: str) -> Iterator[tuple[str, str]]:
    for found in resolver.url_patterns:
        route = prefix + str(found.pattern)
        if isinstance(found, URLPattern):
            yield f"{namespace}{found.name}", route
        else:
            yield from _walk(found, f"{found.namespace}:" if found.namespace else namespace, route)


def key_of(name: str, person: Person) -> int:
    """What names a row of the person's account in addresses of this name; of keys and members it is the person's own."""
    account = person.account
    rows: dict[str, Any] = {
        "accounts:company": lambda: Company.rows.filter(account=account).order_by("-number").values_list("number", flat=True),
        "accounts:member": lambda: [person.user.pk],
        "accounts:role": lambda: Role.rows.filter(account=account, is_built_in=False).values_list("pk", flat=True),
        "accounts:team": lambda: Team.rows.filter(account=account).values_list("pk", flat=True),
        "accounts:key": lambda: ApiKey.rows.filter(account=account, user=person.user).values_list("pk", flat=True),
        "customfields:field": lambda: CustomField.rows.filter(account=account).values_list("pk", flat=True),
        "customfields:template": lambda: CustomFieldTemplate.rows.filter(account=account).values_list("pk", flat=True),
        "organizations:category": lambda: Category.rows.filter(account=account).values_list("pk", flat=True),
        "relationships:type": lambda: RelationshipType.rows.filter(account=account).values_list("pk", flat=True),
        "contacts:role": lambda: ContactRole.rows.filter(account=account).values_list("pk", flat=True),
        "products:category": lambda: ProductCategory.rows.filter(account=account).values_list("pk", flat=True),
    }
    return int(rows[name.rpartition("_")[0]]()[0])


def address(name: str, person: Person) -> str:
    """The address of this name, with a row of the person's account where it names one."""
    return reverse(name, args=[key_of(name, person)] if routes()[name] else [])


def errors_of(answer: Any) -> dict[str, list[str]]:
    """What a refused form says, by field."""
    assert answer.status_code == 422, answer.status_code
    return {name: list(said) for name, said in answer.context["form"].errors.items()}


def messages_of(answer: Any) -> list[str]:
    """What the page after a write says."""
    return [str(message) for message in answer.context["messages"]]


def last_change(record_type: str) -> tuple[str, str, dict[str, Any]]:
    """Operation, channel and changes of what happened last to a row of this type."""
    change = Change.rows.filter(record_type=record_type).order_by("-sequence").first()
    assert change is not None
    return change.operation, change.channel, change.changes


def text_of(answer: Any) -> str:
    """A page without its tokens."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
