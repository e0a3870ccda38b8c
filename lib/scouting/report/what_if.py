"""The what-if of a council's page: the part itself, the data that it rests on and the script that works it out."""

from __future__ import annotations

from typing import NamedTuple

from scouting.pages.what_if import inside
from scouting.report import page
from scouting.report.room import topic
from scouting.study import Study


class WhatIf(NamedTuple):
    """``html``: the part; ``data``: an element of data; ``script``: what the page runs. All blank for none."""

    html: str = ""
    data: str = ""
    script: str = ""


def what_if(study: Study) -> WhatIf:
    """The what-if of a study that holds all measures of its service's index of outcomes; blank for any other."""
    made = inside.weighting(study)
    if made is None:
        return WhatIf()
    matrix = inside.matrix(study, made)
    data = page.element(inside.DATA, inside.held(study, made, matrix, topic))
    return WhatIf(inside.section(study, made, matrix), data, inside.script())
