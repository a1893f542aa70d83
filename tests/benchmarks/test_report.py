"""The page: what a reader finds on it. No timing here, the figures are made up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks import report
from benchmarks.goals import BATCH, LARGE_BATCH, LOOP, Findings, judge
from benchmarks.identifying import Identifying
from benchmarks.lists import Reading, Readings
from benchmarks.measuring import Cost, Series
from benchmarks.network import Walk, Walks
from benchmarks.race import Race
from benchmarks.sample import OPERATIONS
from benchmarks.sharing import Sharing
from benchmarks.staff_pages import PageReading, StaffPage
from benchmarks.steps import Share


def series(milliseconds: float) -> Series:
    return Series(1, (Cost(milliseconds / 1000, 0.0, 0.0, 0),) * 2)


def race(*entrants: tuple[str, int, float]) -> Race:
    """A race where each (name, items a call, milliseconds a call) took as long for every operation."""
    made = Race.__new__(Race)
    made.costs = {(name, size, op): list(series(time).costs) for name, size, time in entrants for op in OPERATIONS}
    made.paces = {size: [0.003] for _, size, _ in entrants}
    return made


def findings(slowest: float = 150, grown: Race | None = None) -> Findings:
    floor = [("floor", size, 10.0) for size in (1, LOOP, BATCH)]
    others = [("product", size, 20.0) for size in (1, LOOP, BATCH)]
    inside = [("floor", BATCH, 10.0), ("floor", LARGE_BATCH, 40.0), ("service call", BATCH, 19.0), ("service call", LARGE_BATCH, 76.0)]
    times = {"organizations?": 5.0, "contacts?": 6.0, "organizations?type=F": 7.0, "contacts?q=an": slowest, "contacts/{contact}": 3.0}
    return Findings(
        race=race(*floor, *others, ("bare view", 1, 10.0), ("usual DRF", LOOP, 500.0)),
        inside=race(*inside),
        pages=(series(6.0), series(2.0)),
        crowds=(2000.0, 1000.0),
        memory=12.0,
        steps={"plan": {"new": Share(1.5, 2.25), "changed": Share(4.0, 0.0)}, "the rest": {"new": Share(1.0, 1.0)}},
        readings=Readings({"organizations": 100_000}, tuple(Reading(request, 50, series(time)) for request, time in times.items())),
        browsed=Readings({"organizations": 100_000}, (Reading("contacts?sort=email", 50, series(0.1)),)),
        office=Readings({"organizations": 100_000}, (Reading("contacts/contact/?", 50, series(200.0)),)),
        staff=(PageReading(StaffPage("/duplicates", 1_000, "pair"), 10, 64_000, series(90.0)),),
        sharing=Sharing(1_000_000, {"heavy": 1.5, "light": 12.0}, 6.0, {"hidden": 1.0, "foreign": 1.05, "missing": 1.0}),
        identifying=Identifying(
            {
                (name, one): series(10.0 * place * times)
                for name, times in (("plain", 1), ("identifiers", 1.2))
                for place, one in enumerate(OPERATIONS, 1)
            }
        ),
        walks=Walks(
            20_000,
            199_934,
            80_000,
            (Walk("3 tiers, Owner", 5_735, series(30.0), series(20.0)), Walk("10 tiers", 20_000, series(90.0), series(20.0))),
        ),
        grown=grown,
    )


def page(found: Findings) -> str:
    return report.page(found, "make bench", ["a fact"], "## Remarks\n\nIt was late.\n")


def row(text: str, head: str) -> list[str]:
    """The cells of the table row that begins so."""
    (line,) = (line for line in text.splitlines() if line.startswith(f"| {head} |"))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_what_a_person_remarked_ends_the_page_as_it_was_written() -> None:
    assert page(findings()).endswith("\n\n## Remarks\n\nIt was late.\n")


def test_each_operation_with_identifier_fields_tells_its_own_times() -> None:
    section = page(findings()).partition("## Identifier fields")[2].partition("\n## ")[0]
    assert [row(section, operation) for operation in OPERATIONS] == [
        ["10", "12", "1.20×"],
        ["20", "24", "1.20×"],
        ["30", "36", "1.20×"],
    ]


@pytest.mark.parametrize(("slowest", "verdict"), [(150, "met"), (283, "missed by 83 ms")])
def test_the_slowest_request_of_a_large_account_is_judged_by_its_time(slowest: float, verdict: str) -> None:
    (goal,) = (goal for goal in judge(findings(slowest)) if goal.subject.startswith("slowest filter"))
    assert goal.subject == "slowest filter or search at 100,000 organizations: `contacts?q=an`"
    assert (goal.measured, goal.verdict) == (pytest.approx(slowest), verdict)


def test_times_of_a_restless_machine_are_not_judged() -> None:
    restless = Series(1, (Cost(0.1, 0.0, 0.0, 0), Cost(0.3, 0.0, 0.0, 0)))
    after = race(("floor", BATCH, 10.0), ("product", BATCH, 26.0))
    after.costs["product", BATCH, "changed"] = list(restless.costs)
    found = findings(grown=after)
    found = replace(found, readings=Readings(found.readings.counts, (Reading("contacts?q=an", 50, restless),)))
    refused = [goal.subject for goal in report.refused(found)]
    assert len(refused) == 2
    assert refused[0].startswith("changed: time of a batch, 2,000,000")
    assert refused[1].startswith("slowest")


@pytest.mark.parametrize("pace", [0.001, 0.009])
def test_growth_is_not_judged_when_the_machine_has_changed_meanwhile(pace: float) -> None:
    after = race(("floor", BATCH, 10.0), ("product", BATCH, 26.0))
    assert not report.refused(findings(grown=after))
    after.paces[BATCH] = [pace, pace]
    assert [goal.spread for goal in report.refused(findings(grown=after))] == [pytest.approx(3)] * 3


def test_lists_stand_beside_each_other_and_records_apart() -> None:
    text = page(findings())
    assert row(text, "nothing") == ["5.0 ms (1.00)", "6.0 ms (1.00)", "–", "–"]
    assert row(text, "`type=F`") == ["7.0 ms (1.00)", "–", "–", "–"]
    assert row(text, "`contacts?q=an`") == ["50", "150 ms (1.00)"]
    assert "| `contacts/{contact}` | 3.0 ms (1.00) |" in text
    assert "5 requests, 0 of them above 200 ms" in text
    assert "5 requests, 1 of them above 200 ms" in page(findings(slowest=201))


def test_steps_are_summed_and_set_beside_the_call_without_clocks() -> None:
    text = page(findings())
    assert row(text, "plan") == ["1.5 + 2.2", "–", "4.0 + 0.0"]
    assert row(text, "**all**") == ["**2.5 + 3.2**", "**0.0 + 0.0**", "**4.0 + 0.0**"]
    assert row(text, "without clocks") == ["19", "19", "19"]


def test_growth_is_told_where_it_was_measured_and_has_a_page_of_its_own() -> None:
    assert "With 2,000,000" not in page(findings())
    grown = race(("floor", BATCH, 10.0), ("product", BATCH, 26.0))
    assert "| new | product | 20.0 ms (1.00) | 26.0 ms (1.00) | 1.30× | 0 | 0 |" in page(findings(grown=grown))
    assert report.PAGES[""] != report.PAGES["large"]
    assert report.REMARKS.exists()


def test_the_page_says_how_many_calls_were_measured() -> None:
    assert "- 100 calls were measured, none failed" in page(findings())


def test_what_permissions_cost_is_judged_and_told():
    text = page(findings())
    assert "| page of 50 by SQL among 1,000,000 grants, light user | ≤ 10 ms | 12 ms | missed by 2.00 ms |" in text
    assert "| ids hidden, foreign and missing: slowest median beside the fastest | ≤ 1.1× | 1.05× | met |" in text
    assert "hidden 1.00 ms, foreign 1.05 ms, missing 1.00 ms; all answer 404" in text


def test_the_network_is_judged_beside_plain_sql_and_told():
    text = page(findings())
    assert row(text, "3 tiers, Owner") == ["5,735", "30.0 ms (1.00)", "20.0 ms (1.00)", "1.50×"]
    assert "| network of 199,934 relationships, 3 tiers, Owner: time of plain SQL | ≤ 3× | 1.50× | met |" in text
    assert "| network of 199,934 relationships, 10 tiers: time of plain SQL | ≤ 3× | 4.50× | missed by 1.50× |" in text
