"""A batch survives packing; damage, bombs and strangers' bytes never do."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kelambu_tui.errors import Unreadable
from kelambu_tui.ledger.entries import canonical
from kelambu_tui.sync.packing import MOST_PACKED, Batch, Signature, deflate, inflate, pack, unpack

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_lines = st.lists(st.dictionaries(st.text(max_size=8), st.text(max_size=40), max_size=4).map(canonical))
_signatures = st.lists(
    st.builds(Signature, st.integers(1, 10**9), st.text(max_size=12), st.binary(min_size=64, max_size=64))
)


@given(_lines, _signatures)
def test_a_batch_comes_back(lines: list[bytes], signatures: list[Signature]) -> None:
    assert unpack(pack(lines, signatures)) == Batch(tuple(lines), tuple(signatures))


@given(st.binary(max_size=200))
def test_strangers_bytes_are_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(Unreadable):
        unpack(content)


@given(st.data())
def test_a_cut_batch_is_never_half_used(data: st.DataObject) -> None:
    packed = pack([canonical({"a": str(n)}) for n in range(50)])
    cut = data.draw(st.integers(0, len(packed) - 1))
    with pytest.raises(Unreadable):
        unpack(packed[:cut])


def test_what_follows_a_frame_is_refused() -> None:
    with pytest.raises(Unreadable):
        unpack(pack([b"{}"]) + pack([b"{}"]))


@pytest.mark.parametrize("size", [17 << 20, 1 << 28])
def test_a_bomb_is_stopped_while_it_unpacks(size: int) -> None:
    compressor = zstd.ZstdCompressor(level=3)
    packed = b"".join(compressor.compress(bytes(1 << 20)) for _ in range(size >> 20)) + compressor.flush()
    assert len(packed) < MOST_PACKED
    with pytest.raises(Unreadable):
        unpack(packed)


def test_a_wide_window_is_refused() -> None:
    options: dict[int, int] = {
        zstd.CompressionParameter.compression_level: 3,
        zstd.CompressionParameter.window_log: 27,
        zstd.CompressionParameter.content_size_flag: 0,
    }
    compressor = zstd.ZstdCompressor(options=options)
    packed = compressor.compress(b"{}\n" * 1000) + compressor.flush()
    with pytest.raises(Unreadable):
        inflate(packed, 1 << 20)


@pytest.mark.parametrize(
    "line", [b"x", b'["s",0,"a","00"]', b'["t",1,"a","00"]', b"[1]", b"{" + b"a" * 17_000]
)
def test_a_line_that_is_neither_entry_nor_signature_is_refused(line: bytes) -> None:
    with pytest.raises(Unreadable):
        unpack(deflate(line))
