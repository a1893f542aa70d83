"""Who gets into the admin, and in which account."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Company, Role
from activity.models import Change
from backoffice.models import OperatorAct
from backoffice.theme import IS_UNFOLD
from organizations.models import Category
from tests.backoffice.forms import address, listed, send, staff_client, text_of
from tests.kit.cast import make_account, make_member, make_user
from tests.kit.chain import save
from tests.kit.worlds import World

PAGES = ("/admin/", "/admin/find?q=acme", "/admin/accounts", "/admin/accounts/role/", "/admin/autocomplete/", "/admin/jsi18n/")


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_asked_to_sign_in_where_everybody_does(db: None, page: str):
    answer = Client().get(page)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in?next=/admin/")


@pytest.mark.parametrize("page", PAGES)
def test_who_is_no_staff_is_refused_and_not_asked_to_sign_in_again(world: World, page: str):
    client = Client()
    client.force_login(world.cast.owner.user)
    assert client.get(page).status_code == 403
    assert client.post(page).status_code == 403


def test_there_is_no_second_place_to_sign_in(world: World, owner: Client):
    assert Client().get("/admin/login/?next=/admin/accounts/role/")["Location"] == "/sign-in?next=/admin/accounts/role/"
    assert Client().get("/admin/login/?next=https://evil.example/")["Location"] == "/sign-in?next=/admin/"
    assert owner.get("/admin/login/")["Location"] == "/admin/"
    assert owner.get("/admin", follow=True).status_code == 200


def test_apps_have_no_page_of_their_own(owner: Client):
    assert owner.get("/admin/accounts/")["Location"] == "/admin/"


def test_only_a_narrowed_list_offers_to_show_all(owner: Client):
    whole, narrowed = (text_of(owner.get(address(Role, "changelist") + query)) for query in ("", "?q=own"))
    assert "Show all" not in whole
    assert "Show all" in narrowed


def test_what_changed_lately_is_named_and_leads_to_the_record(world: World, owner: Client):
    (row,) = save(world.owner.actor, "organizations", {"externalId": "M-1", "type": "F", "name": "Porto Mill"})
    assert f'<a href="/admin/organizations/organization/{row}/change/">Porto Mill</a>' in text_of(owner.get("/admin/"))


def test_one_s_password_is_changed_where_everybody_changes_it(owner: Client):
    assert owner.get("/admin/password_change/")["Location"] == "/profile/password"


def test_signing_out_is_a_post_and_leads_to_the_one_place(owner: Client):
    owner.get("/admin/logout/")
    assert owner.get("/admin/").status_code == 200
    assert owner.post("/admin/logout/")["Location"] == "/sign-in"
    assert owner.get("/admin/").status_code == 302


def test_who_is_switched_off_is_out_at_the_next_request(world: World, owner: Client):
    type(world.owner.user).objects.filter(pk=world.owner.user.pk).update(is_active=False)
    assert owner.get("/admin/").status_code == 302


def test_a_member_of_one_account_acts_there_in_its_role(world: World):
    viewer = staff_client(world.cast.viewer.user)
    assert "Acme</strong>" in text_of(viewer.get("/admin/"))
    assert "as Viewer" in text_of(viewer.get("/admin/"))
    assert viewer.get(address(Category, "add")).status_code == 403


def test_a_member_of_several_accounts_chooses_first(world: World):
    make_member(world.cast.globex, "Viewer", user=world.owner.user)
    client = staff_client(world.owner.user)
    assert client.get("/admin/")["Location"] == "/admin/accounts"
    page = text_of(client.get("/admin/accounts"))
    assert "Act in Acme" in page
    assert "Act in Globex" in page
    client.post("/admin/accounts", {"account": "globex"})
    assert set(listed(client, Category)) == {row.pk for row in Category.rows.filter(account=world.cast.globex)}
    assert not OperatorAct.objects.exists()


def test_staff_of_no_account_is_told_what_to_do(db: None):
    page = text_of(staff_client(make_user()).get("/admin/", follow=True))
    assert "not a member of any account" in page


def test_nobody_enters_an_account_of_others(world: World, owner: Client):
    make_account("kxunseen")
    for slug in ("globex", "kxunseen", "nowhere", ""):
        owner.post("/admin/accounts", {"account": slug})
    assert owner.post("/admin/accounts/all").status_code == 403
    assert {row.account_id for row in Category.rows.filter(pk__in=listed(owner, Category))} == {world.cast.acme.pk}
    assert "kxunseen" not in text_of(owner.get("/admin/accounts"))


def test_an_operator_enters_an_account_and_it_is_recorded_from_where(world: World, operator: Client):
    act = OperatorAct.objects.get()
    assert (act.kind, act.subject, act.user.email, act.address) == ("enter_account", "acme", "otto@operator.example", "127.0.0.1")
    assert act.request_id
    assert set(listed(operator, Category)) == {row.pk for row in Category.rows.filter(account=world.cast.acme)}
    assert "as operator" in text_of(operator.get("/admin/"))


def test_all_accounts_at_once_takes_a_switch_that_is_recorded_and_shown(world: World, everywhere: Client):
    assert [act.kind for act in OperatorAct.objects.all()] == ["enter_all"]
    page = text_of(everywhere.get(address(Category, "changelist")))
    assert "All accounts." in page
    assert listed(everywhere, Category) == sorted(Category.rows.values_list("pk", flat=True))
    everywhere.post("/admin/accounts/all")
    assert OperatorAct.objects.count() == 1
    everywhere.post("/admin/accounts/all", {"leave": "1"})
    assert everywhere.get("/admin/")["Location"] == "/admin/accounts"
    assert [act.kind for act in OperatorAct.objects.order_by("pk")] == ["enter_all", "leave_all"]


def test_who_is_no_operator_any_more_sees_one_account_at_the_next_request(world: World, everywhere: Client):
    olga = type(world.owner.user).objects.get(email="olga@operator.example")
    type(olga).objects.filter(pk=olga.pk).update(is_superuser=False)
    assert everywhere.get(address(Category, "changelist"))["Location"] == "/admin/accounts"
    make_member(world.cast.acme, "Viewer", user=olga)
    assert {row.account_id for row in Category.rows.filter(pk__in=listed(everywhere, Category))} == {world.cast.acme.pk}


def test_what_is_written_over_all_accounts_is_written_in_the_row_s_own(world: World, everywhere: Client):
    row = Category.rows.get(account=world.cast.globex, name="Leather")
    assert everywhere.get(address(Category, "add")).status_code == 403  # in which account?
    page = text_of(everywhere.get(address(Category, "change", row.pk)))
    assert "belongs to Globex (globex)" in page
    send(everywhere, address(Category, "change", row.pk), name="Hides")
    row.refresh_from_db()
    assert (row.name, row.account_id) == ("Hides", world.cast.globex.pk)


def test_a_member_who_also_operates_the_installation_acts_with_every_right(world: World):
    client = staff_client(world.cast.viewer.user, account=world.cast.acme, is_operator=True)
    assert client.get(address(Role, "add")).status_code == 200
    assert not OperatorAct.objects.exists()  # it belongs there


@pytest.mark.parametrize("query", ["q=%00", "is_active__exact=%00", "%00=1", "p=%00"])
def test_a_nul_in_an_address_is_a_bad_request(owner: Client, query: str):
    assert owner.get(f"{address(Category, 'changelist')}?{query}").status_code == 400


@pytest.mark.parametrize(
    "query", ["p=9999999999999999999999", "o=x", "id__exact=1e3", "id__in=a", "is_active__exact=%F0%9F", "all=1", "e=1"]
)
def test_no_nonsense_in_an_address_is_a_fault(owner: Client, query: str):
    assert owner.get(f"{address(Category, 'changelist')}?{query}").status_code in (200, 302)


@pytest.mark.parametrize("query", [f"at__year={10**20}", f"at__year={'9' * 5_000}", "at__year=9999&at__month=12&at__day=31", "at__year=x"])
def test_no_day_that_is_none_is_a_fault(owner: Client, query: str):
    assert owner.get(f"{address(Change, 'changelist')}?{query}").status_code in (200, 302)


@pytest.mark.parametrize("key", ["0", "-1", "abc", "1_0", "9" * 40, "%F0", "1/2"])
def test_what_is_no_id_is_no_row(owner: Client, key: str):
    for page in ("change", "delete", "history"):
        assert owner.get(f"/admin/accounts/company/{key}/{page}/").status_code in (302, 404)


@pytest.mark.skipif(not IS_UNFOLD, reason="the stock theme has no search of its own")
def test_unfold_s_own_search_that_remembers_is_not_there(owner: Client):
    assert owner.get("/admin/search/?s=acme&extended=1")["Location"] == "/admin/find"


def test_django_s_way_from_any_row_to_the_site_is_not_there(world: World, owner: Client):
    company = Company.rows.get(account=world.cast.globex)
    assert owner.get(f"/admin/r/1/{company.pk}/").status_code == 404
