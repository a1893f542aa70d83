"""What the pages of records cost does not depend on how many records there are, nor on how much hangs on one."""

from __future__ import annotations

import pytest
from django.test import Client

from contacts.models import Contact
from desk.panels import SHOWN
from organizations.models import Organization
from relationships.models import Relationship
from tests.backoffice.forms import address, staff_client, text_of
from tests.backoffice.records import MODELS, fill, one
from tests.backoffice.test_cost import statements
from tests.kit.cast import make_user
from tests.kit.chain import external, save
from tests.kit.granting import make_partner, share
from tests.kit.worlds import World

FEW, MANY = 2, 24
MOST_OF_A_LIST, MOST_OF_A_FORM = 14, 27


def browsers(world: World) -> dict[str, Client]:
    partner = make_partner(world.cast.acme, "pat@acme.example")
    share(partner, "organization", one("organizations", world.owner), "edit")
    share(partner, "organization", Contact.rows.get(pk=one("contacts", world.owner)).organization_id, "edit")
    share(partner, "relationship", one("relationships", world.owner), "edit")
    return {
        "owner": staff_client(world.owner.user),
        "partner": staff_client(partner.user),
        "everywhere": staff_client(make_user(), is_operator=True),
    }


@pytest.mark.parametrize("who", ["owner", "partner", "everywhere"])
def test_lists_and_forms_cost_the_same_among_more_records(world: World, who: str):
    fill(world.owner, FEW)
    client = browsers(world)[who]
    lists = [address(model, "changelist") + query for model in MODELS.values() for query in ("", "?q=factory", "?q=joe@", "?all=")]
    forms = [address(model, page, one(name, world.owner)) for name, model in MODELS.items() for page in ("change", "history")]
    few = {url: statements(client, url) for url in (*lists, *forms)}
    fill(world.owner, MANY, start=FEW)
    assert {url: statements(client, url, is_known=True) for url in few} == few
    assert max(few[url] for url in lists) <= MOST_OF_A_LIST
    assert max(few[url] for url in forms) <= MOST_OF_A_FORM


def test_a_form_shows_twenty_of_five_hundred_relationships_at_the_cost_of_two(world: World, owner: Client):
    fill(world.owner, FEW)
    hub = Organization.rows.get(account=world.cast.acme, external_id="ORG-0")
    supply(world, 0, 2)
    url = address(Organization, "change", hub.pk)
    few = statements(owner, url)
    supply(world, 2, 500)
    assert statements(owner, url) == few
    page = owner.get(url)
    counts = {panel.title: (panel.count, len(panel.rows)) for panel in page.context["panels"]}
    assert counts["Outgoing relationships"] == counts["Incoming relationships"] == (500, SHOWN)
    text = text_of(page)
    assert text.count("Hub partner") == 2 * SHOWN
    assert "All 500" in text
    (outgoing,) = [panel for panel in page.context["panels"] if panel.title == "Outgoing relationships"]
    assert owner.get(outgoing.all_url).context["cl"].result_count == 500


def supply(world: World, start: int, stop: int) -> None:
    """Relationships of ORG-0 with so many others, in both directions."""
    numbers = range(start, stop)
    for chunk in (numbers[:250], numbers[250:]):
        save(
            world.owner.actor,
            "organizations",
            *({"externalId": f"HUB-{number}", "type": "S", "name": f"Hub partner {number}"} for number in chunk),
        )
        for ends in (("ORG-0", "HUB-{}"), ("HUB-{}", "ORG-0")):
            items = [
                {
                    **{wire: external(end.format(number)) for wire, end in zip(("source", "target"), ends, strict=True)},
                    "types": ["direct supplier", "maker"],
                    "leadSupplier": external("ORG-0"),
                    "relationshipStatus": "active",
                }
                for number in chunk
            ]
            save(world.owner.actor, "relationships", *items)


def test_saving_and_actions_cost_the_same_for_more_that_hangs_on_a_record(world: World, owner: Client):
    fill(world.owner, FEW)
    row = one("organizations", world.owner)
    few = statements(owner, address(Organization, "delete", row))
    supply(world, 0, 30)
    assert statements(owner, address(Organization, "delete", row)) == few
    edge = Relationship.rows.filter(account=world.cast.acme).first().pk
    assert statements(owner, address(Relationship, "delete", edge)) <= few + 2
