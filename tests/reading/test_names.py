"""Nobody's name stays in the places where reports have them, and what is no name does."""

import pytest

from scouting.reading.names import GONE, without_names

NAMED = [
    "Lead inspector: Harriet Vane, His Majesty’s Inspector",
    "Team inspectors: Harriet Vane, Peter Wimsey, Jane Marple and Miss Climpson-Vane",
    "The service is led by Harriet Vane.",
    "The team, headed by Mary Ann O’Neill, is new.",
    "The panel is chaired by J. de la Cruz and Peter Wimsey.",
    "Director of children’s services: Harriet Vane",
    "The director of children's services, Harriet Vane, has been in post since May.",
    "The chief executive is Peter Wimsey.",
    "The interim chief executive officer (Peter Wimsey) agreed.",
    "Harriet Vane, Ofsted inspector, and Peter Wimsey (HMI) signed it.",
    "Mr Bunter, Mrs Jane Marple, Ms A. Climpson, Dr Thorndyke and Cllr Lord Wimsey met.",
    "Councillor Peter Wimsey is the lead member for children.",
    "The independent chair, Jane Marple, reports to the board.",
    "It was written by Jane Marple, HMI.",
]
NAMES = ["Harriet", "Vane", "Wimsey", "Marple", "Climpson", "O’Neill", "Cruz", "Bunter", "Thorndyke", "Jane", "Peter"]
PLAIN = [
    "Services are led by South Gloucestershire Council with Adoption West and the Children’s Trust.",
    "The director of children’s services and the chief executive know the service well.",
    "Social workers in North East Lincolnshire visit. Foster carers in Bath and North East Somerset agree.",
    "The Mockingbird programme is led by the local authority.",
    "Children in the Isle of Wight live at home. The chair of the board is new.",
    "The ‘No Wrong Door’ team is supported by Child and Adolescent Mental Health Services (CAMHS).",
    "In July 2021 the Public Law Outline was used well. Personal Education Plans improve.",
]


@pytest.mark.parametrize("sentence", NAMED)
def test_a_name_is_taken_out(sentence):
    said = without_names(sentence)
    assert GONE in said and [name for name in NAMES if name in said] == []


@pytest.mark.parametrize("sentence", PLAIN)
def test_what_names_nobody_stays(sentence):
    assert without_names(sentence) == sentence
