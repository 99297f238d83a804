"""Every claim of the guide and every word of the glossary names a scenario that is there."""

from __future__ import annotations

from itertools import product

from gilrace.scenario import find
from gilrace.tui.guide import GLOSSARY, QUESTIONS, advice

SHIPPED = {file.stem for file in find()}


def test_every_answer_leads_to_advice_whose_claims_name_shipped_scenarios() -> None:
    for answers in product(*(range(len(choices)) for _, choices in QUESTIONS)):
        found = advice(answers)
        claims = (found.what, found.because, found.beware, found.second)
        assert {claim.scenario for claim in claims} <= SHIPPED, answers
        assert all(claim.text for claim in claims)


def test_every_term_names_a_shipped_scenario() -> None:
    assert {term.scenario for term in GLOSSARY} <= SHIPPED
    assert len({term.word for term in GLOSSARY}) == len(GLOSSARY)
