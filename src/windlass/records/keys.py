"""Keys that sign: Ed25519, told by their public half, kept encrypted.

Source: rfc8032, by the cryptography library.  Checked: tests/records/test_keys.py;
validation/records.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from windlass.base.errors import InvalidInput, SourceError

LEAST: Final = 8
"""Characters of a passphrase."""


@dataclass(frozen=True, slots=True)
class Key:
    """A private key.  public: its public half [64 hex digits], by which it is told."""

    _private: Ed25519PrivateKey

    def __repr__(self) -> str:
        """Return the public half; the private one is never shown."""
        return f"Key({self.public})"

    @property
    def public(self) -> str:
        """Return the public half in hex."""
        return self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()

    def sign(self, message: bytes) -> str:
        """Return the signature of a message [128 hex digits]."""
        return self._private.sign(message).hex()


def new() -> Key:
    """Return a new key from the system's randomness."""
    return Key(Ed25519PrivateKey.generate())


def save(key: Key, path: Path, passphrase: str) -> None:
    """Write a key, encrypted, to a file that is not there yet and that its owner alone reads.

    Raises InvalidInput for a passphrase that is too short or a file that is there, SourceError
    where it cannot be written.
    """
    if len(passphrase) < LEAST:
        raise InvalidInput("passphrase of a key", value=f"{len(passphrase)} characters",
                           remedy=f"{LEAST} or more")  # fmt: skip
    data = key._private.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode())
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
        path.write_bytes(data)
    except FileExistsError as error:
        raise InvalidInput(
            "a key is there already", value=str(path), remedy="take another name"
        ) from error
    except OSError as error:
        raise SourceError(f"key cannot be written: {error.strerror}", value=str(path)) from error


def load(path: Path, passphrase: str) -> Key:
    """Return the key of a file; InvalidInput for a wrong passphrase or no such key, SourceError
    where the file cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"key cannot be read: {error.strerror}", value=str(path)) from error
    try:
        found = load_pem_private_key(data, passphrase.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InvalidInput("key cannot be opened", value=str(path),
                           remedy="check the passphrase and the file") from error  # fmt: skip
    if not isinstance(found, Ed25519PrivateKey):
        raise InvalidInput("key is of another kind", value=str(path), remedy="an Ed25519 key")
    return Key(found)


def verified(public: str, message: bytes, signature: str) -> bool:
    """Return whether a signature [hex] of a message is that of a public key [hex]."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
