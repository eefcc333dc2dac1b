# ruff: noqa: PLC0415 - pyrage is an extra: only who encrypts backups needs it
"""Encrypts backups to public keys in the age format, and reads them with an identity file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from bot.domain.backups import read_keys

MAGIC = b"age-encryption.org/v1\n"
_SECRET = re.compile("AGE-SECRET-KEY-1[0-9A-Z]{58}")


class Unsealable(Exception):  # noqa: N818 - named for what it says, as bot/errors names its own
    """A backup cannot be encrypted or read. `reason` completes a sentence that begins with the subject."""

    def __init__(self, subject: str, reason: str):
        super().__init__(f"{subject} {reason}")
        self.subject = subject
        self.reason = reason


def is_sealed(file: Path) -> bool:
    """Whether a file is encrypted in the age format."""
    with file.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC


def seal(file: Path, target: Path, keys: str) -> None:
    """Write `file`, encrypted to these public keys, into the empty file `target`. Raises `Unsealable`."""
    age = _age()
    try:
        recipients = [age.x25519.Recipient.from_str(key) for key in read_keys(keys)]
    except (ValueError, age.RecipientError):
        raise Unsealable("NAMIDA_BACKUP_KEY", "is not a public key of age: copy it again") from None
    age.encrypt_file(str(file), str(target), recipients)


def unseal(file: Path, target: Path, identity: Path) -> None:
    """Write what `file` encrypts into the empty file `target`. Raises `Unsealable`."""
    age = _age()
    try:
        secrets = _SECRET.findall(identity.read_text("utf-8"))
        identities = [age.x25519.Identity.from_str(secret) for secret in secrets]
    except (UnicodeDecodeError, age.IdentityError):
        identities = []
    if not identities:
        raise Unsealable(str(identity), "holds no secret key of age (AGE-SECRET-KEY-1…)")
    try:
        age.decrypt_file(str(file), str(target), identities)
    except age.DecryptError:
        raise Unsealable(str(file), f"is damaged, or is encrypted to another key than {identity}") from None
    except OSError as error:
        if error.errno is not None:  # of the disk; the library tells a damaged file without a number
            raise
        raise Unsealable(str(file), "is damaged") from None


def is_installed() -> bool:
    try:
        _age()
    except Unsealable:
        return False
    return True


def _age() -> Any:
    try:
        import pyrage
    except ImportError:
        raise Unsealable(
            "pyrage", "is not installed, which encrypted backups need: `pip install -e '.[age]'`"
        ) from None
    return pyrage
