"""The graph as a browser draws it: seen, walked by the keyboard, expanded, filtered, saved; and the same without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from organizations.insp_id import insp_id
from tests.kit.browser import Visitor
from tests.kit.looks import LOOKS
from tests.relationships.network import Scene, make_scene

at_a_desk = pytest.mark.parametrize("look", LOOKS[:1], indirect=True, ids=str)


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return make_scene()


def opened(visitor: Visitor, scene: Scene, center: str = "B-0", query: str = "") -> Page:
    """The graph, once it is drawn."""
    page = visitor.sign_in(scene.cast.viewer.user).open(f"/organizations/{insp_id(scene.ids[center])}/graph{query}")
    drawn(page)
    return page


def drawn(page: Page) -> None:
    expect(page.locator("[data-graph-waiting]")).to_be_hidden()


def asked(page: Page, script: str) -> Any:
    """Of the drawing, `cy` is Cytoscape.js."""
    return page.evaluate(f"() => {{ const drawing = window.relataGraph; const cy = drawing.cy; return {script}; }}")


def shown(page: Page, selector: str = "[type]") -> set[str]:
    return set(asked(page, f"cy.nodes('{selector}').filter((node) => node.visible()).map((node) => node.data('externalId'))"))


def press(page: Page, *keys: str) -> None:
    page.locator("[data-graph-canvas]").focus()
    for key in keys:
        page.keyboard.press(key)


def test_the_graph_is_sound(visitor: Visitor, scene: Scene):
    page = opened(visitor, scene)
    assert shown(page) == {"B-0", "S-1", "S-2", "R-0", "F-1"}
    visitor.must_find_it_sound()
    press(page, "ArrowRight", "ArrowLeft", "Enter")
    expect(page.locator("[data-graph-panel] h2")).to_be_focused()
    page.evaluate("window.scrollTo(0, 0)")  # what the bar at the top half covers is too small for axe
    visitor.must_find_it_sound()
    page.get_by_role("button", name="Table").click()
    expect(page.get_by_role("heading", name="Organizations 5")).to_be_visible()
    visitor.must_find_it_sound()


def test_a_path_is_sound(visitor: Visitor, scene: Scene):
    page = opened(visitor, scene, query=f"?depth=1&to={scene.ids['H-0']}")
    expect(page.get_by_role("heading", name="Shortest path: 3 relationships")).to_be_visible()
    assert shown(page, ".on-path") == {"B-0", "S-1", "F-1", "H-0"}
    visitor.must_find_it_sound()


@at_a_desk
def test_suppliers_stand_to_the_left_and_the_tiers_in_bands(visitor: Visitor, scene: Scene):
    page = opened(visitor, scene, query="?depth=3")
    places = asked(page, "Object.fromEntries(cy.nodes('[type]').map((node) => [node.data('externalId'), node.position('x')]))")
    assert places["H-0"] < places["F-1"] < places["S-1"] == places["S-2"] < places["B-0"]
    assert asked(page, "cy.nodes('.band').map((node) => node.data('short')).sort()") == ["1 away", "1 away", "2 away", "3 away"]
    page.get_by_role("button", name="Network").click()
    assert asked(page, "cy.nodes('.band').length") == 0
    assert "layout=force" in page.url


@at_a_desk
def test_the_keyboard_goes_from_one_to_the_next(visitor: Visitor, scene: Scene):
    page = opened(visitor, scene)
    press(page, "ArrowLeft")
    assert asked(page, "drawing.current.data('externalId')") in {"S-1", "S-2"}
    expect(page.locator("[data-graph-said]")).to_contain_text("1 away, 2 relationships")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    panel = page.locator("[data-graph-panel]")
    expect(panel.get_by_role("heading", level=2)).to_have_text("Works F-1")
    expect(panel.get_by_role("link", name="Open")).to_have_attribute("href", f"/organizations/{insp_id(scene.ids['F-1'])}")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(page.locator("[data-graph-canvas]")).to_be_focused()
    zoom = asked(page, "cy.zoom()")
    press(page, "-")
    assert asked(page, "cy.zoom()") < zoom
    press(page, "+", "+")
    assert asked(page, "cy.zoom()") > zoom


@at_a_desk
def test_an_organization_is_expanded_where_it_stands(visitor: Visitor, scene: Scene):
    page = opened(visitor, scene)
    press(page, "ArrowLeft", "ArrowLeft", "Enter")
    page.get_by_role("button", name="Expand +1").click()
    expect(page.locator("[data-graph-count]")).to_have_text("6 organizations, 7 relationships")
    assert "H-0" in shown(page)
    expect(page.locator("[data-graph-panel]").get_by_role("button", name="Works H-0")).to_be_visible()
    visitor.must_find_it_sound()


@at_a_desk
def test_types_are_hidden_without_asking_and_the_table_follows(visitor: Visitor, scene: Scene):
    page = opened(visitor, scene)
    with page.expect_response("**/graph?*show=*"):
        page.get_by_role("checkbox", name="Supplier").uncheck()
    assert shown(page) == {"B-0"}, "the centre stays"
    assert asked(page, "cy.nodes('[type]').length") == 5
    page.get_by_role("button", name="Table").click()
    expect(page.get_by_role("heading", name="Organizations 1")).to_be_visible()
    assert "show=" in page.url
    page.reload()
    expect(page.get_by_role("heading", name="Organizations 1")).to_be_visible()


@at_a_desk
def test_controls_draw_anew_and_stand_in_the_address(visitor: Visitor, scene: Scene):
    page = opened(visitor, scene)
    with page.expect_response("**/picture?*depth=3*"):
        page.get_by_label("Steps away").select_option("3")
    expect(page.locator("[data-graph-count]")).to_have_text("6 organizations, 7 relationships")
    assert "depth=3" in page.url
    page.reload()
    drawn(page)
    assert "H-0" in shown(page)


@at_a_desk
def test_a_path_is_picked_in_the_picture(visitor: Visitor, scene: Scene):
    page = opened(visitor, scene)
    press(page, "ArrowLeft", "ArrowLeft", "Enter")
    page.get_by_role("button", name="Path to here").click()
    expect(page.get_by_role("heading", name="Shortest path: 2 relationships")).to_be_visible()
    page.wait_for_function("() => window.relataGraph.cy.edges('.on-path').length === 2")
    assert page.url.endswith(f"/graph?to={scene.ids['F-1']}")
    page.get_by_role("combobox", name="Path to").fill("h-0")
    page.get_by_role("option", name="Works H-0").click()
    expect(page.get_by_role("heading", name="Shortest path: 3 relationships")).to_be_visible()


@at_a_desk
def test_the_picture_is_saved_as_a_file(visitor: Visitor, scene: Scene):
    page = opened(visitor, scene)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as PNG").click()
    assert saved.value.suggested_filename == "Works-B-0.png"
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    assert not visitor.faults


@at_a_desk
def test_colours_follow_the_theme_at_once(visitor: Visitor, scene: Scene):
    page = opened(visitor, scene)
    before = asked(page, "drawing.center.style('background-color')")
    page.locator(".top-tools summary").click()
    page.get_by_role("button", name="Dark").click()
    page.wait_for_function("(before) => window.relataGraph.center.style('background-color') !== before", arg=before)


@at_a_desk
def test_what_goes_wrong_is_said_and_can_be_tried_again(visitor: Visitor, scene: Scene):
    page = opened(visitor, scene)
    page.route("**/picture*", lambda route: route.abort())
    page.get_by_label("Steps away").select_option("3")
    expect(page.get_by_role("alert")).to_contain_text("The server could not be reached.")
    page.unroute("**/picture*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    drawn(page)
    assert "H-0" in shown(page)


@at_a_desk
def test_an_organization_that_stands_alone_has_no_picture(visitor: Visitor, scene: Scene):
    page = visitor.sign_in(scene.cast.viewer.user).open(f"/organizations/{insp_id(scene.ids['X-0'])}/graph")
    expect(page.get_by_role("heading", name="No relationships yet")).to_be_visible()
    expect(page.locator("[data-graph-canvas]")).to_be_hidden()
    visitor.must_find_it_sound()


def test_without_scripts_it_is_two_tables_and_a_path(
    scene: Scene, look: Any, new_context: Callable[..., BrowserContext], live_server: LiveServer
):
    visitor = Visitor(new_context(**look.context(), java_script_enabled=False).new_page(), live_server.url)
    page = visitor.sign_in(scene.cast.viewer.user).open(f"/organizations/{insp_id(scene.ids['B-0'])}/graph")
    expect(page.locator("[data-graph-canvas]")).to_be_hidden()
    page.get_by_label("Steps away").select_option("1")
    page.get_by_label("or its external id").fill("H-0")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("heading", name="Shortest path: 3 relationships")).to_be_visible()
    expect(page.get_by_role("heading", name="Organizations 6")).to_be_visible()
    expect(page.get_by_role("heading", name="Relationships 7")).to_be_visible()
