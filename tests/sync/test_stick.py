"""Bundles: whole, from whom they say, for whom they are, or refused before anything of them is used."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from pyrage import decrypt, encrypt, x25519

from kelambu_tui.errors import Refused, Unreadable
from kelambu_tui.sync import stick
from kelambu_tui.sync.signing import public_key_of

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HUB = x25519.Identity.generate()
RECOVERY = x25519.Identity.generate()
TO = (str(HUB.to_public()), str(RECOVERY.to_public()))

header = st.dictionaries(
    st.text(max_size=8).filter(lambda name: name not in ("protocol", "parts", "digest")),
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20)),
    max_size=4,
)


@settings(max_examples=40)
@given(header=header, parts=st.lists(st.binary(max_size=300), max_size=4))
def test_what_is_sealed_comes_out_whole_for_hub_and_district(
    header: dict[str, object], parts: list[bytes]
) -> None:
    content = stick.seal(KEY, TO, header, parts)
    for identity in (HUB, RECOVERY):
        bundle = stick.unseal(content, str(identity))
        assert bundle.parts == tuple(parts)
        assert bundle.is_from(public_key_of(KEY))
        assert not bundle.is_from(public_key_of(Ed25519PrivateKey.generate()))
        assert bundle.header["parts"] == [len(part) for part in parts]


@settings(max_examples=60)
@given(at=st.integers(0, 10_000), bit=st.integers(0, 7), cut=st.booleans())
def test_no_damage_passes(at: int, bit: int, cut: bool) -> None:
    content = stick.seal(KEY, TO, {"kind": "push"}, [b"satu" * 40, b"dua" * 30])
    at %= len(content)
    damaged = content[:at] if cut else content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]
    with pytest.raises(Unreadable):
        stick.unseal(damaged, str(HUB))


@pytest.mark.slow
def test_500_damaged_bundles_0_accepted() -> None:
    chance = random.Random(9)
    content = stick.seal(
        KEY, TO, {"kind": "push", "from": 1}, [chance.randbytes(5000), chance.randbytes(900)]
    )
    accepted = sum(_is_accepted(_damaged(chance, content)) for _turn in range(500))
    assert accepted == 0
    assert _is_accepted(content)


def _damaged(chance: random.Random, content: bytes) -> bytes:
    at = chance.randrange(len(content))
    match chance.randrange(5):
        case 0:  # a flipped bit
            return content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]
        case 1:  # cut short
            return content[:at]
        case 2:  # a sector of zeros
            return (content[:at] + bytes(min(512, len(content) - at)) + content[at + 512 :]) + b"\0"
        case 3:  # something behind it
            return content + chance.randbytes(chance.randrange(1, 600))
        case _:  # two pieces changed places
            half = len(content) // 2
            return content[half:] + content[:half]


def _is_accepted(content: bytes) -> bool:
    try:
        return stick.unseal(content, str(HUB)).is_from(public_key_of(KEY))
    except Unreadable:
        return False


def test_a_bundle_for_somebody_else_is_refused_with_a_sentence() -> None:
    content = stick.seal(KEY, TO, {}, [b"isi"])
    with pytest.raises(Unreadable, match="bukan untuk laptop ini"):
        stick.unseal(content, str(x25519.Identity.generate()))


def test_a_foreign_file_is_refused_with_a_sentence() -> None:
    with pytest.raises(Unreadable, match="bukan berkas kiriman"):
        stick.unseal(b"PK\x03\x04 foto liburan", str(HUB))


@pytest.mark.parametrize("change", ["header", "payload", "order"])
def test_what_was_changed_and_sealed_again_is_not_taken(change: str) -> None:
    content = stick.seal(KEY, TO, {"from": 1}, [b"aaaa", b"bbbb"])
    opened = decrypt(content, [HUB])
    forged = {
        "header": opened.replace(b'"from":1', b'"from":7'),
        "payload": opened.replace(b"aaaa", b"aaab"),
        "order": opened.replace(b"aaaabbbb", b"bbbbaaaa"),
    }[change]
    assert forged != opened
    try:
        bundle = stick.unseal(encrypt(forged, [HUB.to_public()]), str(HUB))
    except Unreadable:
        return
    assert not bundle.is_from(public_key_of(KEY))


@pytest.mark.parametrize(
    "opened",
    [
        b"",
        b"\n\n",
        b"{}\n00\n",
        b'{"protocol":"kelambu/1","parts":[-1],"digest":""}\n00\n',
        b'{"protocol":"kelambu/1","parts":[true],"digest":""}\n00\nx',
        b'{"protocol":"kelambu/1","parts":[99999999999],"digest":""}\n00\nx',
        b"[" * 5000 + b"\n00\n",
        b"x" * (stick.MOST_HEADER + 1) + b"\n00\n",
    ],
)
def test_nonsense_inside_a_sound_envelope_is_refused(opened: bytes) -> None:
    with pytest.raises(Unreadable):
        stick.unseal(encrypt(opened, [HUB.to_public()]), str(HUB))


def test_names_tell_the_device_and_the_range_and_nothing_else() -> None:
    assert stick.outward_name("ab12cd34", 51, 80) == "kelambu-ab12cd34-51-80.klb"
    assert stick.home_name("../Rahasia x", 7) == "kelambu-rahasiax-home-7.klb"


def test_a_file_stands_under_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.klb"
    stick.write_file(path, b"satu")
    stick.write_file(path, b"dua")
    assert path.read_bytes() == b"dua"
    assert [one.name for one in tmp_path.iterdir()] == ["a.klb"]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="tidak bisa ditulis"):
        stick.write_file(tmp_path / "tidak-ada" / "a.klb", b"x")
    with pytest.raises(Unreadable, match="tidak bisa dibaca"):
        stick.read_file(tmp_path / "tidak-ada.klb")


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stick, "MOST_BUNDLE", 10)
    (tmp_path / "besar.klb").write_bytes(b"x" * 11)
    with pytest.raises(Unreadable, match="terlalu besar"):
        stick.read_file(tmp_path / "besar.klb")
