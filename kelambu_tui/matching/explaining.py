"""Why two records may be one person: in words, and as a waterfall of weights."""

from __future__ import annotations

from kelambu_tui.display import display
from kelambu_tui.locale import _
from kelambu_tui.matching.pairs import Evidence, Pair
from kelambu_tui.people.nik import mask

RARE = 12.0
"""Bits of a same name from which it counts as rare on the list: one in some thousands."""

COMMON = 8.0
"""Bits up to which a same name counts as common: one in some hundreds."""

SHORTEST = 10
"""Least width of a bar, in characters."""


def sentence(evidence: Evidence) -> str:
    """Return what one field says as a clause in the language in force; NIKs are masked."""
    say = _SENTENCES.get((evidence.field, evidence.level)) or _SENTENCES[evidence.field, "lain"]
    a, b = (_shown(evidence.field, value) for value in (evidence.a, evidence.b))
    text = _(say).format(a=a, b=b)
    return text + _rarity(evidence)


def explain(pair: Pair) -> str:
    """Return all clauses of a pair, strongest first, joined with semicolons."""
    return "; ".join(sentence(evidence) for evidence in pair.evidence)


def field_label(field: str) -> str:
    """Return the name of a field of evidence in the language in force."""
    return _(_LABELS[field])


def waterfall(pair: Pair, width: int) -> list[tuple[str, str, str]]:
    """Return label, bar and weight of the prior, of each evidence and of the sum, for a terminal.

    All bars share one scale and are `width` characters wide, drawn with `#` (for), `-` (against) and
    `|` (zero): plain ASCII, the same width everywhere. A bar reaches from the sum before to the sum
    after its evidence; the last from zero to the sum.
    """
    steps = [(_("awal"), 0.0, pair.prior)]
    for evidence in pair.evidence:
        before = steps[-1][2]
        steps.append((field_label(evidence.field), before, before + evidence.weight))
    steps.append((_("jumlah"), 0.0, steps[-1][2]))
    reached = [0.0, *(end for _label, _start, end in steps)]
    low, high = min(reached), max(reached)
    scale = (max(width, SHORTEST) - 1) / ((high - low) or 1.0)
    return [
        (label, _bar(start, end, low, scale, max(width, SHORTEST)), f"{end - start:+.1f}")
        for label, start, end in steps
    ]


def _bar(start: float, end: float, low: float, scale: float, width: int) -> str:
    zero, first, last = (round((value - low) * scale) for value in (0.0, min(start, end), max(start, end)))
    cells = [" "] * width
    cells[zero] = "|"
    cells[first : last + 1] = ("#" if end >= start else "-") * (last + 1 - first)
    return "".join(cells)


def _shown(field: str, value: str) -> str:
    if field == "nik":
        return mask(value)
    return _day(value) if field == "birth_date" else display(value, 60)


def _day(iso: str) -> str:
    """Return an ISO day as people write it, 17-08-1975; other text is given back, made harmless."""
    parts = iso.split("-")
    whole = len(iso) == 10 and len(parts) == 3 and all(part.isdecimal() for part in parts)
    return "-".join(reversed(parts)) if whole else display(iso, 60)


def _rarity(evidence: Evidence) -> str:
    if evidence.field not in ("name", "mother_name") or evidence.level not in _SAME:
        return ""
    if evidence.weight >= RARE:
        return _(", nama ini jarang di daftar")
    return _(", nama ini umum di daftar") if evidence.weight <= COMMON else ""


_SAME = frozenset({"sama", "urutan_lain", "singkatan", "sambung_pisah", "bunyi_sama", "mirip_sekali"})


def N_(text: str) -> str:  # noqa: N802 - the name by which gettext knows texts that are translated later
    """Mark a text for translation at its use."""
    return text


_LABELS = {
    "nik": N_("NIK"),
    "name": N_("nama"),
    "birth_date": N_("tanggal lahir"),
    "sex": N_("jenis kelamin"),
    "mother_name": N_("nama ibu"),
    "father_name": N_("nama ayah"),
    "birthplace": N_("tempat lahir"),
    "village": N_("desa"),
    "address": N_("alamat"),
    "relation": N_("hubungan keluarga"),
    "household": N_("anggota keluarga lain"),
}

