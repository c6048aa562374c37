from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.errors import Refused
from kelambu_tui.ledger.entries import canonical, digest, next_head, read_entry, write_entry

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)


def fields(**changes: object) -> dict[str, object]:
    return {
        "id": "019",
        "device": "a1",
        "seq": 1,
        "version": 1,
        "kind": "verification.recorded",
        "author": "siti",
        "at": "2026-11-23T01:02:03Z",
        "base": 0,
        "subject": "IND1",
        "body": {"note": "é"},
    } | changes


@given(st.dictionaries(text, values, max_size=5))
def test_equal_values_give_equal_bytes(value: dict[str, object]) -> None:
    shuffled = dict(reversed(value.items()))
    assert canonical(value) == canonical(shuffled)
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(text)
def test_a_line_is_one_line_in_nfc(note: str) -> None:
    line = canonical({"note": note})
    assert b"\n" not in line
    assert line.decode() == unicodedata.normalize("NFC", line.decode())


def test_composed_and_decomposed_letters_are_one() -> None:
    assert canonical({"a": "é"}) == canonical({"a": "e\u0301"})


@pytest.mark.parametrize("value", [1.5, b"x", {1, 2}, object()])
def test_what_json_cannot_say_exactly_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical({"value": value})


def test_an_entry_is_read_back_as_it_was_written() -> None:
    entry = write_entry(fields(ref="018", ref_hash="ab"))
    assert read_entry(entry.line) == entry
    assert (entry.ref, entry.ref_hash) == ("018", "ab")
    assert entry.digest == digest(entry.line)


def test_an_entry_beyond_sixteen_kibibytes_is_refused() -> None:
    with pytest.raises(Refused, match="16 KiB"):
        write_entry(fields(body={"note": "a" * 17_000}))


@pytest.mark.parametrize("line", [b"", b"[]", b"{}", b'{"version":2}', b'{"version":1}', b"\xff"])
def test_bytes_that_are_no_entry_are_named_so(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"entry|decode|Expecting"):
        read_entry(line)


@given(st.binary(min_size=1, max_size=40), st.data())
def test_any_changed_byte_changes_the_head(line: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(line) - 1))
    changed = bytearray(line)
    changed[place] ^= data.draw(st.integers(1, 255))
    assert next_head(bytes(32), line) != next_head(bytes(32), bytes(changed))
