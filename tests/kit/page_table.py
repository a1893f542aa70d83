"""What every staff page takes: the operations that let a role in, and the capability on the record that it is about.

A new page gets its line here; docs/pages.md, “Tests of a page”, says how.
"""

from __future__ import annotations

from tests.kit.page_lines import LED_ON, NO_METHOD, NOT_THERE, OPENED, Door, PageLine, PageSlot
from tests.kit.page_records import RECORDS
from tests.kit.page_settings import SETTINGS

TOLD_OF = tuple(f"{name}.READ" for name in ("ORGANIZATION", "CONTACT", "RELATIONSHIP", "PRODUCT", "MEMBER", "API_KEY"))
PROFILE = {"name": "Other", "time_zone": "", "language": "en", "theme": "auto", "density": "comfortable"}
APART = {"first": "$organization", "second": "$organization spare"}
BOTH_IN_FULL = Door(("ORGANIZATION.UPDATE",), "full_organization", answer=LED_ON)


def shown(*operations: str, slots: tuple[PageSlot, ...] = ()) -> PageLine:
    """A page without a record that is only opened."""
    return PageLine(Door(operations), Door(operations, answer=NO_METHOD), slots=slots)


def searched(kind: str, own: int | None = LED_ON) -> PageSlot:
    """A way to name one record in the search: what can mean nothing else is opened at once."""
    return PageSlot("query q", kind, own, OPENED)


TABLE: dict[str, PageLine] = {
    "accounts:home": shown(),
    "accounts:profile": PageLine(Door(), Door(answer=LED_ON), form=PROFILE),
    "accounts:choose_account": PageLine(
        Door(), Door(answer=LED_ON), form={"account": "$account"}, slots=(PageSlot("body account", "account", LED_ON, LED_ON),)
    ),
    "accounts:preferences": PageLine(Door(answer=NO_METHOD), Door(answer=LED_ON), form={"theme": "dark"}, is_public=True),
    "accounts:styleguide": PageLine(Door(answer=NOT_THERE), Door(answer=NOT_THERE), is_public=True),  # there with DEBUG only
    "search": shown(
        slots=(
            searched("organization", None),
            searched("organization insp", None),
            *map(searched, ("organization key", "contact key", "contact email", "product key")),
        )
    ),
    "activity:list": shown(*TOLD_OF, slots=(PageSlot("query who", "user", OPENED, OPENED),)),
    "imports:export": PageLine(Door(("ORGANIZATION.READ",)), Door(answer=NO_METHOD), names={"name": "organizations", "form": "csv"}),
    "organizations:duplicates": PageLine(
        Door(("ORGANIZATION.READ",)),
        BOTH_IN_FULL,
        "organization",
        form=APART,
        slots=(PageSlot("body first", "organization", LED_ON, NOT_THERE),),
    ),
    "organizations:apart": PageLine(
        Door(("ORGANIZATION.READ",)),
        BOTH_IN_FULL,
        "organization",
        form={"pair": "$pair"},
        slots=(PageSlot("body pair", "pair", LED_ON, NOT_THERE),),
    ),
    **SETTINGS,
    **RECORDS,
}
