"""A small account of our own, and how the commands of this room are run."""

from __future__ import annotations

import copy
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandError

SETUP: dict[str, Any] = {
    "name": "Acme",
    "policies": {"organizationNamesUnique": True},
    "companies": [{"number": 1, "name": "Acme Ltd"}],
    "relationshipTypes": [
        {"key": "buys from", "forwardLabel": "buys from", "reverseLabel": "sells to", "sourceTypes": ["B", "R"], "targetTypes": ["S", "F"]},
        {"key": "sister of", "forwardLabel": "is sister of", "reverseLabel": "is sister of", "isSymmetric": True},
    ],
    "contactRoles": [{"key": "Buyer", "label": "Buyer"}],
    "categories": [{"name": "Apparel"}, {"name": "Footwear"}],
    "customFields": [
        {"recordType": "organization", "key": "workers", "label": "Workers", "dataType": "number", "appliesTo": ["F"]},
        {"recordType": "organization", "key": "auditor", "label": "Auditor", "dataType": "text"},
        {
            "recordType": "relationship",
            "key": "goods",
            "dataType": "multiChoice",
            "choices": [{"key": "tops", "label": "Tops"}, {"key": "bottoms"}],
        },
        {"recordType": "relationship", "key": "since", "dataType": "date"},
    ],
    "templates": [
        {"recordType": "organization", "name": "Audit", "fields": ["auditor", {"key": "grade", "dataType": "text", "maxLength": 1}]},
    ],
}


def setup(**changes: Any) -> dict[str, Any]:
    """The sample with other members in the place of some."""
    return {**copy.deepcopy(SETUP), **changes}


@dataclass(frozen=True)
class Run:
    """What a command said, and how it ended: `error` is what it said last, None when all went well."""

    output: str
    error: str | None

    @property
    def lines(self) -> list[str]:
        return self.output.splitlines()


def run(command: str, *arguments: object, **options: Any) -> Run:
    """Run a management command as from a shell whose output goes to a file."""
    out = io.StringIO()
    try:
        call_command(command, *map(str, arguments), stdout=out, stderr=io.StringIO(), **options)
    except CommandError as error:
        return Run(out.getvalue(), str(error))
    return Run(out.getvalue(), None)


def write_json(path: Path, value: object) -> Path:
    """The value as a JSON file."""
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def write_lines(path: Path, *items: object) -> Path:
    """JSON Lines; a text stands in the file as it is."""
    lines = (item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in items)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def factory(number: int, **more: Any) -> dict[str, Any]:
    """The item of one factory."""
    return {"externalId": f"F-{number}", "type": "F", "name": f"Factory {number}", **more}


def brand(number: int, **more: Any) -> dict[str, Any]:
    """The item of one brand."""
    return {"externalId": f"B-{number}", "type": "B", "name": f"Brand {number}", **more}


def edge(source: str, target: str, **more: Any) -> dict[str, Any]:
    """The item of a relationship by external ids."""
    ends = {"source": {"kind": "external", "value": source}, "target": {"kind": "external", "value": target}}
    return {**ends, "types": ["buys from"], "relationshipStatus": "active", **more}
