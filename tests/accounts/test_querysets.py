from __future__ import annotations

import pytest

from accounts.models import Account, ApiKey, Company
from accounts.querysets import MaskedQuerySet, mask_sql
from database.tenancy import Unscoped
from tests.kit.cast import Cast, make_actor, make_key


class OrganizationRows(MaskedQuerySet):
    """Stands for any record; the rows themselves are companies."""

    resource = "ORGANIZATION"
    capability = "view_organization"


def visible(actor: object) -> list[tuple[str, int]]:
    return [(row.name, row.mask) for row in OrganizationRows(model=Company).visible_to(actor)]


def test_rows_come_with_the_mask_of_the_role(cast: Cast):
    assert visible(cast.owner.actor) == [("Acme", 7)]
    assert visible(cast.editor.actor) == [("Acme", 3)]
    assert visible(cast.viewer.actor) == [("Acme", 1)]


def test_rows_of_another_account_are_never_met(cast: Cast):
    assert visible(cast.stranger.actor) == [("Globex", 7)]
    assert not Company.objects.visible_to(cast.stranger.actor).filter(account=cast.acme).exists()


def test_a_reach_over_grants_sees_nothing_until_there_are_grants(acme: Account):
    assert visible(make_actor(acme, "Partner")) == []


def test_the_mask_can_be_counted_filtered_and_cut_into_pages(cast: Cast):
    rows = OrganizationRows(model=Company).visible_to(cast.owner.actor)
    assert rows.count() == 1
    assert list(rows.filter(name="Acme").order_by("-id").values_list("mask", flat=True)[:1]) == [7]


def test_raw_statements_get_the_same_mask(cast: Cast):
    assert mask_sql(cast.editor.actor, "CONTACT") == ("%s::smallint", [3])


def test_objects_without_an_actor_are_refused(acme: Account):
    for model in (Company, ApiKey):
        with pytest.raises(Unscoped):
            model.objects.filter(account=acme)


def test_a_key_comes_with_its_role_in_one_statement(cast: Cast, django_assert_num_queries):
    plain = make_key(cast.acme, "Editor")
    with django_assert_num_queries(1):
        key = ApiKey.objects.across_accounts().filter(prefix=plain[4:12]).with_role().get()
        assert (key.account.slug, key.role_name, key.role_mask, key.role_reach) == ("acme", "Editor", 3, "all")
        assert key.user.email
    assert "CONTACT.UPDATE" in key.role_operations
