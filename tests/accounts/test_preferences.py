"""Theme and density: chosen by anybody, kept in cookies, drawn by the server."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_system_decides_until_somebody_chooses(client: Client):
    assert "data-bs-theme" not in client.get("/sign-in").content.decode()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_drawn_by_the_server(client: Client, theme: str):
    answer = client.post("/preferences", {"theme": theme, "next": "/sign-in"})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in")
    assert f'data-bs-theme="{theme}"' in client.get("/sign-in").content.decode()
    client.post("/preferences", {"theme": "auto"})
    assert "data-bs-theme" not in client.get("/sign-in").content.decode()


def test_density_is_kept_beside_the_theme(client: Client):
    client.post("/preferences", {"theme": "dark"})
    client.post("/preferences", {"density": "compact"})
    page = client.get("/sign-in").content.decode()
    assert 'data-bs-theme="dark"' in page
    assert 'data-density="compact"' in page


@pytest.mark.parametrize("sent", [{}, {"theme": "pink"}, {"theme": '"><script>'}, {"theme": "dark\x00"}, {"colour": "dark"}])
def test_what_is_no_choice_changes_nothing(client: Client, sent: dict[str, str]):
    answer = client.post("/preferences", sent)
    assert (answer.status_code, dict(answer.cookies)) == (302, {})


@pytest.mark.parametrize("theme", ["pink", '"><script>', ""])
def test_a_cookie_that_is_no_choice_is_the_default(client: Client, theme: str):
    client.cookies["theme"] = theme
    assert "data-bs-theme" not in client.get("/sign-in").content.decode()


def test_scripts_cannot_read_the_cookies(client: Client):
    cookie = client.post("/preferences", {"theme": "dark"}).cookies["theme"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"])
def test_next_leads_nowhere_else(client: Client, address: str):
    assert client.post("/preferences", {"theme": "dark", "next": address})["Location"] == "/"


def test_a_choice_is_a_post_with_a_token(client: Client):
    assert client.get("/preferences").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/preferences", {"theme": "dark"}).status_code == 403
