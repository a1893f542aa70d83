"""What this room registers, and what it gives to the overview."""

from __future__ import annotations

from desk import overview
from desk.grants_admin import GrantAdmin
from desk.history_admin import ChangeAdmin, ReceiptAdmin

__all__ = ["ChangeAdmin", "GrantAdmin", "ReceiptAdmin", "overview"]
