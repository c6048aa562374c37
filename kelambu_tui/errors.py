"""Everything that can go wrong in a way a person can act on.

Each error carries one sentence (what happened, to what, what to do next), already in the user's
language, and the exit code that the command line answers with. Anything else that is raised is a
defect and keeps its traceback.
"""

from __future__ import annotations


class KelambuError(Exception):
    """The base of all errors that are shown to a person as one sentence."""

    exit_code = 1


class Refused(KelambuError):
    """A rule of the programme or of the house says no; nothing was changed."""


class NotFound(Refused):
    """What was named (a person, a queue entry, an account) is not here."""


class Unreadable(KelambuError):
    """The input cannot be used: wrong file, wrong option, wrong value. Nothing was changed."""

    exit_code = 2


class Locked(KelambuError):
    """The workspace is missing, damaged, newer, in use, or the passphrase does not open it."""

    exit_code = 3
    seconds = 0
    """How long another try will be refused, where it will be."""
