"""The options of choice and multiChoice fields, as they are stored: [{"key": …, "label": …}]."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from api.text import TextError, clean

MAX_OPTIONS = 1_000
MAX_OPTION_KEY = 100
MAX_OPTION_LABEL = 255


def validate_choices(value: object) -> None:
    """Raises ValidationError unless the value is a list of {"key", "label"}: texts in clean form, keys ≤ 100 and unique, labels ≤ 255."""
    if not isinstance(value, list) or len(value) > MAX_OPTIONS:
        raise ValidationError(f"Choices are a list of at most {MAX_OPTIONS} objects with key and label.", code="invalid_type")
    keys = [_valid_key(option) for option in value]
    if repeated := {key for key in keys if keys.count(key) > 1}:
        raise ValidationError(f"Option keys are unique; repeated: {', '.join(sorted(repeated))}.", code="duplicate_data")


def _valid_key(option: object) -> str:
    """The key of a well-formed option."""
    if not isinstance(option, dict) or set(option) != {"key", "label"}:
        raise ValidationError("Each option is an object with key and label, and nothing else.", code="invalid_type")
    for member, most in (("key", MAX_OPTION_KEY), ("label", MAX_OPTION_LABEL)):
        if not _is_clean(option[member], most):
            raise ValidationError(
                f"An option's {member} is a text of 1 to {most} characters, with no white space at its ends and no control characters.",
                code="invalid_format",
            )
    return str(option["key"])


def _is_clean(text: object, most: int) -> bool:
    try:
        return isinstance(text, str) and 0 < len(text) <= most and clean(text) == text
    except TextError:
        return False
