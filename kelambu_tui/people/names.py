"""Names: what stands before and after them, and the keys under which spellings of one name meet.

A name is folded to compare it, never to store or show it. Names are weak evidence: Sumarni is a
woman and Sumarno a man, so nothing is ever decided by a name alone.

Which key for what, from narrow to wide. Two names meet when any key of one is a key of the other:

- `strict_fold`: one string, order kept; safe as a key (`name_key` of the database) and for rarity.
- `readings`, `sorted_readings`: initials and short words as alternatives; the same, order free.
- `compounds`: without blanks, for glued and split names (Nurhasanah, Nur Hasanah).
- `loose_fold`: another ear's spelling; proposes candidates, proves nothing.
- `search_words`: every word under which a search should find the name.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product

from kelambu_tui.people.compounds import glue, is_first_part, pieces
from kelambu_tui.people.links import FATHER
from kelambu_tui.people.name_parts import LETTERS, plain_letters, plain_words, read_parts
from kelambu_tui.people.sex import Sex
from kelambu_tui.people.short_names import ALTERNATIVES
from kelambu_tui.people.spelling import fold_token, loosen_token
from kelambu_tui.people.titles import DEAD, SEX_OF_TITLE


def strict_fold(name: str) -> str:
    """Return the key of `name`: given names without titles, folded strictly, joined by one blank.

    Titles, degrees, the father's name after bin or binti and what follows an alias are left out;
    unambiguous abbreviations are spelt out; single letters stay. Order is kept. Idempotent.
    """
    return " ".join([fold_token(word) for word in _words(name)])


def loose_fold(name: str) -> str:
    """Return the wide key of `name`, for finding candidates only: f = p, j = y, e = i, o = u, no h.

    It is not always wider than the strict fold (it reads ch as h, the strict one as k), so look
    under both.
    """
    return " ".join([loosen_token(word) for word in _words(name)])


def both_folds(name: str) -> tuple[list[str], list[str]]:
    """Return the words of the strict and of the loose fold, for lists where both are wanted of every name."""
    words = _words(name)
    return [fold_token(word) for word in words], [loosen_token(word) for word in words]


def readings(name: str, limit: int = 8) -> tuple[str, ...]:
    """Return the strict folds that `name` can stand for, its own first: `M.` may be Muhamad.

    Only a name of two words or more is read so; a name without letters has no reading. Two names that
    share a reading may be one name, but Ahmad Rahman and Abdul Rahman are two, though A. Rahman may be
    either: never chain readings.
    """
    found = [" ".join(map(fold_token, reading)) for reading in _spelt_readings(_words(name), limit)]
    return tuple(dict.fromkeys(found))


def sorted_readings(name: str, limit: int = 8) -> tuple[str, ...]:
    """Return the readings of `name` with their words in the order of the alphabet, its own first.

    For names whose words were swapped (Rohani Siti, Siti Rohani). The matcher blocks on these beside
    `compounds`; the order itself is evidence, so compare the strict folds too.
    """
    return tuple(dict.fromkeys(" ".join(sorted(key.split())) for key in readings(name, limit)))


def compounds(name: str, limit: int = 8) -> tuple[str, ...]:
    """Return the keys of `name` without blanks, one for each reading, its own first.

    Glued and split names meet here: Nurhasanah and Nur Hasanah, Abdurrahman and Abd. Rahman, Riska
    Dewi and Riskadewi. Initials stay apart (M. Ali is not Mali). The matcher blocks on every key; that two
    names share one speaks for a variant only where they differ in their number of words, because where
    words join a doubled letter is lost (Rahmat Toni, Rahma Toni). Look under the strict fold too: of two
    words and of one it can differ at that place (Syah Putra).
    """
    return tuple(dict.fromkeys(glue(reading) for reading in _spelt_readings(_words(name), limit)))


def search_words(name: str, limit: int = 24) -> tuple[str, ...]:
    """Return every strictly folded word under which a search should find `name`, its own words first.

    After its own words (those of `strict_fold`) come the words of an alias, the alternatives of initials,
    the parts of glued words and the glued form of split ones. The index stores all of them for a person,
    best with less weight for those that are not in `strict_fold`; a query is passed through the same
    function, except for its last, half-typed word.
    """
    words, alias = _words_and_alias(name)
    found = [fold_token(word) for word in (*words, *alias)]
    for place, word in enumerate(words):
        parts = pieces(word)
        found += [fold_token(part) for part in parts]
        if len(words) > 1:
            found += [fold_token(full) for full in ALTERNATIVES.get(fold_token(word), ())]
        if len(parts) > 1:
            found.append(glue([word]))
        if is_first_part(word) and len("".join(words[place + 1 : place + 2])) > 1:
            found.append(glue(words[place : place + 2]))
    return tuple(dict.fromkeys(found))[:limit]


def titles_of(name: str) -> tuple[str, ...]:
    """Return the titles and degrees of `name`, lower-case without dots, in their order."""
    return read_parts(name).titles if plain_words(name) is None else ()


def father_of(name: str) -> str:
    """Return the strict fold of what follows bin or binti, '' if nothing does.

    Evidence of its own for the matcher: missing on either side it says nothing.
    """
    return " ".join(map(fold_token, read_parts(name).father)) if plain_words(name) is None else ""


def alias_of(name: str) -> str:
    """Return the strict fold of the other name after alias, '' if there is none."""
    return " ".join(map(fold_token, read_parts(name).alias)) if plain_words(name) is None else ""


def sex_of_titles(name: str) -> Sex | None:
    """Return the sex that the titles tell (Haji, Nyimas ...), `None` if none or both."""
    sexes = {SEX_OF_TITLE[title] for title in titles_of(name) if title in SEX_OF_TITLE}
    return sexes.pop() if len(sexes) == 1 else None


def presumed_dead(name: str) -> bool:
    """Say whether `name` carries Alm. or the like; `bin Alm.` speaks of the father."""
    words = LETTERS.findall(plain_letters(name))
    return any(
        word in DEAD and not (place and words[place - 1] in FATHER) for place, word in enumerate(words)
    )


def _words(name: str) -> Sequence[str]:
    """Return the words of the given name, spelt out, not folded."""
    return plain_words(name) or read_parts(name).given


def _words_and_alias(name: str) -> tuple[Sequence[str], Sequence[str]]:
    words = plain_words(name)
    if words:
        return words, ()
    parts = read_parts(name)
    return parts.given, parts.alias


def _spelt_readings(words: Sequence[str], limit: int) -> list[tuple[str, ...]]:
    if len(words) < 2:
        return [tuple(words)] if words else []
    choices = [(word, *ALTERNATIVES.get(fold_token(word), ())) for word in words]
    return list(islice(product(*choices), limit))
