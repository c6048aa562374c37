"""The columns of P3KE lists, and every way in which their headers have been written.

Layout A is the by-name-by-address file of 2022, layout B that of 2023; villages add spellings of
their own (`Penerima BNPT`, `ID Keluarga`, `Kabupaten`).
"""

from __future__ import annotations

HEADERS: dict[str, tuple[str, ...]] = {
    # both kinds of list
    "no": ("No", "Nomor", "No Urut", "Nomor Urut"),
    "family_id": (
        "ID Keluarga P3KE",
        "ID Keluarga",
        "IDKeluarga",
        "Id Kel P3KE",
        "Nomor ID Keluarga",
        "ID KK P3KE",
        "ID Rumah Tangga",
        "ID Keluarga DTSEN",
        "ID Keluarga DTKS",
    ),
    "province": ("Provinsi", "Propinsi", "Nama Provinsi"),
    "regency": ("Kabupaten/Kota", "Kabupaten", "Kab/Kota", "Kota/Kabupaten", "Nama Kabupaten"),
    "kecamatan": ("Kecamatan", "Kec", "Nama Kecamatan"),
    "village": ("Desa/Kelurahan", "Desa", "Kelurahan", "Kelurahan/Desa", "Nama Desa", "Desa/Kel"),
    "village_code": (
        "Kode Kemdagri",
        "Kode Kemendagri",
        "Kode Desa",
        "Kode Wilayah",
        "Kode Kelurahan",
        "Kode Desa/Kelurahan",
        "Kode Wilayah Kemdagri",
    ),
    "desil": (
        "Desil Kesejahteraan",
        "Desil",
        "Desil Keluarga",
        "Desil P3KE",
        "Desil DTSEN",
        "Desil DTKS",
        "Desil Nasional",
        "Desil Kesejahteraan Keluarga",
    ),
    "source": ("Sumber Data", "Nama Sumber Data"),
    "period": ("Periode", "Periode Data", "Periode DTSEN", "Periode DTKS", "Periode P3KE"),
    "address": ("Alamat", "Alamat Lengkap", "Alamat Keluarga", "Alamat Rumah"),
    "rt": ("RT", "No RT", "Nomor RT"),
    "rw": ("RW", "No RW", "Nomor RW"),
    "nik": ("NIK", "No NIK", "Nomor NIK", "NIK Kepala Keluarga", "Nomor Induk Kependudukan", "No KTP"),
    "dukcapil": ("Padan Dukcapil", "Status Padan Dukcapil", "Padan", "Pemadanan Dukcapil"),
    "sex": ("Jenis Kelamin", "JK", "L/P", "Kelamin", "Jns Kelamin"),
    "birth_date": ("Tanggal Lahir", "Tgl Lahir", "TglLahir", "Tanggal Lahir (dd/mm/yyyy)"),
    "occupation": ("Pekerjaan", "Jenis Pekerjaan", "Pekerjaan Utama"),
    "education": ("Pendidikan", "Pendidikan Terakhir", "Ijazah"),
    "bpnt": ("Penerima BPNT", "Penerima BNPT", "BPNT"),
    "bpum": ("Penerima BPUM", "BPUM"),
    "bst": ("Penerima BST", "BST"),
    "pkh": ("Penerima PKH", "PKH"),
    "sembako": ("Penerima SEMBAKO", "SEMBAKO", "Penerima Bansos Sembako"),
    "stunting": ("Resiko Stunting", "Risiko Stunting", "Stunting"),
    "kur": ("Penerima KUR", "KUR"),
    "prakerja": ("Penerima Prakerja", "Prakerja", "Penerima Kartu Prakerja"),
    "updated_year": ("Dimuktakhirkan Tahun", "Dimutakhirkan Tahun", "Tahun Pemutakhiran", "Tahun Muktakhir"),
    "percentile": ("Persentil", "Percentil", "Persentil Kesejahteraan"),
    "verval": ("Prioritas Verval", "Prioritas Verifikasi dan Validasi"),
    "work_status": ("Status Pekerjaan", "Status Kerja", "Status Dalam Pekerjaan"),
    "age_2023": ("Usia 2023", "Umur 2023"),
    "age_group_2023": ("Kelompok Usia 2023", "Kelompok Umur 2023"),
    "power_watt": ("Daya Listrik Terpasang", "Daya Listrik", "Daya Terpasang"),
    # individual lists
    "person_id": (
        "ID Individu",
        "ID Individu P3KE",
        "ID Individu DTSEN",
        "ID Individu DTKS",
        "IDIndividu",
        "ID Anggota Keluarga",
        "ID ART",
    ),
    "name": ("Nama", "Nama Lengkap", "Nama Individu", "Nama Anggota Keluarga", "Nama Anggota"),
    "relation": (
        "Hubungan dengan Kepala Keluarga",
        "Hubungan Keluarga",
        "Hubungan",
        "Hub KK",
        "Hubungan dgn Kepala Keluarga",
        "Status Hubungan Dalam Keluarga",
        "SHDK",
    ),
    "marital": ("Status Kawin", "Status Perkawinan", "Status Nikah"),
    "age_under_7": ("Usia dibawah 7 Tahun", "Usia di bawah 7 Tahun"),
    "age_7_12": ("Usia 7-12", "Usia 7-12 Tahun"),
    "age_13_15": ("Usia 13-15", "Usia 13-15 Tahun"),
    "age_16_18": ("Usia 16-18", "Usia 16-18 Tahun"),
    "age_19_21": ("Usia 19-21", "Usia 19-21 Tahun"),
    "age_22_59": ("Usia 22-59", "Usia 22-59 Tahun"),
    "age_60_up": ("Usia 60 Tahun Keatas", "Usia 60 Tahun ke Atas", "Usia 60+"),
    # family lists
    "head_name": ("Kepala Keluarga", "Nama Kepala Keluarga", "Nama KK", "Kepala Rumah Tangga"),
    "home_ownership": ("Kepemilikan Rumah", "Status Kepemilikan Rumah", "Status Rumah"),
    "savings": (
        "Memiliki Simpanan Uang/Perhiasan/Ternak/Lainnya",
        "Simpanan Uang/Perhiasan/Ternak/Lainnya",
        "Memiliki Simpanan",
    ),
    "roof": ("Jenis Atap", "Jenis Atap Rumah", "Atap"),
    "wall": ("Jenis Dinding", "Jenis Dinding Rumah", "Dinding"),
    "floor": ("Jenis Lantai", "Jenis Lantai Rumah", "Lantai"),
    "roof_quality": ("Kualitas Atap", "Kondisi Atap"),
    "wall_quality": ("Kualitas Dinding", "Kondisi Dinding"),
    "floor_quality": ("Kualitas Lantai", "Kondisi Lantai"),
    "lighting": ("Sumber Penerangan", "Sumber Penerangan Utama", "Penerangan"),
    "fuel": ("Bahan Bakar Memasak", "Bahan Bakar Utama Memasak", "Bahan Bakar"),
    "water": ("Sumber Air Minum", "Sumber Air", "Air Minum"),
    "toilet": (
        "Memiliki Fasilitas Buang Air Besar",
        "Fasilitas Buang Air Besar",
        "Fasilitas BAB",
        "Memiliki Fasilitas BAB",
    ),
    "targeting": ("Pensasaran",),
}
"""Canonical column name -> headers, the official one first."""

