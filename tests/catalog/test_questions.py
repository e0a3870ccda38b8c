"""The bank of questions: whole for every topic, each a question that can be said aloud, every fault in it told."""

import itertools
import re
import shutil

import pandas as pd
import pytest
from click.testing import CliRunner

from scouting import paths
from scouting.catalog.check import problems_in
from scouting.catalog.questions import EVIDENCE, FITS_ANY
from scouting.cli.main import main

#: Topics that only say what a council's area is like: nobody can visit another to learn from them.
CONTEXT = {("adults", "population"), ("adults", "deprivation"), ("adults", "housing")}
#: Words that another council would hear as an accusation, or that say why it acts as it does.
MOTIVES = (
    r"why (do|did|are|have|don't)|fail\w*|blame\w*|fault|gam(e|ing)|cheat\w*|hid(e|den|ing)|pretend\w*|massag\w*|"
    r"manipulat\w*|to look|on purpose|because you|you (want|wanted|prefer|refuse)\w*|reluctan\w*|excuse|admit\w*|"
    r"afraid|ashamed|reputation|poor(ly)? (perform\w*|practice)|worse than|bad(ly)?|wrong\w*|weak\w*|slip\w*"
)
#: What no reader's page says (one word for one thing, nothing archaic, nothing that sounds translated).
BANNED = (
    r"comparators?|facets?|standings?|packs?|recipes?|guards?|looks|horizons?|pounds|places|foret\w+|nought|noise|"
    r"signals?|told apart|beyond|of at most|a row a|from the other end|so well did|is told of|speaks? against|"
    r"hold nothing|indicators?|statistical neighbours|looked after children|service users?|the elderly|dearest|stead|"
    r"utilis\w*|leverag\w*|stakeholders?|going forward|best practice|deep dive|robust\w*"
)
ASKING = r"\b(?:who|what|which|how|when|where|from which)\b"


@pytest.fixture
def bank(data):
    return data.catalog.questions


def test_every_topic_that_is_not_pure_context_has_its_questions(data, bank):
    every = set(data.catalog.indicators[["service", "topic"]].itertuples(index=False, name=None))
    assert every - set(bank[["service", "topic"]].itertuples(index=False, name=None)) == CONTEXT
    topics = bank.groupby(["service", "topic"])
    assert topics.size().between(6, 20).all()
    assert (topics.evidence.nunique() >= 4).all()
    assert set(bank.evidence) == set(EVIDENCE)


def test_each_is_one_question_put_to_the_host(bank):
    """One mark, at the end; not to be answered by yes or no; nothing to be filled in, and no council named."""
    assert (bank.question.str.count(r"\?") == 1).all()
    assert not bank.question.str.contains(r"[{}<>\[\]_/;\"]|\.\s").any()
    yes_or_no = r"^(?:do|does|did|is|are|was|were|have|has|had|can|could|would|will|should|may)\b"
    assert not bank.question.str.lower().str.contains(yes_or_no).any()
    assert bank.question.str.lower().str.contains(ASKING).all()


def _found(words, cells):
    return [cell for cell in cells if re.search(rf"\b({words})\b", cell, re.IGNORECASE)]


def test_none_accuses_or_says_a_motive(bank):
    assert _found(MOTIVES, bank.question) == []
    for planted in ("Why do you fail to answer the phone?", "How did you massage the figures?"):
        assert _found(MOTIVES, [planted])


def test_words_are_those_of_readers_pages(bank):
    for column in ("question", "who", "bring"):
        assert _found(BANNED, bank[column]) == []


def test_none_is_a_template_or_repeats_what_is_not_held(data, bank):
    """No title of a measure is pasted in, and no two questions are one with a few words changed."""
    titles = [t for t in {*data.catalog.indicators.title, *data.catalog.indicators.short_title} if len(t.split()) > 3]
    assert [(q, t) for q in bank.question for t in titles if t.lower() in q.lower()] == []
    said = [*bank.question, *data.catalog.not_held.question.unique()]
    words = [set(re.findall(r"[\w'-]+", one.lower())) for one in said]
    alike = [
        (said[i], said[k])
        for i, k in itertools.combinations(range(len(said)), 2)
        if i < len(bank) and len(words[i] & words[k]) > 0.7 * len(words[i] | words[k])
    ]
    assert alike == []


