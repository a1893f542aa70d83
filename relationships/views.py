"""The pages of relationships that are more than those of every record: a new one, its API tab, sharing, and the lists at others."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.capabilities import allows, mask_of
from desk.end_pages import RemovePage
from desk.page_views import ApiPage, RecordPage
from desk.record_pages import pages_by_resource
from desk.sharing import grants_through
from desk.sharing_pages import SharingPage
from relationships.directions import labels, seen_from, touching
from relationships.edge_lists import EdgeFilters, chips_of, narrowed, page_of
from relationships.models import Relationship
from relationships.stubs import linked, open_ends
from relationships.words import Vocabulary, Word, load_vocabulary
from upserts.resource import Row


class RelationshipApi(ApiPage):
    """GET /relationships/<id>/api: an upsert names an edge by its two ends."""

    def upsert(self, change: Row) -> tuple[str, Row]:
        ends = {end: _reference(self.record[end]) for end in ("source", "target")}
        return _("Upsert it by its two ends"), {**ends, "types": self.record["types"], **change}


def _reference(stub: Row) -> Row:
    """The organization as an item names it, by the account's own id where it has one."""
    if stub["externalId"]:
        return {"kind": "external", "value": stub["externalId"]}
    return {"kind": "internal", "value": str(stub["id"])}


class RelationshipRemoval(RemovePage):
    """GET, POST /<relationships>/<id>/remove: one goes on at the source, which has lost an edge, where that is to be seen."""

    def after(self) -> str:
        source = self.record["source"]
        if source["id"] not in open_ends([self.record], self.actor):
            return super().after()
        return pages_by_resource["organizations"].url("relationships", source)


class RelationshipSharing(SharingPage):
    """GET, POST /relationships/<id>/sharing: what is shared at an end reaches the edge, too."""

    def through(self) -> list[dict[str, Any]]:
        opened, pages = open_ends([self.record], self.actor), pages_by_resource["organizations"]
        found = []
        for end, title in (("source", _("Through the source")), ("target", _("Through the target"))):
            stub = self.record[end]
            grants = grants_through(self.subject, stub, self.actor) if stub["id"] in opened else []
            if grants:
                found.append({"title": title, "name": stub["name"], "url": pages.url("sharing", stub), "grants": grants})
        return found


class OrganizationRelationships(RecordPage):
    """GET /organizations/<key>/relationships: edges at either end, read from here; narrowed, and a page at a time."""

    tab = "relationships"
    template_name = "relationships/of_organization.html"
    partials = ("results",)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return load_vocabulary(self.actor)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        identity = self.record["id"]
        filters = EdgeFilters(self.request.GET, self.vocabulary)
        rows = touching(Relationship.objects.visible_to(self.actor), identity, filters.said("direction") or "both")
        found = page_of(narrowed(rows, filters, identity), self.request, self.actor)
        opened = open_ends(found.records, self.actor)
        edges = [
            row | {"counterpart": linked(row["counterpart"], opened), "lead": linked(row["leadSupplier"], opened)}
            for row in seen_from(identity, found.records, self.vocabulary.by_key)
        ]
        context = {
            "edges": edges,
            "pages": found.pages,
            "filters": filters,
            "chips": chips_of(filters),
            "additions": list(self._additions()),
        }
        return super().get_context_data(**context | kwargs)

    def _additions(self) -> Iterator[dict[str, Any]]:
        """What this organization can be to others, for who may add it: “supplies …” and “is supplied by …”, with the form's address."""
        may = self.actor.may("RELATIONSHIP", "CREATE") and not self.subject.is_archived(self.record)
        words = [word for word in self.vocabulary.words if word.is_active] if may else []
        letter = self.record["type"]
        if allows(mask_of(self.record["permissions"]), "edit_relationship"):
            # What somebody else may add to its own organizations, where this is the target, it sees there.
            yield from self._group(_("From here"), "source", [word for word in words if word.fits(letter, None)])
        yield from self._group(_("To here"), "target", [word for word in words if word.fits(None, letter) and not word.is_symmetric])

    def _group(self, title: str, end: str, words: list[Word]) -> Iterator[dict[str, Any]]:
        if not words:
            return
        said = [word.forward if end == "source" else word.reverse for word in words]
        entries = [
            {
                "label": label,
                "key": word.key if said.count(label) > 1 else "",
                "url": f"{reverse('relationships:create')}?{urlencode({end: self.record['id'], 'types': word.key})}",
            }
            for label, word in zip(said, words, strict=True)
        ]
        yield {"title": title, "entries": entries}


class ContactRelationships(RecordPage):
    """GET /contacts/<id>/relationships: the edges that list the contact."""

    tab = "relationships"
    template_name = "relationships/of_contact.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = page_of(Relationship.objects.visible_to(self.actor).listing(self.record["id"]), self.request, self.actor)
        opened, words = open_ends(found.records, self.actor), load_vocabulary(self.actor).by_key
        edges = [
            row
            | {"source": linked(row["source"], opened), "target": linked(row["target"], opened)}
            | {"label": ", ".join(labels(row["types"], words, forward=True))}
            for row in found.records
        ]
        return super().get_context_data(edges=edges, pages=found.pages, **kwargs)
