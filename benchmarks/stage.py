"""Everybody in place: the database, an account each, the server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.core.management import call_command

from benchmarks import filling, place, product
from benchmarks.agreement import Entrant
from benchmarks.floor import Floor
from benchmarks.place import Place
from benchmarks.product import Bare, Product
from benchmarks.sample import Sample
from benchmarks.service import Service
from benchmarks.usual import Usual
from imports.management.commands import run_demo


@dataclass(frozen=True, slots=True)
class Stage:
    """The contenders with their accounts. Product and service share one, usual and bare another: these never meet."""

    dsn: str
    port: int
    sample: Sample
    floor: Entrant
    product: Entrant
    service: Entrant
    usual: Entrant
    bare: Entrant
    over_http: Product
    script: Floor

    def close(self) -> None:
        """Let go of database and server."""
        self.script.close()
        self.over_http.close()

    def fill(self, entrants: tuple[Entrant, ...], first: int, last: int) -> None:
        """More relationships by SQL, and fresh statistics."""
        for entrant in entrants:
            filling.fill_relationships(entrant.place.account.pk, entrant.place.user.pk, self.sample, first, last)
        filling.settle()


@contextmanager
def open_stage(sample: Sample) -> Iterator[Stage]:
    """A database of their own and the real server command, both gone afterwards. Raises Unfit for a server that would lie."""
    with ExitStack() as stack:
        place.make_database()
        stack.callback(place.drop_database)
        place.refuse_careless_server()
        user = place.make_user()
        places = {name: place.make_place(name, user, sample) for name in ("floor", "product", "usual")}
        call_command("collectstatic", interactive=False, verbosity=0)  # the pages name their files as in production
        port = product.free_port()
        server = run_demo.start_server(port)  # the command of `make run`, from where it stands
        stack.callback(product.stop, server)
        run_demo.wait_until_ready(server, port)
        stage = make_stage(places, sample, port, server.pid)
        stack.callback(stage.close)
        yield stage


def make_stage(places: dict[str, Place], sample: Sample, port: int, server: int | None) -> Stage:
    """The contenders of three accounts, with a server that listens already."""
    dsn = place.dsn()
    floor, ours, usual = places["floor"], places["product"], places["usual"]
    script, over_http = Floor(dsn, floor.account.pk, floor.user.pk), Product(port, ours.key, server)
    bare = Bare(port, ours.key, server, f"/benchmarks/bare?account={usual.account.pk}&user={usual.user.pk}")
    return Stage(
        dsn=dsn,
        port=port,
        sample=sample,
        floor=Entrant(script, floor),
        product=Entrant(over_http, ours),
        service=Entrant(Service(ours), ours),
        usual=Entrant(Usual(usual.account.pk, usual.user.pk), usual),
        bare=Entrant(bare, usual),
        over_http=over_http,
        script=script,
    )