REJECT_COLUMNS = ("kode", "alasan", "baris")
"""What a file of rejects has besides the original columns; ignored when it is fed back."""

ONLY_B = frozenset(
    (
        "updated_year",
        "percentile",
        "verval",
        "work_status",
        "age_2023",
        "age_group_2023",
        "kur",
        "prakerja",
        "power_watt",
        "roof_quality",
        "wall_quality",
        "floor_quality",
    )
)

"""Columns that layout A does not have."""

DERIVED = frozenset(("no", "province", "regency", "kecamatan", "village", "village_code"))

"""Columns that are not kept as text: the village's code says it all, and numbering is no data."""

HOUSING = (
    "home_ownership",
    "savings",
    "roof",
    "wall",
    "floor",
    "lighting",
    "fuel",
    "water",
    "toilet",
    "power_watt",
    "bpnt",
    "bpum",
    "bst",
    "pkh",
    "sembako",
    "stunting",
    "kur",
    "prakerja",
    "roof_quality",
    "wall_quality",
    "floor_quality",
    "percentile",
    "updated_year",
    "verval",
    "work_status",
    "targeting",
)
"""Columns of a family list that describe the household, in the order in which they are kept."""


def official(column: str) -> str:
    """Return the header that the official list uses for the canonical `column`."""
    return HEADERS[column][0]
