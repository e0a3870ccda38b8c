"""The text of an inspection report as its numbered paragraphs: in which section they stand, and how it was graded.

Two layouts are read: ILACS (since 2018) and the single inspection framework (SIF, 2013 to 2018). The text that people
took out of a PDF has the headers and footers of its pages among the paragraphs, and paragraphs that go on over them.
"""

from __future__ import annotations

import re

import pandas as pd

from scouting.terms import INSPECTION_GRADES, REPORT_SECTIONS

COLUMNS = ["section", "section_grade", "paragraph", "improve", "text"]
#: The section of what stands before the first one: what needs to improve in the service as a whole.
WHOLE = REPORT_SECTIONS[0]
_GRADES = {word: grade for grade, word in INSPECTION_GRADES.items()}
_GRADE = r"(?P<grade>outstanding|good|requires? improvement|inadequate)( to be good)?"
#: The headings of the sections in both layouts; what follows a heading is its grade, a table's heading or nothing.
_SECTIONS = {
    WHOLE: r"overall effectiveness",
    "help_and_protection": r"experiences? and progress of children who need help and protection",
    "children_in_care": r"experiences? and progress of children (in care( and care leavers)?|looked after and "
    r"achieving permanence)",
    "care_leavers": r"(graded judge?ment (about|for|on) )?(the )?(experiences? and progress of )?care leavers",
    "impact_of_leaders": r"(impact of leaders on social work practice with children and families|leadership, "
    r"management and governance)",
    "adoption": r"graded judge?ment (for|about|on) adoption( performance)?",
}
_TAIL = rf"\W*((is|are|that (it|they))\W*)*({_GRADE})?\W*"
_HEADINGS = {name: re.compile(rf"(the )?{heading}{_TAIL}", re.I) for name, heading in _SECTIONS.items()}
_FIRST = re.compile(
    r"\s{0,4}(The )?(?=[A-Z]|(?<=The )[a-z])(?i:experiences? and|impact of|graded|leadership, man|overall eff)"
)
#: A line whose heading has its grade in a column beside it, perhaps broken over lines of its own.
_BESIDE = re.compile(r"(.*?)(?:(?<=\S)\s{3,}|^\s{20,})(\S.*)")
_IMPROVE = re.compile(
    r"(what (does the local authority )?needs? to improve( in this service)?\W*\d?|recommendations?|"
    r"areas? for (priority action|improvement)|priority and immediate action)\W*", re.I
)  # fmt: skip
#: Where what inspectors said of the council ends: the board beside it, and what every report says of itself.
_END = re.compile(
    r"(the local safeguarding children board( \(lscb\))?( (is|requires) \w+.*)?|information about this inspection|"
    r"what the inspection judge?ments mean.*|the office for standards in education.*)", re.I
)  # fmt: skip
#: Where recommendations end before the first section does begin (SIF).
_AFTER = re.compile(
    r"(summary for (children|young people)|information about th|inspection findings|executive summary|the local "
    r"authority.s strengths|progress since the last|children living in this|child protection in this|previous ofsted"
    r"|the inspection team).*", re.I,
)  # fmt: skip
_FOOTER = re.compile(
    r"\W*\d{0,3}\W*|inspection of .{0,80}(services|council|borough|county|city)\W*\d*|"
    r"\W*\d{1,2}( [a-z]+)?( \d{4})? ?(to|–|-) ?\d{1,2} [a-z]+ \d{4}\W*\d*|(inspection )?dates?: .*\d{4}\W*\d*", re.I
)  # fmt: skip
_NUMBERED = re.compile(r"\s{0,8}(\d{1,3})(\.\s*|\s{2,})(\S.*)?")
_BULLET = re.compile("\\s*[◼■▪•●\uf06e\uf0a7\uf0b7]\\s*(\\S.*)")
#: A line among recommendations that names what the next ones are about.
_NAME = re.compile(r"[A-Z][\w ,’'&()-]{3,80}")
#: A number may be lost where a page breaks; further than this it is another list.
_LOST = 3


