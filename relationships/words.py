"""The account's relationship types, as planning sees them: loaded once a batch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from accounts.actor import Actor
from database.compiled import AccountRows
from relationships.models import RelationshipType


@dataclass(frozen=True)
class Word:
    """One relationship type. Empty ends: every organization type may stand there."""

    id: int
    key: str
    source_types: frozenset[str]
    target_types: frozenset[str]
    is_symmetric: bool
    is_active: bool

    def fits(self, source_type: str, target_type: str) -> bool:
        """May organizations of these types stand so to each other? A symmetric type fits either way round."""
        if self._admits(source_type, target_type):
            return True
        return self.is_symmetric and self._admits(target_type, source_type)

    def _admits(self, source_type: str, target_type: str) -> bool:
        return (not self.source_types or source_type in self.source_types) and (not self.target_types or target_type in self.target_types)


@dataclass(frozen=True)
class Vocabulary:
    """All types of an account, the inactive ones too."""

    words: tuple[Word, ...]

    @cached_property
    def by_key(self) -> dict[str, Word]:
        return {word.key: word for word in self.words}

    @cached_property
    def by_id(self) -> dict[int, Word]:
        return {word.id: word for word in self.words}


def load_vocabulary(actor: Actor) -> Vocabulary:
    """The relationship types of the actor's account, in one statement."""
    return Vocabulary(
        tuple(
            Word(identity, key, frozenset(sources), frozenset(targets), symmetric, active)
            for identity, key, sources, targets, symmetric, active in _TYPES.of(actor.account_id)
        )
    )


_TYPES = AccountRows(
    lambda account: (
        RelationshipType.objects.visible_to(account)
        .order_by("key")
        .values_list("id", "key", "source_types", "target_types", "is_symmetric", "is_active")
    )
)
