"""How the workbook speaks where people read it beside a report: notebooks, README, docs and help.

What a report's pages may not say is in ``plain.BANNED``. Here are added the forms that sound translated, and taken away
the names of columns, files and commands, which an analyst has to be told.
"""

import json
import re

import click
import pytest
from tests.plain import BANNED

from scouting import paths
from scouting.cli.main import main

#: Forms that sound translated or archaic, beside ``BANNED``.
FORMS = [
    r"anew", r"afield", r"whither", r"thereof", r"wherein", r"nobody's", r"are told of",
    r"here hold nothing", r"by most [A-Z]\w+", r"looks were", r"1 points", r"comes by",
    r"is no (?:league|council|pack|model|warning|fault|measure|indicator|finding|proof|release)",
    r"(?:rows?|sheets?|pages?|lines?|figures?|charts?|sliders?|grids?|lists?|points?|words?|reports?|files?) an? "
    r"(?:council|year|topic|measure|indicator|host|row|page|sheet|sentence|service|set|feature|facet|area|person)",
]  # fmt: skip
#: Banned words that are names of things an analyst handles, and where: everywhere here, or in these texts.
NAMES = {
    "indicator": "",
    "pack": "",
    "recipe": "",
    "facet": "docs/(glossary|how_to_add|own_figures|what_if|app|methods)",
    "guards": "docs/(glossary|how_to_add|own_figures|explanations|methods)",
}


#: What is no prose: blocks and pieces of code, addresses, words in quotes or italics.
UNSPOKEN = (r"```.*?```", r"`[^`\n]*`", r"\]\([^)]*\)", r"https?://\S+", r'"[^"\n]*"', r"(?<!\*)\*[^*\n]+\*(?!\*)")


def helps(command, name):
    """The help of a command and of those below it."""
    with click.Context(command, info_name=name) as context:
        yield f"{name} --help", command.get_help(context)
    for below, other in getattr(command, "commands", {}).items():
        yield from helps(other, f"{name} {below}")


def prose():
    """Every text by its name: code, commands, addresses and what is quoted from elsewhere left out."""
    for path in sorted(paths.NOTEBOOKS.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        yield f"notebooks/{path.stem}", "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    for path in [paths.ROOT / "README.md", paths.ROOT / "CONTRIBUTING.md", *sorted((paths.ROOT / "docs").glob("*.md"))]:
        yield path.relative_to(paths.ROOT).as_posix(), path.read_text(encoding="utf-8")
    yield from helps(main, "scouting")


def spoken(text):
    """The prose of a text: without blocks and pieces of code, addresses, and words set in quotes or italics."""
    for left_out in UNSPOKEN:
        text = re.sub(left_out, " … ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text)


TEXTS = dict(prose())


@pytest.mark.parametrize("name", TEXTS)
def test_no_text_has_a_banned_form(name):
    text = spoken(TEXTS[name])
    forms = [one for one in BANNED if one not in NAMES or not re.match(NAMES[one], name)]
    found = [text[max(m.start() - 40, 0) : m.end() + 40] for one in (*forms, *FORMS)
             for m in re.finditer(rf"\b(?:{one})s?\b", text, re.IGNORECASE)]  # fmt: skip
    assert not found


@pytest.mark.parametrize(
    "planted",
    ["One row a council.", "All are told apart.", "This is no pack.", "Files\nof at most 3.", "It came anew."],
)
def test_a_planted_form_is_found(planted):
    text = spoken(planted)
    assert any(re.search(rf"\b(?:{one})s?\b", text, re.IGNORECASE) for one in (*BANNED, *FORMS))


def test_what_is_quoted_or_code_is_no_prose():
    assert spoken('Say *beyond noise*, "nought" or `horizon`, see [it](foretell.md).').split() == (
        ["Say", "…", ",", "…", "or", "…", ",", "see", "[it", "…", "."]
    )
