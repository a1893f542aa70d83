"""The graph of one organization: a picture where scripts run, and the same as tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, JsonResponse

from accounts.capabilities import allows, mask_of
from api.filters import DIGITS
from desk.page_views import RecordPage
from desk.record_pages import page_address
from organizations.models import OrganizationType
from relationships.graph import MAX_DEPTH
from relationships.graph_form import DEFAULTS, Asked, GraphForm, limit_after
from relationships.graph_picture import Picture, Shown, picture_of, relationship_address
from relationships.paths import MAX_MET
from relationships.words import Vocabulary, load_vocabulary

ROWS = 100
EVERYTHING = "?includeInactive=true&includeArchived=true"
# What the picture hangs on; the rest of the address is about how it is shown.
OF_THE_PICTURE = frozenset({"depth", "direction", "types", "limit", "includeInactive", "includeArchived", "to", "to.key"})


class OrganizationGraph(RecordPage):
    """GET /organizations/<key>/graph: the network around an organization as tables, and the place where scripts draw it.

    `?organizations=2&relationships=3` leads on in the tables.
    """

    tab = "graph"
    template_name = "relationships/graph.html"
    partials = ("twin",)

    @cached_property
    def words(self) -> Vocabulary:
        return load_vocabulary(self.actor)

    @cached_property
    def form(self) -> GraphForm:
        return GraphForm(self.request.GET, self.actor, self.words)

    @cached_property
    def asked(self) -> Asked:
        return self.form.asked(self.record["id"])

    @cached_property
    def picture(self) -> Picture:
        return picture_of(self.actor, self.asked.question, self.words, self.asked.goal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        picture, asked = self.picture, self.asked
        self._name_the_goal()
        address = relationship_address()
        names = {node["id"]: node for node in picture.nodes}
        # What is hidden by type stays hidden in the tables, but for the organization that they are about.
        nodes = [node for node in picture.nodes if node["type"] in asked.shown or node["tier"] == 0]
        shown = {node["id"] for node in nodes}
        edges = [edge for edge in picture.edges if {edge["source"], edge["target"]} <= shown]
        return super().get_context_data(
            form=self.form,
            asked=asked,
            picture=picture,
            kinds=[(letter, label, letter in asked.shown) for letter, label in OrganizationType.choices],
            nodes=self._rows(nodes, "organizations"),
            edges=self._rows(edges, "relationships", lambda edge: _told(edge, names, address)),
            usual=urlencode(DEFAULTS),
            picture_url=self._picture_url(),
            more_url=self._more_url(),
            pathless_url=self._pathless_url(),
            everything_url=EVERYTHING,
            add_url=self._add_url(),
            max_depth=MAX_DEPTH,
            max_met=MAX_MET,
            **kwargs,
        )

    def _name_the_goal(self) -> None:
        """A goal that is known from relationships only is called what they call it."""
        if self.picture.steps:
            goal = self.picture.steps[-1]["far"]
            self.form.name_goal(self.asked.goal, goal)

    def _rows(self, rows: list[Shown], name: str, told: Callable[[Shown], Shown] = dict) -> dict[str, Any]:
        """One page of a table: a slice of what the picture holds, which the limit bounds."""
        asked = self.request.GET.get(name, "1")
        last = max((len(rows) - 1) // ROWS + 1, 1)
        number = min(max(int(asked), 1), last) if DIGITS.fullmatch(asked) else 1
        first = (number - 1) * ROWS
        return {
            "rows": [told(row) for row in rows[first : first + ROWS]],
            "total": len(rows),
            "first": first + 1,
            "last": min(first + ROWS, len(rows)),
            "previous_url": self._with(name, number - 1) if number > 1 else None,
            "next_url": self._with(name, number + 1) if number < last else None,
        }

    def _with(self, name: str, value: object) -> str:
        """This address with another value; the table stays in view."""
        query = self.request.GET.copy()
        query[name] = str(value)
        query["view"] = "table"
        return f"?{query.urlencode()}#{name}"

    def _picture_url(self) -> str:
        query = self.request.GET.copy()
        for name in set(query) - OF_THE_PICTURE:
            del query[name]
        address = self.subject.url("graph-picture", self.record)
        return f"{address}?{query.urlencode()}" if query else address

    def _more_url(self) -> str | None:
        """Where the limit has kept some out: the same with the next one."""
        higher = limit_after(self.asked.question.limit)
        if not self.picture.truncated or higher is None:
            return None
        query = self.request.GET.copy()
        query["limit"] = str(higher)
        return f"?{query.urlencode()}"

    def _pathless_url(self) -> str:
        query = self.request.GET.copy()
        for name in ("to", "to.key"):
            query.pop(name, None)
        return f"?{query.urlencode()}"

    def _add_url(self) -> str | None:
        """Where a relationship from this organization is added, by whoever may."""
        may = self.actor.may("RELATIONSHIP", "CREATE") and allows(mask_of(self.record["permissions"]), "edit_relationship")
        address = page_address("relationships:create")
        return f"{address}?source={self.record['id']}" if address and may and not self.subject.is_archived(self.record) else None


class GraphPicture(OrganizationGraph):
    """GET /organizations/<key>/graph/picture: what the picture is drawn from, as JSON. Takes what the page takes."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        picture = self.picture
        path = None
        if picture.path is not None:
            path = {"organizations": picture.path.organizations, "edges": [id_ for step in picture.steps for id_ in step["edges"]]}
        return JsonResponse(
            {
                "center": self.record["id"],
                "direction": self.asked.question.wanted.direction,
                "nodes": picture.nodes,
                "edges": picture.edges,
                "truncated": picture.truncated,
                "path": path,
                "relationshipUrl": relationship_address(),
            }
        )


def _told(edge: Shown, nodes: Mapping[int, Shown], address: str | None) -> Shown:
    """A relationship with its ends, its status as a word and its address."""
    return edge | {
        "source": nodes[edge["source"]],
        "target": nodes[edge["target"]],
        "status": "active" if edge["isActive"] else "inactive",
        "url": address.format(id=edge["id"]) if address else None,
    }
