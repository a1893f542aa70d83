"""The section of the network, in a small account: product and plain SQL meet the same organizations. No timing here."""

from __future__ import annotations

from benchmarks import network
from benchmarks.stage import Stage


def test_product_and_plain_sql_meet_the_same_organizations(stage: Stage) -> None:
    walks = network.measure(stage.product.place.user, stage.dsn, stage.port, organizations=300, relationships=900)
    met = {walked.question: walked.met for walked in walks.all}
    assert met["3 tiers, Owner"] < met["10 tiers, Owner"] <= 300
    assert met["3 tiers, Partner"] < met["10 tiers, Partner"]
    assert met["3 tiers, Partner"] < met["3 tiers, Owner"]
    assert len(met) == 5
    assert 0 < walks.grants < walks.relationships <= 900
    assert all(len(walked.product.costs) == len(walked.sql.costs) == network.ROUNDS for walked in walks.all)
