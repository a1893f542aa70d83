"""The form of an API key: `rel_<prefix>_<secret><checksum>`. Pure: no database.

The prefix (8) finds the key and opens nothing; the secret (32 of base 62, 190 bits) is random, so a plain SHA-256 is digest
enough; the checksum (6) turns away typing errors, and lets secret scanners tell our keys from noise, without asking the database.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import string
import zlib
from typing import NamedTuple

ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
PREFIX_LENGTH = 8
SECRET_LENGTH = 32
CHECKSUM_LENGTH = 6  # 62⁶ > 2³²
_FORM = re.compile(
    rf"(?P<signed>rel_(?P<prefix>[0-9A-Za-z]{{{PREFIX_LENGTH}}})_[0-9A-Za-z]{{{SECRET_LENGTH}}})(?P<checksum>[0-9A-Za-z]{{{CHECKSUM_LENGTH}}})"
)


class NewKey(NamedTuple):
    """A fresh key. `plain` is shown once and forgotten; `prefix` and `digest` are stored."""

    plain: str
    prefix: str
    digest: bytes


def new_key() -> NewKey:
    """Make a key from the operating system's randomness."""
    prefix = _random(PREFIX_LENGTH)
    signed = f"rel_{prefix}_{_random(SECRET_LENGTH)}"
    plain = signed + _checksum(signed)
    return NewKey(plain, prefix, digest_of(plain))


def prefix_of(plain: str) -> str | None:
    """The prefix of a well-formed key; None for anything else."""
    match = _FORM.fullmatch(plain)
    if match is None or _checksum(match["signed"]) != match["checksum"]:
        return None
    return match["prefix"]


def digest_of(plain: str) -> bytes:
    """SHA-256 of the whole key, 32 bytes."""
    return hashlib.sha256(plain.encode()).digest()


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _checksum(text: str) -> str:
    """CRC-32 in base 62, padded to its full length."""
    number = zlib.crc32(text.encode())
    digits = ""
    for _ in range(CHECKSUM_LENGTH):
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits
