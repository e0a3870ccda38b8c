"""Persons' names taken out of what a report says, so that nobody is quoted by name.

By the places where reports have them: after a title, after or before an office, after "led by", in a list of
inspectors. A name that stands in none of these is not known for one.
"""

from __future__ import annotations

import re

#: What stands in a name's place.
GONE = "[name]"
#: A first name and one to three others, such as "Mary Ann O'Neill" or "J. de la Cruz".
_PART = r"[A-Z](?:[\w'’-]+|\.)"
_MORE = rf"(?: (?:de la|de|van der|van|von|al|el))?(?: {_PART})"
_NAME = rf"{_PART}{_MORE}{{1,3}}"
_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Dame|Lord|Lady|Baroness|Cllr|Councillor|Rev|Reverend|Judge|HHJ)"
#: Words that end what a council, a service or a scheme is called: names that stay.
_BODIES = (
    r"Council|Authority|Service|Services|Trust|Board|Partnership|Hub|Team|Agency|Police|NHS|University|College|School|"
    r"Academy|Centre|Programme|Project|Borough|County|City|Commission|Committee|Panel|Foundation|Children|Ofsted|"
    r"Families|Company|Limited|Ltd|Adoption|Fostering|Care|Government|Education|Barnardo\S*|Cafcass"
)
_PERSON = rf"(?!(?:{_PART} ){{0,4}}(?:{_BODIES})\b)(?:{_TITLE}\.? )?{_NAME}"
_PEOPLE = rf"{_PERSON}(?:(?:, | and |, and ){_PERSON})*"
_OFFICE = (
    r"(?:(?:his|her) majesty['’]s inspectors?|hmi|shmi|"
    r"(?:(?:senior|lead|team|ofsted|social care|regulatory|quality assurance) )*inspectors?|"
    r"(?:(?:interim|executive|assistant|deputy|corporate|strategic) )*directors?(?: (?:of|for) "
    r"(?:children|education|social|adult|people|families|safeguarding|quality)(?:['’]s)?(?: [a-z]+){0,4})?|dcs|"
    r"(?:interim )?chief executive(?: officer)?|(?:independent )?chair(?:person|man|woman)?|"
    r"(?:lead|cabinet) member[\w'’ ]{0,30}?|head ?teacher|head of [\w'’ ]{3,40}?|leader of the council|"
    r"principal social worker|social worker|foster carer|commissioner)"
)
_LED = r"(?:led|headed|chaired|managed|overseen|run|written|signed|supported|supervised|appointed|advised) by"
_RULES = [
    # Mrs Jane Smith; Cllr Smith
    (re.compile(rf"\b{_TITLE}\.? {_PART}{_MORE}{{0,3}}"), GONE),
    # Director of children's services: Jane Smith; the chair, Jane Smith; inspectors: A B, C D and E F
    (re.compile(rf"\b((?i:{_OFFICE}))((?: ?[:–-] ?|, | is | was | are | were | \(| )){_PEOPLE}"), rf"\1\2{GONE}"),
    # led by Jane Smith
    (re.compile(rf"\b((?i:{_LED})) {_PEOPLE}"), rf"\1 {GONE}"),
    # Jane Smith, Ofsted inspector; Jane Smith (HMI)
    (re.compile(rf"\b{_PEOPLE}((?:, | \(| – | - )(?:the |an? )?(?i:{_OFFICE})\b)"), rf"{GONE}\1"),
]


def without_names(text: str) -> str:
    """A text with "[name]" wherever a person's name stands in one of the usual places.

    >>> without_names("The service is led by Jane Smith. Mrs Ann Jones, the chair, agrees.")
    'The service is led by [name]. [name], the chair, agrees.'
    >>> without_names("Services are provided by Adoption West and led by South Gloucestershire Council.")
    'Services are provided by Adoption West and led by South Gloucestershire Council.'
    """
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    return text
