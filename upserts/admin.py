"""What this room registers, and what it gives to the overview."""

from __future__ import annotations

from upserts import overview
from upserts.grants_admin import GrantAdmin
from upserts.history_admin import ChangeAdmin, ReceiptAdmin

__all__ = ["ChangeAdmin", "GrantAdmin", "ReceiptAdmin", "overview"]
