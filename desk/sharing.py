"""How a record is shared, as people read it: who holds what and why, and what the reader itself may do with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.capabilities import EDIT, FULL, NAMES, RELATIONSHIP_EDIT, SHARE, allows, givable, mask_of
from accounts.grants import MANUAL, grants_of
from accounts.models import Role
from accounts.permission_words import CAUSES, WORDS, in_words
from accounts.roles import ALL
from accounts.sharing_form import EVERYONE, word_of
from desk.record_pages import Panel, RecordPages, page_address, pages_by_resource
from upserts.resource import Row

SHOWN_BESIDE = 5


def grants_in_words(subject: RecordPages, record: Row, actor: Actor) -> Iterator[dict[str, Any]]:
    """The grants on a record that the actor may know of, with the addresses that change them where it may: at most three statements."""
    may_share = subject.may_share(record, actor)
    held = givable(mask_of(record["permissions"])) if may_share else 0
    for row in grants_of(actor=actor, record=subject.shared(record)):
        word, mask = word_of(row["principal"]["kind"], row["principal"]["id"]), mask_of(row["permissions"])
        yield {
            **_said(subject.kind, row, actor),
            "change_url": subject.url("grant", record, word) if may_share and row["cause"] == MANUAL else None,
            "revoke_url": subject.url("revoke", record, row["cause"], word) if held and not mask & ~held else None,
        }


def grants_through(subject: RecordPages, organization: Row, actor: Actor) -> list[dict[str, Any]]:
    """The grants on an organization that reach the records of this subject, too: at most three statements."""
    rows = grants_of(actor=actor, record=pages_by_resource["organizations"].shared(organization))
    reaching = [row for row in rows if allows(mask_of(row["permissions"]), subject.resource.capabilities.view)]
    return [_said("organization", row, actor) for row in reaching]


def _said(kind: str, row: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    principal, giver = row["principal"], row["grantedBy"]
    return {
        "name": EVERYONE if principal["kind"] == "account" else principal["name"],
        "principal": principal["kind"],
        "is_me": principal["kind"] == "user" and principal["id"] == actor.user_id,
        "words": in_words(kind, mask_of(row["permissions"])),
        "cause": CAUSES[row["cause"]],
        "by": giver["name"] if giver else None,
        "at": row["grantedAt"],
    }


def roles_in_words(subject: RecordPages, actor: Actor) -> list[dict[str, Any]]:
    """The roles that reach every record of this type, for who may read the members: one statement."""
    if not actor.may("MEMBER", "READ"):
        return []
    reading = f"{subject.resource.permission}.READ"
    rows = Role.objects.visible_to(actor).filter(reach=ALL, mask__gt=0, operations__contains=[reading])
    counted = rows.annotate(count=Count("memberships")).filter(count__gt=0).order_by("-mask", "name")
    return [{"name": row.name, "count": row.count, "words": in_words(subject.kind, row.mask)} for row in counted]


def rights_in_words(subject: RecordPages, record: Row, actor: Actor) -> dict[str, Any]:
    """What the actor may do with a record, where that comes from, and what it may give to others or why it may not. No statement."""
    mask = mask_of(record["permissions"])
    may_share = subject.may_share(record, actor)
    gives = [words for words in WORDS[subject.kind] if may_share and NAMES[words.name] & givable(mask)]
    return {
        "words": in_words(subject.kind, _usable(subject, mask, actor)),
        "source": _source(actor),
        "gives": gives,
        "why_not": "" if may_share else _why_not(subject, mask, actor),
    }


def _usable(subject: RecordPages, mask: int, actor: Actor) -> int:
    """What of a mask the role lets its holder use."""
    if not actor.may(subject.resource.permission, "UPDATE"):
        mask &= ~(EDIT | RELATIONSHIP_EDIT | FULL)
    return mask if actor.may(subject.resource.permission, "SHARE") else mask & ~SHARE


def _source(actor: Actor) -> str:
    if actor.reach == ALL:
        return _("Your role, {role}, reaches every record of the account.").format(role=actor.role_name)
    return _("Your role, {role}, reaches what is shared with you.").format(role=actor.role_name)


def _why_not(subject: RecordPages, mask: int, actor: Actor) -> str:
    if not actor.may(subject.resource.permission, "SHARE"):
        return _("Your role, {role}, does not allow sharing. Ask somebody with full control to share it.").format(role=actor.role_name)
    return _("You may see this, but not share it. Ask somebody with full control to let you.")


def sharing_panel(name: str) -> Panel:
    """On the overview of a record of this type: what the reader may do, and with whom it is shared."""
    return Panel("sharing/panel.html", partial(_load_panel, name))


def _load_panel(name: str, record: Row, actor: Actor) -> Mapping[str, Any] | None:
    subject = pages_by_resource[name]
    url = page_address(f"{name}:sharing", subject.key(record["id"]))
    grants: Sequence[Any] = list(grants_in_words(subject, record, actor))
    return {
        "rights": rights_in_words(subject, record, actor),
        "grants": grants[:SHOWN_BESIDE],
        "more": max(len(grants) - SHOWN_BESIDE, 0),
        "url": url,
        "may_share": subject.may_share(record, actor),
    }
