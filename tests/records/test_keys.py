"""Keys: signatures that hold, files that only a passphrase opens."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windlass.base.errors import InvalidInput, SourceError
from windlass.records import keys

KEY = keys.new()


def test_the_standards_own_vector() -> None:
    # RFC 8032, 7.1, TEST 2.
    public = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    signature = (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert keys.verified(public, b"\x72", signature)
    assert not keys.verified(public, b"\x73", signature)


@given(st.binary(max_size=100), st.integers(0, 511))
def test_a_changed_bit_is_not_verified(message: bytes, bit: int) -> None:
    signature = KEY.sign(message)
    assert keys.verified(KEY.public, message, signature)
    changed = bytearray(bytes.fromhex(signature))
    changed[bit // 8] ^= 1 << bit % 8
    assert not keys.verified(KEY.public, message, changed.hex())
    assert not keys.verified(KEY.public, message + b"x", signature)
    assert not keys.verified(keys.new().public, message, signature)


def test_a_key_is_kept_encrypted(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "officer.pem"
    keys.save(KEY, path, "correct horse")
    assert path.stat().st_mode & 0o077 == 0
    assert b"ENCRYPTED" in path.read_bytes()
    assert keys.load(path, "correct horse").public == KEY.public
    assert KEY.public in repr(KEY)
    with pytest.raises(InvalidInput, match="cannot be opened"):
        keys.load(path, "wrong horse")
    with pytest.raises(InvalidInput, match="already"):
        keys.save(KEY, path, "correct horse")
    with pytest.raises(InvalidInput, match="passphrase"):
        keys.save(KEY, tmp_path / "x.pem", "short")
    with pytest.raises(SourceError, match="cannot be read"):
        keys.load(tmp_path / "none.pem", "correct horse")


def test_what_is_no_key_verifies_nothing() -> None:
    for public, signature in (("", ""), ("zz", "00"), ("00" * 31, "00" * 64), ("00" * 32, "00")):
        assert not keys.verified(public, b"", signature)
