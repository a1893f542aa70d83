from __future__ import annotations

import pytest
from django.test import Client

from tests.kit.calls import all_rows, assert_refused_parameter, get, rows, statements
from tests.reading.conftest import Scene
from upserts import registry

RECORDS = ["organizations", "contacts", "relationships"]


@pytest.mark.parametrize("name", RECORDS)
def test_every_member_can_be_asked_for_and_reads_as_in_the_whole_record(client: Client, scene: Scene, name: str):
    whole = rows(client, scene.cast.viewer, name, limit=2)
    assert set(registry.get(name).members) == set(whole[0])
    for member in whole[0]:
        assert rows(client, scene.cast.viewer, name, limit=2, fields=member) == [{member: row[member]} for row in whole]
    assert rows(client, scene.cast.viewer, name, limit=2, fields=",".join(whole[0])) == whole


def test_fields_come_as_asked_and_once_each(client: Client, scene: Scene):
    (found,) = rows(client, scene.cast.viewer, "organizations", limit=1, fields="name, id ,type,id")
    assert list(found) == ["name", "id", "type"]


@pytest.mark.parametrize("name", RECORDS)
def test_every_page_has_the_fields(client: Client, scene: Scene, name: str):
    assert {tuple(row) for row in all_rows(client, scene.cast.viewer, name, limit=50, fields="version,id")} == {("version", "id")}


@pytest.mark.parametrize("name", RECORDS)
def test_no_other_field_is_offered(client: Client, scene: Scene, name: str):
    for fields in ("password", "account", "custom_fields", "customFields.spend", "id,,version", "id,", ",", "ID", "*", "id\x00", ""):
        assert_refused_parameter(get(client, scene.cast.viewer, name, fields=fields), "fields")


def test_a_misspelled_field_comes_with_the_one_it_may_have_meant(client: Client, scene: Scene):
    error = assert_refused_parameter(get(client, scene.cast.viewer, "organizations", fields="id,updated_at"), "fields")
    assert error["params"]["suggestions"] == ["updatedAt"]
    assert_refused_parameter(get(client, scene.cast.viewer, "organizations", fields=["id", "name"]), "fields")


@pytest.mark.parametrize("path", ["companies", "categories", "organizations/{brand}/relationships"])
def test_other_lists_have_no_choice_of_fields(client: Client, scene: Scene, path: str):
    assert_refused_parameter(get(client, scene.cast.viewer, scene.path(path), fields="id"), "fields", "unknown_parameter")


@pytest.mark.parametrize("name", RECORDS)
def test_fewer_fields_never_cost_a_statement_more(client: Client, scene: Scene, name: str):
    assert statements(client, scene.cast.viewer, name, fields="id") <= statements(client, scene.cast.viewer, name)
