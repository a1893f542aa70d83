"""Words that stand in no book, in every text of every row that somebody must not see; and how they are found in an answer."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from accounts.models import User
from tests.kit.matrix_standings import FOREIGN, HIDDEN

WORD = re.compile(r"kx[fhs][0-9a-z]{6}")
ID = re.compile(r"\b7\d{12}\b")
SECRET = "secret"
SIDES = {FOREIGN: "f", HIDDEN: "h", SECRET: "s"}
# Texts of our own making, or that a rule ties to other columns. All other text columns are written.
KEPT = {
    ("accounts.ApiKey", "prefix"): "random already",
    ("accounts.User", "time_zone"): "a zone that the device knows",
    ("activity.Change", "record_type"): "a word of ours",
    ("customfields.CustomField", "choices"): "must fit the data type",
    ("upserts.Receipt", "headers"): "headers of ours",
    ("organizations.Organization", "country"): "two letters",
    ("organizations.Organization", "plain_key"): "made of the name, and shown to nobody: what shares it may be one",
    ("organizations.Organization", "near_key"): "as the plain key",
    ("contacts.Contact", "email_domain"): "made of the e-mail: what shares it may be one",
}
# Nobody is shown these, not even whose they are.
UNSEEN = {
    ("accounts.User", "password"),
    ("accounts.User", "email_key"),
    ("upserts.Receipt", "key"),
    ("upserts.Receipt", "body"),
    ("customfields.IdentifierValue", "value"),
    ("customfields.IdentifierValue", "shown"),
    ("organizations.Organization", "name_key"),
    ("contacts.Contact", "email_key"),
    ("relationships.Relationship", "external_id"),
}


@dataclass
class Planted:
    """Word → whose it is and where it stands; the ids of the rows, by whose they are."""

    words: dict[str, tuple[str, tuple[str, str]]] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=lambda: {side: set() for side in SIDES})

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)

    def plant(self, side: str, rows: models.QuerySet[Any], keep: tuple[str, ...] = ()) -> None:
        """Write a new word into each text column of each row, but those in `keep`, and remember the ids."""
        model = rows.model
        for row in rows:
            self.ids[side].add(str(row.pk))
            values = {column.name: self._value(side, row, column) for column in text_columns(model) if column.name not in keep}
            same = {"name_key": "name", "email_key": "email"}
            values |= {key: values[name] for key, name in same.items() if key in values and name in values and values[key] is not None}
            if values:
                model._base_manager.filter(pk=row.pk).update(**values)

    def _value(self, side: str, row: Any, column: models.Field[Any, Any]) -> Any:
        where = (type(row)._meta.label, column.name)
        word = self._word(side, where)
        if isinstance(column, models.JSONField):
            return self._object(row, column, word)
        if isinstance(column, models.BinaryField):
            return word.encode()
        if column.name in ("email", "email_key"):
            return f"{word}@kx.example"
        return f"https://{word}.example" if column.name == "website" else word

    def _object(self, row: Any, column: models.Field[Any, Any], word: str) -> Any:
        stored = getattr(row, column.name)
        if column.name == "custom_fields":
            return dict.fromkeys(stored, word) or {"kx": word}
        if isinstance(stored, list):
            return [dict.fromkeys(entry, word) for entry in stored]
        return stored if "grants" in stored else {"name": [None, word]}

    def _word(self, side: str, where: tuple[str, str]) -> str:
        word = f"kx{SIDES[side]}{next(self._numbers):06d}"
        self.words[word] = (side, where)
        return word

    def found(self, text: str, sides: tuple[str, ...], said: str = "") -> set[str]:
        """What of these sides stands in an answer: words and ids. What was said in the call itself may come back."""
        words = {word for word in WORD.findall(text) if word in self.words and self.words[word][0] in sides}
        ids = {found for found in ID.findall(text) if any(found in self.ids[side] for side in sides)}
        return {found for found in words | ids if found not in said}

    def told(self, found: set[str]) -> list[str]:
        """For people: where what was found stands."""
        return sorted(f"{one}: {self.words.get(one, 'an id')}" for one in found)


def text_columns(model: type[models.Model]) -> Iterator[models.Field[Any, Any]]:
    """The columns of a model that hold anybody's text: no choices of ours, no lists of our words, no digests."""
    for column in model._meta.concrete_fields:
        is_text = isinstance(column, (models.CharField, models.TextField, models.JSONField)) and not column.choices
        is_body = isinstance(column, models.BinaryField) and column.name == "body"
        if (is_text or is_body) and not column.primary_key and (model._meta.label, column.name) not in KEPT:
            yield column


def tenant_models() -> list[type[models.Model]]:
    """Every model whose rows belong to an account."""
    return [model for model in apps.get_models() if any(column.name == "account" for column in model._meta.concrete_fields)]


def plant_everywhere(planted: Planted, *, foreign: int, hidden: Mapping[str, Any]) -> None:
    """Words in everything of the account `foreign`, and in the rows of `hidden` (by label of the model: a filter)."""
    for model in tenant_models():
        label = model._meta.label
        planted.plant(FOREIGN, model._base_manager.filter(account_id=foreign))
        if label in hidden:
            planted.plant(HIDDEN, model._base_manager.filter(hidden[label]).exclude(account_id=foreign))
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(password=planted._word(SECRET, ("accounts.User", "password")))
