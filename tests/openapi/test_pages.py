from __future__ import annotations

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.kit.calls import API, assert_problem, assert_refused_parameter

PAGES = ["docs", "redoc"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_its_language_and_takes_nothing_from_elsewhere(client: Client, name: str):
    answer = client.get(API + name)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="en">' in text
    assert re.search(r"<title>[^<]+ · Relata</title>", text)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)
    assert "default-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_script_but_files_that_we_serve(client: Client, name: str):
    text = client.get(API + name).content.decode()
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL)
    assert scripts
    assert not any(body for _, body in scripts)
    assert not re.search(r"\son\w+=|style=|<style|javascript:", text)
    for path in re.findall(r"\"/static/([^\"]+)\"", text):
        assert finders.find(path), path
    assert text.count("/static/") >= len(scripts)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_for_reading(client: Client, name: str):
    assert client.head(API + name).status_code == 200
    for method in (client.post, client.put, client.delete):
        answer = method(API + name)
        assert_problem(answer, 405, "method_not_allowed")
        assert answer["Allow"] == "GET, HEAD"


def test_a_signed_in_browser_may_try_calls(client: Client):
    page = client.get(f"{API}docs")
    assert "csrftoken" in page.cookies
    assert re.search(r'data-csrf-token="\w{64}"', page.content.decode())


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}, {"X-Platform-Id": "nobody"}])
def test_everybody_reads_the_same_document_without_a_key(client: Client, headers: dict[str, str]):
    """Nor is the database asked: tests without the mark may not."""
    answer = client.get(f"{API}schema", headers=headers)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer.content == client.get(f"{API}schema").content


def test_the_document_takes_no_parameters_and_no_other_method(client: Client):
    assert_refused_parameter(client.get(f"{API}schema", {"format": "yaml"}), "format", "unknown_parameter")
    assert_refused_parameter(client.get(f"{API}schema", headers={"If-None-Match": "*"}), "If-None-Match")
    assert_problem(client.post(f"{API}schema"), 405, "method_not_allowed")
    assert_problem(client.get(f"{API}schema", headers={"Accept": "text/html"}), 406, "not_acceptable")
