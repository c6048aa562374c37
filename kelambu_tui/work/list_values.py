"""The fields of a list that people correct: their names, how they are typed, and how they are shown."""

from __future__ import annotations

from collections.abc import Iterable

from kelambu_tui.display import display
from kelambu_tui.errors import Unreadable
from kelambu_tui.locale import _, pick
from kelambu_tui.people.birth import age_on, read_date
from kelambu_tui.people.names import strict_fold
from kelambu_tui.people.nik import mask
from kelambu_tui.people.sex import read_sex
from kelambu_tui.work.workspace import Workspace

RELATIONS = ("KEPALA KELUARGA", "ISTRI/SUAMI", "ANAK", "LAINNYA")
MARITAL = ("BELUM KAWIN", "KAWIN", "CERAI HIDUP", "CERAI MATI")
SEXES = ("L", "P")

CHOICES = {"sex": SEXES, "relation": RELATIONS, "marital": MARITAL}
"""Fields that take one of these values and no other."""

FORM_FIELDS = ("nik", "occupation", "rt", "rw")
"""Fields of a list that the form of a visit asks for, so they are put right there."""

ORDER = ("name", "nik", "birth_date", "sex", "relation", "marital", "education", "occupation")
_LONGEST = {"name": 60, "address": 200}
_OLDEST = 120


def field_label(field: str) -> str:
    """The field in words."""
    labels = {
        "name": _("Nama"),
        "birth_date": _("Tanggal lahir"),
        "sex": _("Jenis kelamin"),
        "relation": _("Hubungan keluarga"),
        "marital": _("Status kawin"),
        "education": _("Pendidikan"),
        "work_status": _("Status pekerjaan"),
        "address": _("Alamat"),
        "nik": _("NIK"),
        "occupation": _("Pekerjaan"),
        "rt": _("RT"),
        "rw": _("RW"),
        "desil": _("Desil"),
    }
    return labels.get(field, field)


def in_order(fields: Iterable[str]) -> list[str]:
    """The fields in the order in which people think of them, each once."""
    wanted = list(fields)
    return list(dict.fromkeys((*(field for field in ORDER if field in wanted), *wanted)))


def words_of(fields: Iterable[str]) -> list[str]:
    """The fields in order, as they stand within a line."""
    labels = (field_label(field) for field in in_order(fields))
    return [label if label.isupper() else label.lower() for label in labels]


def field_words(workspace: Workspace, field: str) -> str:
    """The field in words, as the programme calls it where the programme asks for it."""
    known = {item.name: pick(item.label) for item in workspace.programme.fields}
    return known.get(field) or field_label(field)


def shown_value(field: str, value: str) -> str:
    """A value as people read it: days as dd-mm-yyyy, NIK and family card masked, all of it harmless."""
    if field in ("nik", "nkk"):
        return mask(value)
    if field == "birth_date":
        try:
            return f"{read_date(value):%d-%m-%Y}"
        except ValueError:
            return display(value, 40)
    return display(value, 200)


def read_list_value(workspace: Workspace, field: str, text: str) -> str:
    """Read what somebody typed for a field of the list, in canonical form; '' stays ''.

    Raises `Unreadable` for a value that cannot be.
    """
    return _READERS.get(field, _plain)(workspace, field, text.strip()) if text.strip() else ""


def _name(_workspace: Workspace, field: str, value: str) -> str:
    name = _plain(_workspace, field, value)
    if not strict_fold(name):
        raise Unreadable(
            _("Nama “{name}” tidak berisi huruf. Tulis seperti di KTP.").format(name=display(name))
        )
    return name


def _birth_date(workspace: Workspace, _field: str, value: str) -> str:
    today = workspace.today()
    try:
        born = read_date(value)
    except ValueError:
        raise Unreadable(
            _("Tanggal “{day}” tidak bisa dibaca. Tulis seperti 23-11-1980.").format(day=display(value, 40))
        ) from None
    if born > today or age_on(born, today) > _OLDEST:
        day = f"{born:%d-%m-%Y}"
        raise Unreadable(_("Tanggal lahir {day} tidak mungkin. Periksa tahunnya.").format(day=day))
    return born.isoformat()


def _sex(_workspace: Workspace, _field: str, value: str) -> str:
    sex = read_sex(value)
    if sex is None:
        raise Unreadable(
            _("Jenis kelamin “{sex}” tidak dikenal. Tulis L atau P.").format(sex=display(value, 40))
        )
    return sex.value


def _choice(_workspace: Workspace, field: str, value: str) -> str:
    wanted = value.upper()
    if wanted not in CHOICES[field]:
        raise Unreadable(
            _("{field} “{value}” tidak dikenal. Pilih salah satu: {known}.").format(
                field=field_label(field), value=display(value, 40), known=", ".join(CHOICES[field])
            )
        )
    return wanted


def _plain(_workspace: Workspace, field: str, value: str) -> str:
    text = " ".join(value.split())
    longest = _LONGEST.get(field, 100)
    if len(text) > longest:
        raise Unreadable(
            _("{field} terlalu panjang (paling banyak {longest} huruf).").format(
                field=field_label(field), longest=longest
            )
        )
    return text


_READERS = {"name": _name, "birth_date": _birth_date, "sex": _sex, "relation": _choice, "marital": _choice}
