"""What is done on a page before its picture is taken. Each makes a step of `Shot`."""

from __future__ import annotations

from collections.abc import Mapping

from playwright.sync_api import Page

from scripts.screenshots.shots import Step


def press(name: str) -> Step:
    """The first button of this name."""
    return lambda page, names: page.get_by_role("button", name=name).first.click()


def press_in(selector: str, name: str) -> Step:
    """The button of this name in a part of the page."""
    return lambda page, names: page.locator(selector).get_by_role("button", name=name).click()


def fill(name: str, text: str) -> Step:
    """Write into the field of this name; `{password}` is everybody's."""
    return lambda page, names: page.locator(f"[name='{name}']").first.fill(text.format_map(names))


def choose(name: str, value: str) -> Step:
    """Take this value of a field."""
    return lambda page, names: page.locator(f"select[name='{name}']").first.select_option(value)


def find(name: str, text: str) -> Step:
    """In the back office: the first of what this text finds for a field."""

    def step(page: Page, names: Mapping[str, object]) -> None:
        page.locator(f"select[name='{name}'] + .select2 .select2-selection").click()
        page.locator(".select2-search__field").last.fill(text)
        page.locator(".select2-results__option[role=option]", has_text=text).first.click()

    return step


def press_named(name: str) -> Step:
    """The button of this name in the form that is sent."""
    return lambda page, names: page.locator(f"[name='{name}']").click()


def tick(selector: str, count: int = 1) -> Step:
    """The first boxes that this finds."""

    def step(page: Page, names: Mapping[str, object]) -> None:
        for number in range(count):
            page.locator(selector).nth(number).check()

    return step


def unfold(selector: str) -> Step:
    """Open a menu."""
    return lambda page, names: page.locator(f"{selector} > summary").click()


def pick(act: str, count: int = 3) -> tuple[Step, ...]:
    """In a list: the first rows, and what is to be done with them."""
    return (tick("[data-pick]", count), press_in("#selection", act))


def change(field: str, value: str) -> tuple[Step, ...]:
    """On the question of a bulk edit: this field to this value."""
    return (choose(f"do.{field}", "set"), choose(f"value.{field}", value), press("Change"))


def sign_in(email: str, password: str = "{password}") -> tuple[Step, ...]:
    """On the page that asks for both."""
    return (fill("login", email), fill("password", password), press("Sign in"))


def again_until(heading: str, steps: tuple[Step, ...], most: int = 8) -> Step:
    """The steps over and over, until the page has this heading."""

    def step(page: Page, names: Mapping[str, object]) -> None:
        for _ in range(most):
            if page.get_by_role("heading", name=heading).count():
                break
            for one in steps:
                one(page, names)
            page.wait_for_load_state("networkidle")

    return step


CONFIRM = (fill("password", "{password}"), press("Go on"))
