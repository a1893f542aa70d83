"""The account's relationship types, as planning sees them: loaded once a batch."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from accounts.actor import Actor
from database.compiled import AccountRows
from relationships.models import RelationshipType


@dataclass(frozen=True)
class Word:
    """One relationship type: source *forward* target, target *reverse* source. Empty ends: every organization type may stand there."""

    id: int
    key: str
    source_types: frozenset[str]
    target_types: frozenset[str]
    is_symmetric: bool
    is_active: bool
    forward: str = ""
    reverse: str = ""

    def fits(self, source_type: str | None, target_type: str | None) -> bool:
        """May organizations of these types stand so to each other? A symmetric type fits either way round. None: any type may be meant."""
        if self._admits(source_type, target_type):
            return True
        return self.is_symmetric and self._admits(target_type, source_type)

    def _admits(self, source_type: str | None, target_type: str | None) -> bool:
        ends = ((source_type, self.source_types), (target_type, self.target_types))
        return all(not admitted or letter is None or letter in admitted for letter, admitted in ends)


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
            Word(identity, key, frozenset(sources), frozenset(targets), *rest)
            for identity, key, sources, targets, *rest in _TYPES.of(actor.account_id)
        )
    )


_TYPES = AccountRows(
    lambda account: (
        RelationshipType.objects.visible_to(account)
        .order_by("key")
        .values_list("id", "key", "source_types", "target_types", "is_symmetric", "is_active", "forward_label", "reverse_label")
    )
)