def paragraphs(text: str) -> pd.DataFrame:
    """The paragraphs of a report's text in their order, of what is said of the council.

    Columns: section (as in ``terms.JUDGEMENTS``; ``overall_effectiveness`` before the first), section_grade (1 to 4,
    missing where its heading has none), paragraph (its number; "improve 2": the second point of an unnumbered list),
    improve (whether it stands under what needs to improve or is recommended), text. A text in neither layout gives no
    rows.

    >>> lines = ["What needs to improve", "• Support for foster carers.", "The experiences and progress of", "children "
    ...     "in care: good", "1.  Most children live with foster", "    carers.", "2.  They move seldom."]
    >>> paragraphs("\\n".join(lines))[["section", "section_grade", "paragraph", "improve"]].values.tolist()
    [['overall_effectiveness', nan, 'improve 1', True], ['children_in_care', 2.0, '1', False], \
['children_in_care', 2.0, '2', False]]
    """
    reader = _Reader()
    lines = [line for line in text.splitlines() if not _FOOTER.fullmatch(line.strip())]
    at = 0
    while at < len(lines) and not reader.ended:
        at += reader.heading(lines[at : at + 5]) or reader.line(lines[at])
    found = pd.DataFrame([row for row in reader.rows if row[0] != WHOLE or row[3]], columns=COLUMNS)
    return found.assign(section_grade=found.section_grade.astype(float), text=found.text.str.strip())


class _Reader:
    """Goes through a report line by line and keeps where it is."""

    def __init__(self) -> None:
        self.rows: list[list] = []
        self.section, self.improve, self.ended = WHOLE, False, False
        self.grades: dict[str, int] = {}
        #: Whether text goes on with the last paragraph; the last number; how many points the list has.
        self.open, self.last, self.points = False, 0, 0

    def heading(self, lines: list[str]) -> int:
        """How many lines the heading that begins here has: it may be broken over some; 0 where none begins."""
        first = lines[0].strip()
        if len(lines[0]) - len(lines[0].lstrip()) > 4 or re.search(r"\s{3,}\d+$", first):  # a table of contents
            return 0
        if _END.fullmatch(first) and self._has_body():
            self.ended = True
        elif _IMPROVE.fullmatch(first):
            if self._has_body():  # within a section it is a word of the body
                return 0
            self.section, self.improve, self.open = WHOLE, True, False
        elif _AFTER.fullmatch(first):
            self.improve, self.open = False, False
        elif _FIRST.match(lines[0]):
            return self._section(lines)
        else:
            return 0
        return 1

    def _section(self, lines: list[str]) -> int:
        found = [_BESIDE.fullmatch(line) for line in lines]
        left = [one[1] if one else line for one, line in zip(found, lines, strict=True)]
        right = [one[2] if one else "" for one in found]
        for n in range(len(lines), 0, -1):
            joined = " ".join(" ".join([*left[:n], *right[:n]]).split())
            for name, pattern in _HEADINGS.items():
                if match := pattern.fullmatch(joined):
                    return n if self._enter(name, (match["grade"] or "").lower()) else 0
        return 0

    def _enter(self, name: str, grade: str) -> bool:
        """Whether a heading begins a section: one without a grade may be that of a part of the recommendations."""
        if self.improve and not grade and not self.points:
            return False
        if grade:
            self.grades[name] = _GRADES[grade.replace("require i", "requires i")]
        self.section, self.improve, self.open = name, False, False
        return True

    def _has_body(self) -> bool:
        return any(row[0] != WHOLE and not row[3] for row in self.rows)

    def line(self, line: str) -> int:
        """Take in a line that is no heading: a paragraph's first one, or one that goes on with it."""
        numbered, bullet = _NUMBERED.fullmatch(line), _BULLET.fullmatch(line)
        if numbered and self._follows(int(numbered[1])):
            self.last = int(numbered[1])
            self._begin(numbered[1], numbered[3] or "")
        elif bullet and self.improve and (self.points or not self.open):
            self.points += 1
            self._begin(f"improve {self.points}", bullet[1])
        elif self.open and self.improve and _NAME.fullmatch(line) and self.rows[-1][4].endswith((".", ")")):
            self.open = False
        elif self.open:
            self.rows[-1][4] += " " + line.strip()
        return 1

    def _follows(self, number: int) -> bool:
        """Whether a number is the next paragraph's; a section may begin again at 1."""
        return self.last < number <= self.last + _LOST or (number == 1 and not self.open)

    def _begin(self, label: str, text: str) -> None:
        self.rows.append([self.section, self.grades.get(self.section), label, self.improve, text])
        self.open = True
