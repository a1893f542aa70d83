from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from api.errors import Problem
from api.parameters import PageRequest, QueryParameters, refuse_unsupported_headers


def query(text: str) -> QueryParameters:
    return QueryParameters(RequestFactory().get(f"/api/v2/contacts?{text}"))


def problem_of(text: str, method: str, *arguments: Any, **options: Any) -> Problem:
    with pytest.raises(Problem) as raised, query(text) as parameters:
        getattr(parameters, method)(*arguments, **options)
    assert raised.value.status == 400
    return raised.value


@pytest.mark.parametrize(("text", "value"), [("dryRun=true", True), ("dryRun=false", False), ("", False)])
def test_flags_are_the_literals_of_json(text: str, value: bool) -> None:
    with query(text) as parameters:
        assert parameters.flag("dryRun") is value


@pytest.mark.parametrize("value", ["True", "1", "yes", "", "TRUE", "on", "true&dryRun=true", "%00", "tr%C0ue", "a%0Ab"])
def test_other_spellings_of_truth_are_refused(value: str) -> None:
    problem = problem_of(f"dryRun={value}", "flag", "dryRun")
    assert problem.code == "invalid_parameter"
    assert problem.errors[0]["field"] == "dryRun"
    assert problem.errors[0]["pointer"] is None


def test_a_choice_tells_what_there_is() -> None:
    problem = problem_of("mode=createonly", "choice", "mode", ("upsert", "createOnly"))
    assert problem.errors[0]["params"] == {"choices": ["upsert", "createOnly"], "suggestions": ["createOnly"]}
    with query("mode=createOnly") as parameters:
        assert parameters.choice("mode", ("upsert", "createOnly"), "upsert") == "createOnly"
    with query("") as parameters:
        assert parameters.choice("mode", ("upsert", "createOnly"), "upsert") == "upsert"


@pytest.mark.parametrize("value", ["0", "501", "-1", "1e2", "1.0", "٣", "9" * 5_000, "abc"])
def test_a_limit_is_a_whole_number_from_1_to_500(value: str) -> None:
    assert problem_of(f"limit={value}", "page").code == "invalid_parameter"


def test_paging_has_its_defaults() -> None:
    with query("") as parameters:
        assert parameters.page() == PageRequest(50, None, False)
    with query("limit=500&cursor=x&total=true") as parameters:
        assert parameters.page() == PageRequest(500, "x", True)


def test_texts_are_cleaned_and_bounded() -> None:
    with query("q=%20Zu%CC%88rich%20") as parameters:
        assert parameters.text("q") == "Zürich"
    assert problem_of("q=abcd", "text", "q", longest=3).errors[0]["params"] == {"max": 3}
    assert problem_of("q=", "text", "q").code == "invalid_parameter"
    assert problem_of("q=a%00b", "text", "q").code == "invalid_parameter"


def test_a_parameter_is_repeated_only_where_it_may_be() -> None:
    with query("externalId=a&externalId=b") as parameters:
        assert parameters.texts("externalId") == ["a", "b"]
    assert problem_of("q=a&q=b", "text", "q").code == "invalid_parameter"
    assert problem_of("&".join(["e=a"] * 101), "texts", "e").errors[0]["params"] == {"max": 100}


def test_a_comma_list_names_what_it_does_not_know() -> None:
    with query("fields=id,name,id") as parameters:
        assert parameters.names("fields", ["id", "name", "type"]) == ["id", "name"]
    assert problem_of("fields=id,nme", "names", "fields", ["id", "name"]).errors[0]["params"] == {"suggestions": ["name"]}
    with query("") as parameters:
        assert parameters.names("fields", ["id"]) is None


def test_an_unknown_parameter_is_refused_with_what_was_probably_meant() -> None:
    problem = problem_of("dryrun=true", "flag", "dryRun")
    assert problem.code == "unknown_parameter"
    assert problem.errors[0]["params"] == {"suggestions": ["dryRun"]}
    assert problem.detail == "There is no query parameter `dryrun` here. Did you mean `dryRun`?"


@pytest.mark.parametrize("name", ["%00", "a%0A", "x" * 100_000, "%ED%A0%80"], ids=lambda name: name[:10])
def test_an_unknown_parameter_of_any_name_can_be_told(name: str) -> None:
    problem = problem_of(f"{name}=1", "flag", "dryRun")
    assert problem.code == "unknown_parameter"
    assert len(problem.detail.encode()) < 1_000


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert [error["field"] for error in problem_of("cursor=%00&limit=0&nope=1", "page").errors] == ["nope", "limit", "cursor"]


def test_an_error_inside_the_block_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), query("nope=1"):
        raise ZeroDivisionError


@pytest.mark.parametrize("header", ["Idempotency-Key", "If-Match", "If-None-Match"])
def test_a_header_whose_promise_we_can_not_keep_is_refused(header: str) -> None:
    request = RequestFactory().post("/api/v2/contacts/upsert", headers={header: ""})
    with pytest.raises(Problem) as raised:
        refuse_unsupported_headers(request)
    assert (raised.value.code, raised.value.errors[0]["field"]) == ("invalid_parameter", header)


def test_other_headers_are_nobodys_business() -> None:
    refuse_unsupported_headers(RequestFactory().get("/", headers={"X-Anything": "x"}))
