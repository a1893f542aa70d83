"""What the scopes of a key keep back is kept back from numbers, too."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.kit.calls import API
from tests.kit.cast import bearer, make_key
from tests.kit.matrix_standings import OWN, Scene


@pytest.mark.parametrize("letter", "OPH")
def test_a_key_for_organizations_alone_counts_no_relationships(client: Client, scene: Scene, letter: str):
    """Two edges touch the organization, and who sees it sees them; with this key it sees none."""
    person = scene.people[letter]
    address = f"{API}organizations/{scene.values['organization', OWN]}"
    assert client.get(address, headers=person.headers).json()["relationshipsCount"] == 2
    narrow = make_key(person.account, user=person.user, scopes=["organization.read"])
    assert client.get(address, headers=bearer(narrow)).json()["relationshipsCount"] == 0
