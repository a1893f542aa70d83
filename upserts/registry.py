"""Which record types there are. Rooms register themselves; the engine never imports one."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import models

from upserts.resource import Link, Resource

_by_name: dict[str, Resource] = {}


def register(resource: Resource) -> Resource:
    """Make a record type known. Raises ValueError when its name is taken."""
    if resource.name in _by_name:
        raise ValueError(f"Two resources are named {resource.name}.")
    _by_name[resource.name] = resource
    return resource


def get(name: str) -> Resource:
    """The resource of this plural name. Raises KeyError."""
    return _by_name[name]


def names() -> list[str]:
    """The plural names, in the order the rooms were loaded."""
    return list(_by_name)


def every() -> Iterator[Resource]:
    """All resources, in the order the rooms were loaded."""
    return iter(_by_name.values())


def of_model(model: type[models.Model]) -> Resource:
    """The resource that keeps this model. Raises KeyError."""
    for resource in _by_name.values():
        if resource.model is model:
            return resource
    raise KeyError(model)


def links_to(model: type[models.Model]) -> Iterator[tuple[Resource, Link]]:
    """Every list, of any resource, whose items are rows of this model."""
    for resource in _by_name.values():
        for link in resource.links:
            if link.model._meta.get_field(link.item.removesuffix("_id")).related_model is model:
                yield resource, link
