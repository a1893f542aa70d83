"""A form that meets a writer who takes long."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.database.test_transactions import lock_held_elsewhere
from tests.kit.cast import make_cast
from tests.kit.chain import save
from tests.upserts.form_kit import form, posted, record_of


@pytest.mark.django_db(transaction=True)
def test_who_is_kept_waiting_may_save_again(settings: Settings) -> None:
    owner = make_cast().owner
    (identity,) = save(owner.actor, "organizations", {"type": "S", "name": "Gamma"})
    data = posted(form(owner, "organizations", identity), {"name": "Delta"})
    settings.ACCOUNT_LOCK_TIMEOUT_MS = 50
    with lock_held_elsewhere(owner.account.pk):
        sent = form(owner, "organizations", identity, data)
        assert not sent.write()
    assert [error.code for error in sent.errors.as_data()["__all__"]] == ["retry_later"]
    assert form(owner, "organizations", identity, data).write()
    assert record_of(owner, "organizations", identity)["name"] == "Delta"
