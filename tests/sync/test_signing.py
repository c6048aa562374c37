"""A signature holds for its bytes, its key and its purpose, and for nothing else."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.errors import Unreadable
from kelambu_tui.sync.signing import (
    Signed,
    is_signed,
    public_key_of,
    read_document,
    sign_bytes,
    sign_document,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


@given(st.binary(max_size=100), st.binary(max_size=100))
def test_only_the_signed_bytes_hold(content: bytes, other: bytes) -> None:
    signature = sign_bytes(KEY, "push", content)
    assert is_signed(public_key_of(KEY), "push", other, signature) is (content == other)
    assert not is_signed(public_key_of(KEY), "answer", content, signature)
    assert not is_signed(public_key_of(OTHER), "push", content, signature)


def test_a_document_comes_back_as_it_was_signed() -> None:
    signed = sign_document(KEY, "certificate", {"name": "siti", "villages": ["16.06.01.2001"]})
    read = read_document(public_key_of(KEY), "certificate", signed)
    assert read == {"name": "siti", "villages": ["16.06.01.2001"]}


@pytest.mark.parametrize("text", [b"[1]", b"nonsense", b"[" * 100_000])
def test_signed_nonsense_is_refused(text: bytes) -> None:
    with pytest.raises(Unreadable):
        read_document(public_key_of(KEY), "answer", Signed(text, sign_bytes(KEY, "answer", text)))


@pytest.mark.parametrize("key", ["", "zz", "00" * 31, "00" * 32])
def test_a_key_that_is_none_signs_nothing(key: str) -> None:
    assert not is_signed(key, "push", b"", bytes(64))
