"""What readers' pages may not say, and how long they may be: words and sentences of a page as a reader meets them."""

import re

#: Words of the code, archaic turns, and phrases that sound translated: docs and CONTRIBUTING say what is said instead.
BANNED = [
    "comparator", "facet", "standing", "pack", "recipe", "guards", "looks were", "horizon", "foretell", "foretold",
    "nought",
    "told apart", "of at most", "beyond noise", "times its noise", "indicator", "from the other end", "so well did",
    "is told of", "speak against it", "a reputation", "at the neighbours", "the first pack", "is signal",
]  # fmt: skip
#: Parts of a page that no reader meets before the annex: folded, for screen readers of a drawing, or for machines.
_UNREAD = "details, svg, style, script, .annex, nav, footer"


def before_annex(soup):
    """What a page says before its annex, all that is folded left out; of its own, so that the page stays whole."""
    main = type(soup)(str(soup.main), "html.parser")
    for part in main.select(_UNREAD):
        part.decompose()
    return main


def words(text):
    """The words of a text: figures are none."""
    return [word for word in text.split() if re.search(r"[^\W\d_]", word)]


def banned(text):
    """The banned phrases that a text has."""
    return [one for one in BANNED if re.search(rf"\b{one}\b", text, re.IGNORECASE)]


def sentences(tags):
    """The sentences of paragraphs and items, those of fewer than three words left out: they are labels."""
    said = [one for tag in tags for one in re.split(r"(?<=[a-z\d%)”])[.?:] ", tag.get_text(" ", strip=True))]
    return [one for one in said if len(words(one)) > 2]
