"""What F1 says of a field of the list: its rule, an example, and what people often get wrong."""

from __future__ import annotations

from kelambu_tui.locale import _


def rule_of(field: str) -> tuple[str, ...]:
    """Return rule, example and common mistake of a field of the list; nothing for one without."""
    rules = {
        "name": (
            _("Seperti di KTP, paling banyak 60 huruf, tanpa gelar yang tidak ada di KTP."),
            _("Contoh: {example}").format(example="Siti Munaroh"),
            _("Sering keliru: memakai nama panggilan."),
        ),
        "birth_date": (
            _("Hari-bulan-tahun seperti di KTP atau akta; bukan dari NIK."),
            _("Contoh: {example}").format(example="23-11-1980"),
            _("Sering keliru: hari dan bulan tertukar."),
        ),
        "sex": (
            _("Seperti di KTP."),
            _("Sering keliru: ditebak dari nama."),
        ),
        "relation": (
            _("Hubungan dengan kepala keluarga di daftar ini, bukan di KK lain."),
            _("Sering keliru: cucu atau menantu ditulis anak; pilih lainnya."),
        ),
        "marital": (
            _("Seperti di KTP; cerai mati berarti pasangannya meninggal."),
            _("Sering keliru: janda atau duda masih tertulis kawin."),
        ),
        "education": (
            _("Sekolah terakhir, dan apakah tamat."),
            _("Contoh: {example}").format(example="TAMAT SLTA"),
        ),
        "work_status": (
            _("Bagaimana ia bekerja, bukan apa pekerjaannya."),
            _("Contoh: {example}").format(example="BERUSAHA SENDIRI"),
            _("Sering keliru: pekerja lepas ditulis buruh/karyawan."),
        ),
        "address": (
            _("Tempat tinggal sekarang di desa ini; RT dan RW diisi di formulir."),
            _("Contoh: {example}").format(example="LORONG MELATI NO 7"),
            _("Sering keliru: alamat KTP yang sudah lama ditinggalkan."),
        ),
    }
    return rules.get(field, ())
