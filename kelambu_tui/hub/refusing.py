"""What the hub says no to over the wire: a status, a code for programs, a sentence for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kelambu_tui.locale import _


class Turned(Exception):
    """A request that is not fulfilled; the answer says why and what would be."""

    def __init__(self, status: int, code: str, **fields: Any) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.fields = fields

    @property
    def document(self) -> dict[str, Any]:
        """The answer's body."""
        return {"code": self.code, "sentence": sentence(self.code), **self.fields}


def sentence(code: str) -> str:
    """What a code means, for a person."""
    words = _SENTENCES.get(code)
    return words() if words is not None else code


_SENTENCES: dict[str, Callable[[], str]] = {
    # requests
    "session": lambda: _("Sesi dengan hub sudah habis atau tidak sah. Masuk lagi."),
    "code": lambda: _("Kode bergabung ini tidak berlaku: salah ketik, sudah dipakai, atau lewat 72 jam."),
    "device_taken": lambda: _(
        "Nomor laptop ini sudah dipakai laptop lain. Bergabung lagi dengan nomor baru."
    ),
    "key": lambda: _("Kunci atau tanda tangan laptop ini tidak sah. Bergabung lagi dengan kode baru."),
    "revoked": lambda: _("Laptop ini sudah dicabut oleh dinas. Hubungi penyelia Anda."),
    "unknown": lambda: _("Yang diminta tidak ada di hub ini."),
    "fork": lambda: _("Catatan laptop ini berbeda dari yang ada di hub: laptop ini salinan atau dipulihkan."),
    "gap": lambda: _("Ada catatan sebelum ini yang belum diterima hub."),
    "large": lambda: _("Kiriman terlalu besar. Kirim dalam bagian yang lebih kecil."),
    "slow": lambda: _("Terlalu banyak permintaan. Tunggu sebentar, lalu coba lagi."),
    "busy": lambda: _("Hub sedang sibuk. Coba lagi sebentar lagi; tidak ada yang hilang."),
    "unreadable": lambda: _("Permintaan atau catatan ini tidak bisa dibaca."),
    "method": lambda: _("Cara meminta ini tidak dikenal hub."),
    "range": lambda: _("Bagian berkas yang diminta tidak ada."),
    # entries
    "author_unknown": lambda: _("Penulisnya belum disahkan dinas untuk laptop ini."),
    "signature": lambda: _("Tanda tangan penulisnya belum ada atau tidak sah."),
    "version": lambda: _("Ditulis oleh Kelambu yang lebih baru daripada hub ini; menunggu hub diperbarui."),
    "reference": lambda: _("Catatan yang dirujuk belum sampai di hub."),
    "role": lambda: _("Peran penulisnya tidak berhak atas tindakan ini."),
    "area": lambda: _("Di luar wilayah kerja penulisnya."),
    "maker_is_checker": lambda: _("Yang membuat atau mengubah tidak boleh memutuskan sendiri."),
    "stale": lambda: _("Catatan yang diputuskan sudah diganti yang lebih baru."),
    "not_waiting": lambda: _("Yang dirujuk sudah tidak menunggu tindakan ini."),
    "contested": lambda: _("Dua kunjungan berbeda hasil; penyelia harus memilih dulu."),
    "quota": lambda: _("Tempat di desil ini sudah habis di kabupaten."),
    "duplicate_person": lambda: _("Orang ini sudah punya usulan yang berlaku dari laptop lain."),
    "duplicate_nik": lambda: _("NIK ini sudah dipakai usulan lain yang berlaku."),
    "id_taken": lambda: _("Nomor catatan ini sudah dipakai catatan lain."),
}
CODES = tuple(_SENTENCES)
"""Every code that the hub uses."""
