from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.errors import Unreadable
from kelambu_tui.sync.signing import Signed, public_key_of
from kelambu_tui.sync.wire import (
    Invitation,
    document_fields,
    fingerprint,
    read_fields,
    read_invitation,
    tidy_code,
)

HUB = public_key_of(Ed25519PrivateKey.from_private_bytes(bytes(32)))
INVITATION = Invitation("https://hub.contoh.go.id", "ABCDEFGHJK234", HUB, "age1x", "age1y", "")


def test_an_invitation_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "undangan.json"
    path.write_bytes(INVITATION.written())
    assert read_invitation(path) == INVITATION


@pytest.mark.parametrize(
    "change",
    [
        {"protocol": "kelambu/9"},
        {"hub_key": "00" * 32},
        {"hub_key": "pendek"},
        {"url": 7},
        {"code": "PENDEK"},
        {"ca": None},
    ],
)
def test_what_is_no_invitation_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "undangan.json"
    path.write_text(json.dumps(json.loads(INVITATION.written()) | change))
    with pytest.raises(Unreadable):
        read_invitation(path)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 9000, b"{}" * 99999])
def test_strangers_files_are_no_invitation(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "foto.jpg"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match="bukan undangan"):
        read_invitation(path)


@pytest.mark.parametrize("typed", ["ABCDEFGHJK234", "abcd-efgh-jk234", " AbCdE fGhJk 234 "])
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert tidy_code(typed) == "ABCDEFGHJK234"


def test_digits_that_no_code_has_are_the_letters_they_look_like() -> None:
    assert tidy_code("01ABCDEFGHJK8") == "OIABCDEFGHJKB"


@given(st.binary(max_size=200).map(lambda raw: raw.hex().encode()), st.binary(min_size=64, max_size=64))
def test_a_signed_document_comes_back(text: bytes, signature: bytes) -> None:
    signed = Signed(text, signature)
    assert read_fields(json.loads(json.dumps(document_fields(signed)))) == signed


@pytest.mark.parametrize("value", [None, 7, [], {}, {"text": "x"}, {"text": "x", "signature": "zz"}, "x"])
def test_what_is_no_document_is_refused(value: object) -> None:
    with pytest.raises(Unreadable):
        read_fields(value)


def test_a_fingerprint_can_be_read_aloud() -> None:
    told = fingerprint(HUB)
    assert len(told.split()) == 8
    assert told != fingerprint(public_key_of(Ed25519PrivateKey.generate()))
