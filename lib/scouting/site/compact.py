"""A report's HTML made small, word for word the same: 153 councils in one folder that can be mailed.

Roles of tables and the drawings of the spine are written short here, and put back by ``site.js`` in the page.
"""

from __future__ import annotations

import re

_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_ROLE = re.compile(r' role="(?:table|rowgroup|row|cell|columnheader|rowheader)"')
_PLAIN = re.compile(r'(<[a-z][^<>]*? [a-z-]+=)"([\w./#-]+)"(?=[ >])')
_ROW = re.compile(
    r'<tr role="row"><th scope="row" role="rowheader" title="[^"]*">(?P<name>.*?)</th>'
    r'(?P<cells>(?:<td class="num".*?</td>)+)'
    r'<td class="line" role="cell">(?P<line>.*?)</td><td class="ten" role="cell">(?P<ten>.*?)</td>'
    r'<td class="sure" role="cell">(?P<sure>.*?)</td></tr>'
)
_SIGN = re.compile(r'<span aria-hidden="true">([^<]+)</span> ')
#: Ends of elements that the next one's start is the end of, by the rules of HTML.
_ENDS = re.compile(r"</(?:td|th|tr|thead|tbody|li|dt|dd)>")
#: Ten years in a row of page one.
_TEN = re.compile(r'<td class="line" role="cell">(<svg class="spark".*?</svg>)</td>')
#: The headings of the two drawings: the script puts their cells in, and shows these then.
_HEADS = re.compile(r'<th(?= scope="col" role="columnheader">(?:worse ←|Ten years))')
#: Of the drawing of a row: what stands where, in per cent of its width.
_LINE = re.compile(
    r'<line class="ends" x1="(?P<low>[\d.]+)%" x2="(?P<high>[\d.]+)%".*?<rect class="half" x="(?P<left>[\d.]+)%" y="4" '
    r'width="(?P<wide>[\d.]+)%"(?:.*?<line class="england" x1="(?P<england>[\d.]+)%")?'
    r'(?:.*?<circle class="(?P<kind>[a-z ]+)" cx="(?P<here>[\d.]+)%")?'
)
_RUN = re.compile(r'<path d="M([\d., ]+)"/>|<circle cx="([\d.]+)" cy="([\d.]+)" r="1.2"/>')
#: Ways of a dot, in the order in which ``site.js`` knows them.
KINDS = ("close", *(f"{side}{more}" for side in ("better", "worse", "higher", "lower") for more in ("", " probable")))
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
#: Of a line of ten years: how many, the width of one, the edge, and the height of a step of 25.
_YEARS, _YEAR, _EDGE, _STEP = 10, 70 / 9, 3.0, 12 / 25


def small(html: str) -> str:
    """HTML without what the site's own style sheet and script give, and without marks that HTML can do without.

    >>> small('<style>p {}</style><tr role="row"><td class="num" role="cell">1</td></tr>')
    '<tr><td class=num>1'
    """
    html = _TEN.sub(lambda found: f"<td class=line data-y={years(found[1])}></td>", _STYLE.sub("", html))
    text, before = _ENDS.sub("", _ROLE.sub("", html)), ""
    while text != before:
        text, before = _PLAIN.sub(r"\1\2", text), text
    return text


def spine(html: str, places: list[str]) -> str:
    """The spine's HTML, its drawings as short codes and its names as links.

    ``places``: the address of each row, blank for none.
    """
    left = iter(places)

    def row(found: re.Match) -> str:
        name, cells = found["name"], found["cells"].replace(' class="num" role="cell"', "")
        word, small_print, unit = name.partition(" <small>")
        sure = _SIGN.sub(r"\1 ", found["sure"])
        drawn = years(found["ten"]) + line(found["line"])
        place = next(left)
        head = f'<th><a href="{place}">{word}</a>{small_print}{unit}</th>' if place else f"<th>{name}</th>"
        return f"<tr data-d={drawn}>{head}{cells}<td>{sure}</td></tr>"

    return _ROLE.sub("", _ROW.sub(row, _HEADS.sub(r"<th hidden", html)))


def line(svg: str) -> str:
    """The code of a row's drawing, two letters a place (tenths of a per cent) and one for the way; blank for none.

    >>> line('<line class="ends" x1="3.0%" x2="97.0%"/><rect class="half" x="41.2%" y="4" width="11.8%"/>')
    '0uqybg3a...._'
    """
    found = _LINE.search(svg)
    if not found:
        return ""
    told = "".join(map(_place, found.group("low", "high", "left", "wide", "england", "here")))
    return told + (_DIGITS[KINDS.index(found["kind"])] if found["kind"] else "_")


def _place(text: str | None) -> str:
    if text is None:
        return ".."
    tenths = round(10 * float(text))
    return _DIGITS[tenths // 36] + _DIGITS[tenths % 36]


def years(svg: str) -> str:
    """The code of a line of ten years: a letter a year, "." for none; a capital begins a run (after a break or gap).

    >>> years('<svg><path d="M65.2,15.0 73.0,3.0"/><circle class="now" cx="73.0" cy="3.0" r="2.2"/></svg>')
    '........Za'
    """
    if not svg:
        return "." * _YEARS
    told = ["."] * _YEARS
    for points, x, y in _RUN.findall(svg):
        for k, point in enumerate(points.split() or [f"{x},{y}"]):
            right, down = map(float, point.split(","))
            letter = chr(ord("A" if k == 0 else "a") + round((down - _EDGE) / _STEP))
            told[round((right - _EDGE) / _YEAR)] = letter
    return "".join(told)
