"""Whether rows of reference data are in use, for a whole list at once."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, ManyToOneRel, OuterRef, Q, Value

from database.tenancy import TenantQuerySet


def with_use(rows: TenantQuerySet) -> TenantQuerySet:
    """The rows, each with `in_use`: whether another row points at it, by the index of that pointer. No statement of its own.

    What the actor does not see counts, too, as it does when a row is to be removed. A row that others name by its key rather than
    by its id shows no use here.
    """
    relations = [found for found in rows.model._meta.related_objects if isinstance(found, ManyToOneRel)]
    uses = [Q(Exists(_pointing(relation))) for relation in relations]
    return rows.annotate(in_use=reduce(or_, uses) if uses else Value(False))


def _pointing(relation: ManyToOneRel) -> Any:
    model: Any = relation.related_model
    return model.rows.filter(account_id=OuterRef("account_id"), **{relation.field.attname: OuterRef("pk")})
