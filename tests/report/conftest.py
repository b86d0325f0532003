"""The synthetic study and its page, and readers of pages."""

import importlib.util
import sys
from collections.abc import Callable
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from windlass.report import retrieve_page, screen_page, study_page


def _load(name: str) -> ModuleType:
    """Return a module that lies beside this file."""
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"report_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def sample() -> ModuleType:
    """Return the module of the synthetic study."""
    return _load("sample")


@pytest.fixture(scope="session")
def page(sample: ModuleType) -> str:
    """Return the page of the synthetic study."""
    made = sample.study()
    return study_page.render(made.data, made.arrays, made.figures, run_id="ab" * 32)


@pytest.fixture(scope="session")
def full(sample: ModuleType) -> Callable[[], Any]:
    """Return what makes the synthetic study with a programme, a new one at each call."""
    return partial(_load("sample_programme").study, sample)


@pytest.fixture(scope="session")
def full_page(full: Callable[[], Any]) -> str:
    """Return the page of the synthetic study with a programme."""
    made = full()
    return study_page.render(made.data, made.arrays, made.figures, run_id="cd" * 32)


@pytest.fixture(scope="session")
def by_hand() -> ModuleType:
    """Return the module of the screen by hand."""
    return _load("sample_screen")


@pytest.fixture(scope="session")
def trips(by_hand: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a finished screen for round trips."""
    return by_hand.screen(tmp_path_factory.mktemp("trips"))


@pytest.fixture(scope="session")
def screened(by_hand: ModuleType) -> Callable[[Any], str]:
    """Return what renders a screen, with maps by hand for those that need ephemerides."""

    def some(found: Any) -> Any:
        return by_hand.porkchops(found, found.reached["designation"].head(12).to_list())

    def render(found: Any) -> str:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(screen_page, "_porkchops", some)
            return screen_page.render(found)

    return render


@pytest.fixture(scope="session")
def trips_page(trips: Any, screened: Callable[[Any], str]) -> str:
    """Return the page of a screen for round trips."""
    return screened(trips)


@pytest.fixture(scope="session")
def one_way_page(
    by_hand: ModuleType, screened: Callable[[Any], str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Return the page of a screen for rendezvous."""
    return screened(by_hand.screen(tmp_path_factory.mktemp("flights"), "rendezvous"))


@pytest.fixture(scope="session")
def ways_by_hand() -> ModuleType:
    """Return the module of the screen for ways home by hand."""
    return _load("sample_retrievable")


@pytest.fixture(scope="session")
def home(ways_by_hand: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a finished screen for ways home."""
    return ways_by_hand.screen(tmp_path_factory.mktemp("ways"))


@pytest.fixture(scope="session")
def home_page(home: Any) -> str:
    """Return the page of a screen for ways home."""
    return retrieve_page.render(home)


class Reader(HTMLParser):
    """Reads a page: visible words, attributes that load something, ids, tables."""

    LOADS = ("src", "srcset", "data", "poster", "action", "background", "formaction", "xlink:href")
    ALONE = ("meta", "br", "link", "img", "input", "hr", "base", "wbr")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loads: list[tuple[str, str, str]] = []
        self.ids: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.stack: list[str] = []
        self.parts: list[str] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.feed(text)
        self.close()
        assert not self.stack, f"not closed: {self.stack}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes.append((tag, given))
        if given.get("id"):
            self.ids.append(str(given["id"]))
        for name, value in attrs:
            if name in self.LOADS or (tag == "link" and name == "href"):
                self.loads.append((tag, name, value or ""))
        if tag not in self.ALONE:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack, f"</{tag}> closes nothing"
        assert self.stack[-1] == tag, f"</{tag}> closes <{self.stack[-1]}>"
        self.stack.pop()

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] == "script":
            self.scripts.append(data)
        elif self.stack and self.stack[-1] == "style":
            self.styles.append(data)
        else:
            self.parts.append(data)

    @property
    def words(self) -> str:
        """Everything that is read, spaces as one."""
        return " ".join(" ".join(self.parts).split())


@pytest.fixture(scope="session")
def read() -> type[Reader]:
    """Return the reader of pages."""
    return Reader
