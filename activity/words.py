"""Record types as people say them."""

from __future__ import annotations


def type_word(record_type: str) -> str:
    """What people call a record of the type, in the middle of a sentence: `api_key`, or `API_KEY`, is an “API key”."""
    return record_type.lower().replace("_", " ").replace("api ", "API ")
