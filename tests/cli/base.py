"""A base on disk with persons, keys and roles, asked by the real command line."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

WORDS = {"WINDLASS_PASSPHRASE": "correct-horse-battery"}
ROLES = {
    "Ada": "author",
    "Cole": "commander",
    "Xena": "executive-officer",
    "Pam": "project-manager",
}
TEXT = (
    "Capture programme\nEleven spacecraft.\n25 flights in the first month.\nShifts of 14 hours.\n"
)


@dataclass(frozen=True)
class Base:
    """Asks verbs in a folder whose log has Rhea as registrar, and those of ROLES."""

    shell: Any

    @property
    def folder(self) -> Path:
        return Path(self.shell.folder)

    def __call__(self, *words: str, code: int = 0, env: dict[str, str] | None = None) -> str:
        done = self.shell.inside(*words, env=WORDS if env is None else env)
        assert done.code == code, (words, done.out, done.err)
        return str(done.err if code == 2 else done.out)

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def person(self, name: str, *roles: str) -> None:
        public = self("people", "key", "--as", name).split()[-1]
        more = [word for role in roles for word in ("--role", role)]
        self("people", "enrol", name, public, *more, "--as", "Rhea")


def manned(shell: Any) -> Base:
    base = Base(shell)
    base("people", "key", "--as", "Rhea")
    base("people", "begin", "--as", "Rhea")
    for name, role in ROLES.items():
        base.person(name, role)
    return base


def reviewed(shell: Any) -> Base:
    base = manned(shell)
    base.write("spec.txt", TEXT)
    base(
        "document", "add", "spec.txt", "--title", "Capture", "--on-file", "spec.txt", "--as", "Ada"
    )
    base("document", "review", "Capture", "--as", "Ada")
    return base
