"""What is suggested where a field is filled by typing: the rows that the person may see, as their admin class names them."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.views.autocomplete import AutocompleteJsonView


class Suggestions(AutocompleteJsonView):
    """Django's, but an admin class may name its rows (`suggested`) and hide some of them (`suggestible`)."""

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        suggestible = getattr(self.model_admin, "suggestible", None)
        return rows if suggestible is None else suggestible(rows)

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        suggested = getattr(self.model_admin, "suggested", None)
        if suggested is None:
            return super().serialize_result(obj, to_field_name)
        key, text = suggested(obj, self.source_field)
        return {"id": key, "text": text}
