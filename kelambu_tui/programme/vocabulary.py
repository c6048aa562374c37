"""The names that a programme file may use: facts that rules test, sources that exports print."""

from __future__ import annotations

from typing import Final, Literal

FactKind = Literal["number", "word", "list"]

FACTS: Final[dict[str, FactKind]] = {
    "desil": "number",
    "desil_sources": "list",  # what each source says, where they give different desils
    "age_at_start": "number",  # completed years at the planned registration
    "occupation": "word",
    "work_status": "word",
    "alive": "word",  # ya, tidak
    "resident": "word",
    "covered": "word",  # already insured by the same insurer
    "nik_state": "word",  # people.nik.NikState
    "same_nik": "number",  # other living records with this NIK that nobody has judged
    "open_duplicates": "number",  # strong pairs that nobody settled and no supervisor waived
    "linked_active": "number",  # records of the same person that hold or await a place
    "listed": "word",  # ya: on a list; tidak: proposed in the village; hilang: on an earlier one only
    "missing_fields": "list",  # labels of required fields that are still empty
    "quota_left": "number",  # places left in this desil
    "hardship": "word",  # sesuai, tidak_sesuai, belum_cukup
    "nik_remarks": "list",
    "death_mark": "word",  # ya: the name carries Alm.
    "outcome": "word",  # code of the outcome of the visit
}
"""Facts that are gathered about a person, and what kind of value each has."""

RECORD_SOURCES: Final = (
    "number",  # row number, from 1
    "nik",
    "name",
    "birth_date",
    "sex",
    "address",
    "village",
    "kecamatan",
    "village_code",
    "family_id",  # ID Keluarga P3KE
    "desil",
    "minutes",  # number of the berita acara or decree
    "corrected",  # which of the printed fields are not what the list says
    "period",
)
"""What an export column can print besides the fields of the programme."""

DATE_FORMATS: Final = {"dd-mm-yyyy": "%d-%m-%Y", "dd/mm/yyyy": "%d/%m/%Y", "yyyy-mm-dd": "%Y-%m-%d"}
"""How export columns write dates."""