def test_who_and_what_to_bring_name_no_one_and_fit_a_line(data, bank):
    assert bank.who.str.len().max() <= 70 and bank.bring.str.len().max() <= 100
    assert not bank.who.str.endswith(".").any() and not bank.bring.str.endswith((".", "?")).any()
    names = "|".join(map(re.escape, data.catalog.councils().name))
    assert all(_found(names, bank[column]) == [] for column in ("question", "who", "bring"))


@pytest.fixture
def copy(tmp_path, monkeypatch):
    folder = shutil.copytree(paths.CATALOG, tmp_path / "catalog")
    monkeypatch.setattr("scouting.paths.CATALOG", folder)
    return folder


def _plant(folder):
    """Every fault that a bank can have, one after another; gives what is told of them."""
    bank = pd.read_csv(folder / "questions.csv", dtype=str, keep_default_na=False)
    bank = bank[bank.topic != "quality of life"].reset_index(drop=True)
    said = ["questions.csv, adults, quality of life: has no question, although a council can be ahead on it."]

    def where(i, column):
        return f"questions.csv row {i + 2} ({bank.question_id[i]}), {column}:"

    def rows(service, topic, evidence):
        mine = (bank.service == service) & (bank.topic == topic)
        return bank.index[mine & bank.evidence.isin([evidence])]

    def put(i, column, cell, words):
        bank.loc[i, column] = cell
        said.append(f"{where(i, column)} {words}")

    allowed = ", ".join(EVIDENCE)
    put(rows("adults", "demand", "step")[0], "evidence", "steps",
        f"'steps' is not one of {allowed}. Did you mean step?")  # fmt: skip
    put(rows("adults", "demand", "counting")[0], "topic", "demands",
        "'demands' is not a topic of adults in indicators.csv. Did you mean demand?")  # fmt: skip
    put(rows("children", "assessment", "parted")[0], "question", "Tell us what changed.",
        "'Tell us what changed.' does not end with a question mark.")  # fmt: skip
    put(rows("children", "assessment", "price")[0], "question", f"{'how ' * 36}?".replace(" ?", "?"),
        f"'{('how ' * 36).strip()}?' has 36 words, and 35 are allowed.")  # fmt: skip
    put(rows("children", "care leavers", "stopped")[0], "who", " ", "is blank.")
    put(rows("children", "spending", "price")[0], "question", bank.question[0], "is the same as in row 2.")
    bank.loc[rows("adults", "carers", "unseen")[0], "evidence"] = "demand"
    said.append("questions.csv, adults, carers: has 1 of the evidence unseen about any measure, and needs 2.")
    safe = rows("adults", "safeguarding", "counting")[0]
    put(safe, "about", "care_feel_safer;care_control",
        "'care_feel_safer' is not an indicator of safeguarding. "
        "Did you mean care_feel_safe or care_made_safe?")  # fmt: skip
    said.append(f"{where(safe, 'about')} 'care_control' is not an indicator of safeguarding.")
    for i in [*rows("adults", "information", "practice"), *rows("adults", "information", "stopped")]:
        bank.loc[i, "evidence"] = "demand"
    said.append("questions.csv, adults, information: has 0 of the evidence practice about any measure, and needs 2.")
    said.append(
        f"questions.csv, adults, information: has 0 of the evidence {', '.join(FITS_ANY)} together "
        "about any measure, and needs 3."
    )
    n = (bank.topic == "front door").sum()
    more = bank[bank.topic == "front door"].iloc[[0] * (21 - n)]
    more = more.assign(question_id=[f"more_{i}" for i in range(len(more))])
    more["question"] = "What is the question of " + more.question_id + "?"
    said.append("questions.csv, children, front door: has 21 questions, and 20 are allowed.")
    pd.concat([bank, more]).to_csv(folder / "questions.csv", index=False)
    return said


def test_every_fault_is_told_at_once_and_nothing_else(copy):
    said = _plant(copy)
    assert sorted(problems_in(copy)) == sorted(said)


def test_the_command_that_checks_tells_them(copy):
    said = _plant(copy)
    answer = CliRunner().invoke(main, ["data", "check"])
    assert answer.exit_code == 2 and all(f"- {line}" in answer.stderr for line in said)
    assert "Traceback" not in answer.stderr
