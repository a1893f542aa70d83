"""Reference data that can be written, in the description of the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.writing_schema import Kind
from api.fields import ItemSerializer
from api.schema import Components, Describe, Described, Operation
from api.schema_answers import REFERENCE_DATA, listing

Schema = dict[str, Any]
IN_USE = "One in use is deactivated instead, and the answer is the row."


@dataclass(frozen=True, kw_only=True)
class ReferenceKind(Kind):
    """One list. `plural` is its name as one word; DELETE `keeps` a row that is in use and answers it."""

    plural: str
    operation: str = "SETTINGS"
    tag: str = REFERENCE_DATA
    keeps: bool = True

    def collection(
        self, item: ItemSerializer, example: Mapping[str, Any], text: str, *, lists: str = "", parameters: Sequence[Schema] = ()
    ) -> Described:
        """GET and POST."""
        listed = listing(f"list{self.plural}", self.shape, f"List the {self.many}", text=lists, parameters=parameters)
        return Described(get=listed.methods["get"], post=self.creates(item, example, text))

    def one(self, item: ItemSerializer, example: Mapping[str, Any], *, change: str = "", removal: str = IN_USE) -> Described:
        """GET, PATCH and DELETE."""
        return Described(get=self.reads(), patch=self.changes(item, example, change), delete=self.removes(removal))

    @property
    def many(self) -> str:
        """The list as people call it."""
        return f"{self.words}s" if self.plural.endswith(self.name + "s") else f"{self.words[:-1]}ies"

    def removes(self, text: str) -> Describe:
        """DELETE, which may keep the row."""
        described = super().removes(text)
        if not self.keeps:
            return described

        def describe(view: Any, components: Components) -> Operation:
            found = described(view, components)
            return Operation(
                id=found.id,
                summary=found.summary,
                tag=found.tag,
                description=found.description,
                parameters=found.parameters,
                responses={**found.responses, 200: self._shown(components)},
            )

        return describe
