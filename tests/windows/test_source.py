"""What the code must not take for granted, read from the source: Windows would refuse it, or read it otherwise."""

import ast
import json
import re

from tests.parsed import Parsed

from scouting import paths

FILES = sorted((paths.ROOT / "lib").rglob("*.py"))
TREES = Parsed(FILES)
#: Modules that Windows lacks: imported within a function, where it is known that they are there.
POSIX = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "posix"}


def calls():
    return [
        (path.relative_to(paths.ROOT), node)
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
    ]


def called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_no_format_of_a_day_leaves_out_its_zero():
    """``%-d`` is refused by Windows; a day without its zero is ``words.figures.day_words``."""
    texts = {str(path): path.read_text(encoding="utf-8") for path in FILES}
    for book in paths.NOTEBOOKS.glob("*.ipynb"):
        cells = json.loads(book.read_text(encoding="utf-8"))["cells"]
        texts[str(book)] = "\n".join("".join(cell["source"]) for cell in cells)
    assert [(name, found) for name, text in texts.items() for found in re.findall(r"%-[a-zA-Z]", text)] == []


def test_every_text_file_is_opened_with_its_encoding():
    def is_text(node: ast.Call) -> bool:
        of_path = isinstance(node.func, ast.Attribute)
        modes = [*node.args[0 if of_path else 1 :], *(k.value for k in node.keywords if k.arg == "mode")]
        modes = [mode.value for mode in modes if isinstance(mode, ast.Constant) and isinstance(mode.value, str)]
        return not any("b" in mode for mode in modes[:1])

    def is_of(node: ast.Call, module: str) -> bool:
        return isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == module

    bare = []
    for name, node in calls():
        given = {keyword.arg for keyword in node.keywords}
        others = ("os", "webbrowser", "archive", "Image")  # a part of an archive is bytes, and takes no encoding
        opens = called(node) == "open" and is_text(node) and not any(is_of(node, m) for m in others)
        reads = called(node) in ("read_text", "write_text") and isinstance(node.func, ast.Attribute)
        runs = bool(given & {"text", "universal_newlines"}) and called(node) in ("run", "Popen", "check_output")
        if (opens or reads or runs) and "encoding" not in given:
            bare.append(f"{name}:{node.lineno} {ast.unparse(node)[:80]}")
    # The recipes' reader is a function of that name, which names the encoding itself.
    assert [line for line in bare if not re.search(r" (files\.)?read_text\(path\)", line)] == []


def test_nothing_is_imported_that_windows_lacks():
    top = [(name, alias.name) for name, tree in TREES.items() for node in tree.body if isinstance(node, ast.Import)
           for alias in node.names]  # fmt: skip
    top += [(name, node.module) for name, tree in TREES.items() for node in tree.body
            if isinstance(node, ast.ImportFrom)]  # fmt: skip
    assert [(name, module) for name, module in top if module in POSIX] == []
