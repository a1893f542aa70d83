"""The scenes in which somebody looks for what it must not see: made once for a file, each of whose tests is rolled back to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.kit.canary_scene import Aviary, aviary_scene
from tests.kit.matrix_scene import matrix_scene
from tests.kit.matrix_standings import Scene
from tests.kit.page_scene import PageScene, page_scene


@pytest.fixture(scope="module")
def kept_scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with matrix_scene(django_db_blocker) as scene:
        yield scene


@pytest.fixture(scope="module")
def kept_pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[PageScene]:
    with page_scene(django_db_blocker) as pages:
        yield pages


@pytest.fixture(scope="module")
def kept_aviary(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Aviary]:
    with aviary_scene(django_db_blocker) as aviary:
        yield aviary


@pytest.fixture
def scene(kept_scene: Scene, db: None) -> Scene:
    """Whom and what calls of the API are about."""
    return kept_scene


@pytest.fixture
def pages(kept_pages: PageScene, db: None) -> PageScene:
    """Whom and what staff pages are about."""
    return kept_pages


@pytest.fixture
def aviary(kept_aviary: Aviary, db: None) -> Aviary:
    """Words that stand nowhere else, in every text of every row that somebody must not see."""
    return kept_aviary
