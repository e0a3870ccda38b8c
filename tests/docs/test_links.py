"""A newcomer finds every page, and every link leads somewhere."""

import pkgutil
import re

from tests.test_layers import ROW_OF

from scouting import paths

DOCS = sorted((paths.ROOT / "docs").glob("*.md"))
PAGES = [*DOCS, *(paths.ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "data/README.md"))]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")


def links(page):
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [one or two for one, two in LINK.findall(text)]


def anchors(page):
    """The anchors of a page's headings, as they are made where Markdown is shown."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_relative_link_leads_to_a_file_and_its_anchor_to_a_heading():
    lost, seen = [], 0
    for page in PAGES:
        for link in links(page):
            if link.startswith("https://"):
                continue
            name, _, anchor = link.partition("#")
            target = (page.parent / name).resolve() if name else page
            inside = target.is_relative_to(paths.ROOT) and target.exists()
            if not inside or (anchor and anchor not in anchors(target)):
                lost.append(f"{page.name}: {link}")
            seen += 1
    assert lost == [] and seen > 100


def test_every_file_and_every_name_of_the_code_that_a_page_tells_is_there():
    folders, parts = "lib|tests|benchmarks|notebooks|data/(?:catalog|recipes|packs)", "|".join(sorted(ROW_OF))
    lost, seen = [], 0
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        files = set(re.findall(rf"(?<![\w./])((?:{folders})/[\w/.]*\w)", text))
        names = set(
            re.findall(rf"(?:from |import |`)((?:scouting\.)?(?:{parts})(?:\.(?!csv|html|parquet|py\b)\w+)+)", text)
        )
        lost += [f"{page.name}: {name}" for name in files if not (paths.ROOT / name).exists()]
        for name in names:
            try:
                pkgutil.resolve_name(f"scouting.{name.removeprefix('scouting.')}")
            except (ImportError, AttributeError):
                lost.append(f"{page.name}: {name}")
        seen += len(files) + len(names)
    assert lost == [] and seen > 100


def test_the_index_has_every_page_and_the_readme_the_index():
    index = {(paths.ROOT / "docs" / link.partition("#")[0]).resolve() for link in links(paths.ROOT / "docs/README.md")}
    assert [p.name for p in DOCS if p.name != "README.md" and p not in index] == []
    first = links(paths.ROOT / "README.md")
    assert "docs/README.md" in first and "docs/not_for.md" in first
    assert "not_for.md" in links(paths.ROOT / "docs/methods.md")


def test_the_page_on_misuse_says_what_the_other_pages_say():
    """Its numbers are those of the pages it points to, which tests hold against the figures."""
    said, what_if, naming = (
        (paths.ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("not_for.md", "what_if.md", "naming.md")
    )
    wide = re.search(r"`adult_outcomes` is (\d+ of \d+) ranks wide", what_if)[1]
    assert f"{wide} ranks wide" in said
    cells = [cell.strip() for cell in re.search(r"^\| `adult_outcomes` \|(.+)\|$", naming, re.M)[1].split("|")]
    assert f"Of 14 named last, about {cells[2]} would" in said and f"by other weights {cells[4]} (" in said
