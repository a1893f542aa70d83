from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Account
from activity.models import Change
from activity.origin import Origin
from activity.services import RecordedChange, record
from database.transactions import account_transaction
from tests.kit.cast import make_account


@pytest.fixture
def acme(db: None) -> Account:
    account = make_account("acme")
    Change.rows.all().delete()
    return account


def origin(account: Account, **fields: object) -> Origin:
    return Origin(**{"account_id": account.pk, "user_id": 4, "key_id": 5, "channel": "api", **fields})


def write(account: Account, *changes: RecordedChange, **fields: object) -> None:
    with account_transaction(account.pk):
        record(changes, origin(account, **fields))


def history(account: Account) -> list[tuple[int, str, int, str]]:
    rows = Change.objects.across_accounts().filter(account=account).order_by("sequence")
    return list(rows.values_list("sequence", "record_type", "record_id", "operation"))


def named(number: int) -> RecordedChange:
    return RecordedChange("organization", number, "create", {"name": [None, f"No. {number}"]})


def test_changes_keep_their_order_and_count_on_from_the_last(acme: Account):
    write(acme, named(30), named(10), named(20))
    write(acme, named(5))
    assert history(acme) == [
        (1, "organization", 30, "create"),
        (2, "organization", 10, "create"),
        (3, "organization", 20, "create"),
        (4, "organization", 5, "create"),
    ]


def test_every_account_counts_for_itself(acme: Account):
    globex = make_account("globex")
    before = len(history(globex))
    write(acme, named(1))
    write(globex, named(1))
    assert [row[0] for row in history(acme)] == [1]
    assert [row[0] for row in history(globex)] == list(range(1, before + 2))


def test_a_change_says_who_through_what_and_when(acme: Account):
    write(acme, named(1), channel="import", request_id="r-1", batch_id="b" * 32)
    change = Change.objects.across_accounts().get(account=acme)
    assert (change.user_id, change.key_id, change.channel, change.request_id, change.batch_id) == (4, 5, "import", "r-1", "b" * 32)
    assert abs(timezone.now() - change.at) < timedelta(minutes=1)
    assert change.changes == {"name": [None, "No. 1"]}


def test_nobody_in_particular_is_empty(acme: Account):
    write(acme, named(1), user_id=None, key_id=None, channel="command")
    assert Change.objects.across_accounts().filter(account=acme, user_id=None, key_id=None, channel="command").exists()


def test_values_come_back_as_they_went_in(acme: Account):
    values = {
        "a.b": ["", "100 % “%s” \\ 名前 é"],
        "list": [[], ["x", 1]],
        "number": [None, 12.5],
        "flag": [False, True],
        "days": [None, {"k": None}],
    }
    write(acme, RecordedChange("relationship", 2**62, "update", values))
    change = Change.objects.across_accounts().get(account=acme)
    assert (change.record_id, change.changes) == (2**62, values)


def test_changes_may_be_json_already(acme: Account):
    write(acme, RecordedChange("contact", 1, "update", msgspec.Raw(b'{"email":["a","b"]}')))
    assert Change.objects.across_accounts().get(account=acme).changes == {"email": ["a", "b"]}


@pytest.mark.parametrize("number", [2, 300])
def test_any_number_of_changes_is_one_statement(acme: Account, django_assert_num_queries, number: int):
    with account_transaction(acme.pk), django_assert_num_queries(1):
        record([named(place) for place in range(number)], origin(acme))
    assert len(history(acme)) == number


def test_no_change_is_no_statement(acme: Account, django_assert_num_queries):
    with django_assert_num_queries(0):
        record([], origin(acme))


@pytest.mark.django_db(transaction=True)
def test_history_without_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="account_transaction"):
        record([named(1)], Origin(1, None, None, "command"))


def test_the_newest_place_is_found_without_reading_the_history(acme: Account):
    write(acme, *[named(place) for place in range(300)])
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT MAX(sequence) FROM activity_change WHERE account_id = %s", [acme.pk])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "change_sequence_once" in plan
    assert "Backward" in plan
