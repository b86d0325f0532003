"""The errors that Windlass raises, as one small tree.

``WindlassError``
    ``InvalidInput``   what was asked is wrong: a key, a unit, a name, a date (exit 2)
    ``SourceError``    a file or service cannot be read or fails its check (exit 3)
    ``NotSolved``      a solver ended without an answer; carries its status (exit 4)
    ``OutOfDomain``    outside the range in which a model holds (exit 5)

A study whose options are all impossible is no error of the program: its report is written
and the command ends with ``EXIT_INFEASIBLE``.  A message names the thing, its value and the
remedy.  Checked: tests/base/test_errors.py.
"""

from __future__ import annotations

EXIT_OK = 0
EXIT_BUG = 1
EXIT_INFEASIBLE = 6


class WindlassError(Exception):
    """Base of every error that a caller may want to catch.

    what: the thing that is wrong; value: what it was; remedy: what to do about it;
    where: file and line, or key, when known.
    """

    exit_code = EXIT_BUG

    def __init__(
        self, what: str, *, value: object = None, remedy: str = "", where: str = ""
    ) -> None:
        self.what = what
        self.value = value
        self.remedy = remedy
        self.where = where
        super().__init__(self._message())

    def __reduce__(self) -> tuple[object, ...]:
        return _remake, (type(self), self.args, self.__dict__)

    def _message(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        if self.value is not None:
            head += f" (got {self.value!r})"
        return f"{head}. {self.remedy}" if self.remedy else head

    def as_dict(self) -> dict[str, object]:
        """Return the error as plain data for ``--json``."""
        return {
            "error": type(self).__name__,
            "what": self.what,
            "value": None if self.value is None else str(self.value),
            "remedy": self.remedy,
            "where": self.where,
            "exit_code": self.exit_code,
        }


def _remake(
    kind: type[WindlassError], args: tuple[object, ...], state: dict[str, object]
) -> WindlassError:
    """Return an error that came from another process, as it was."""
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(state)
    return error


class InvalidInput(WindlassError):
    """What was asked is wrong: a key, a unit, a name, a date."""

    exit_code = 2


class SourceError(WindlassError):
    """A file or a service cannot be read, or fails its check."""

    exit_code = 3


class NotSolved(WindlassError):
    """A solver ended without an answer; ``status`` says how, ``inputs`` what it was given."""

    exit_code = 4

    def __init__(
        self,
        what: str,
        *,
        status: int,
        inputs: object = None,
        value: object = None,
        remedy: str = "",
        where: str = "",
    ) -> None:
        self.status = status
        self.inputs = inputs
        super().__init__(what, value=value, remedy=remedy, where=where)

    def _message(self) -> str:
        return f"{super()._message()} [status {self.status}]"

    def as_dict(self) -> dict[str, object]:
        """Return the error as plain data, with the solver's status."""
        return super().as_dict() | {"status": self.status}


class OutOfDomain(WindlassError):
    """A model was asked outside the range in which it holds."""

    exit_code = 5


class InvalidInputs(InvalidInput):
    """Several faults of one input, told all at once."""

    def __init__(self, faults: list[InvalidInput], *, where: str = "") -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"  - {fault}" for fault in faults)
        super().__init__(f"{len(faults)} faults:\n{lines}", where=where)

    def as_dict(self) -> dict[str, object]:
        """Return the error as plain data, each fault for itself as well."""
        return super().as_dict() | {"faults": [fault.as_dict() for fault in self.faults]}