_SENTENCES = {
    ("nik", "sama"): N_("NIK sama"),
    ("nik", "rusak"): N_("NIK sama sejauh masih terbaca (15 angka)"),
    ("nik", "tertukar"): N_("NIK beda dua angka yang tertukar"),
    ("nik", "satu_angka"): N_("NIK beda satu angka"),
    ("nik", "wilayah"): N_("NIK beda hanya di kode wilayah"),
    ("nik", "nomor_urut"): N_("NIK beda hanya di nomor urut"),
    ("nik", "rusak_awal"): N_("satu NIK rusak, angka awalnya cocok"),
    ("nik", "rusak_lain"): N_("satu NIK rusak, yang terbaca tidak cocok"),
    ("nik", "lain"): N_("NIK lain: {a}, {b}"),
    ("name", "sama"): N_("nama sama: {a} = {b}"),
    ("name", "urutan_lain"): N_("nama sama, urutan katanya lain: {a} = {b}"),
    ("name", "singkatan"): N_("nama sama bila singkatannya dibaca penuh: {a} = {b}"),
    ("name", "sambung_pisah"): N_("nama sama, disambung atau dipisah: {a} = {b}"),
    ("name", "bunyi_sama"): N_("nama sangat mirip bunyinya: {a} = {b}"),
    ("name", "mirip_sekali"): N_("nama sangat mirip: {a} = {b}"),
    ("name", "mirip"): N_("nama mirip: {a}, {b}"),
    ("name", "agak_mirip"): N_("nama agak mirip: {a}, {b}"),
    ("name", "sebagian"): N_("nama yang satu bagian dari yang lain: {a}, {b}"),
    ("name", "satu_kata"): N_("nama berbagi satu kata: {a}, {b}"),
    ("name", "lain"): N_("nama lain: {a}, {b}"),
    ("birth_date", "sama"): N_("tanggal lahir sama"),
    ("birth_date", "hari_bulan_tertukar"): N_("hari dan bulan lahir tertukar: {a}, {b}"),
    ("birth_date", "tahun_meleset"): N_("hanya tahun lahir meleset: {a}, {b}"),
    ("birth_date", "satu_bagian_beda"): N_("satu bagian tanggal lahir beda: {a}, {b}"),
    ("birth_date", "lain"): N_("tanggal lahir lain: {a}, {b}"),
    ("sex", "sama"): N_("jenis kelamin sama"),
    ("sex", "lain"): N_("jenis kelamin lain"),
    ("mother_name", "sama"): N_("nama ibu sama: {a} = {b}"),
    ("mother_name", "urutan_lain"): N_("nama ibu sama, urutan katanya lain: {a} = {b}"),
    ("mother_name", "singkatan"): N_("nama ibu sama bila singkatannya dibaca penuh: {a} = {b}"),
    ("mother_name", "sambung_pisah"): N_("nama ibu sama, disambung atau dipisah: {a} = {b}"),
    ("mother_name", "bunyi_sama"): N_("nama ibu sangat mirip bunyinya: {a} = {b}"),
    ("mother_name", "mirip_sekali"): N_("nama ibu sangat mirip: {a} = {b}"),
    ("mother_name", "mirip"): N_("nama ibu mirip: {a}, {b}"),
    ("mother_name", "agak_mirip"): N_("nama ibu agak mirip: {a}, {b}"),
    ("mother_name", "sebagian"): N_("nama ibu yang satu bagian dari yang lain: {a}, {b}"),
    ("mother_name", "satu_kata"): N_("nama ibu berbagi satu kata: {a}, {b}"),
    ("mother_name", "lain"): N_("nama ibu lain: {a}, {b}"),
    ("father_name", "sama"): N_("nama ayah sama"),
    ("father_name", "mirip"): N_("nama ayah mirip"),
    ("father_name", "lain"): N_("nama ayah lain"),
    ("birthplace", "sama"): N_("tempat lahir sama"),
    ("birthplace", "mirip"): N_("tempat lahir mirip: {a}, {b}"),
    ("birthplace", "lain"): N_("tempat lahir lain: {a}, {b}"),
    ("village", "sama"): N_("desa sama"),
    ("village", "mirip"): N_("nama desa mirip: {a}, {b}"),
    ("village", "sekata"): N_("nama desa berbagi kata yang jarang: {a}, {b}"),
    ("village", "sekecamatan"): N_("desa lain di kecamatan yang sama"),
    ("village", "lain"): N_("desa lain"),
    ("address", "sama"): N_("alamat sama"),
    ("address", "mirip"): N_("alamat mirip: {a}, {b}"),
    ("address", "sebagian"): N_("alamat sebagian sama: {a}, {b}"),
    ("address", "sekata"): N_("alamat berbagi kata yang jarang: {a}, {b}"),
    ("address", "lain"): N_("alamat lain: {a}, {b}"),
    ("relation", "sama"): N_("hubungan dengan kepala keluarga sama"),
    ("relation", "lain"): N_("hubungan dengan kepala keluarga lain: {a}, {b}"),
    ("relation", "bertentangan"): N_("hubungan keluarga bertentangan: {a}, {b}"),
    ("household", "dua_atau_lebih"): N_("beberapa anggota lain kedua keluarga juga cocok"),
    ("household", "satu"): N_("satu anggota lain kedua keluarga juga cocok"),
    ("household", "pasangan_lain"): N_("di keluarga itu ada anggota lain yang lebih cocok"),
}
