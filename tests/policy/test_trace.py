"""Traceability: every clause has its rows and cases, or a reason; what is missing is named."""

from policy.catalogue import catalogue
from policy.clauses import documents
from policy.rule import Rule
from policy.trace import faults, markdown
from policy.traced import Exercised, Row, Traced, trace

RULE = Rule.model_validate(
    {"id": "SMC-0.1", "kind": "eligibility", "title": "T", "source": "S", "from": "2023-03-27", "decided_by": "tier"}
)
WHY = Rule.model_validate(
    {
        "id": "SMC-0.1",
        "kind": "duty",
        "title": "T",
        "source": "S",
        "from": "2023-03-27",
        "not_executable": "an attitude",
    }
)


def clause(*rules: Rule, id_: str = "SMC-0.1", cases: tuple[str, ...] = (), kind: str = "duty") -> Traced:
    """Return a clause with these rows."""
    rows = tuple(
        Row(file="t.toml", runs_as="not executable" if rule.not_executable else "decision", rule=rule, code=())
        for rule in rules
    )
    told = {"id": id_, "document": "D", "para": "0.1", "title": "T", "kind": kind, "rows": rows}
    return Traced.model_validate(told | {"exercised": Exercised(cases=cases)})


def test_a_clause_without_a_row_or_a_case_is_named() -> None:
    assert faults([clause(), clause(RULE)]) == ["SMC-0.1 (T) has no row", "SMC-0.1 (T) has no case"]
    assert faults([clause(RULE, cases=("EX-01",)), clause(WHY), clause(kind="context")]) == [
        "1 of 2 clauses are marked not executable: one in twenty at the most"
    ]


def test_one_clause_in_twenty_may_be_marked_as_not_executable() -> None:
    run = [clause(RULE, cases=("EX-01",)) for _ in range(19)]
    assert faults([clause(WHY), *run]) == []


def test_what_is_missing_stands_first_on_the_page() -> None:
    page = markdown((clause(RULE, cases=("EX-01",), id_="SMC-0.2"), clause()))
    assert page.index("| SMC-0.1 | T | a row |") < page.index("| SMC-0.2 | T | decision |")


def test_every_row_of_the_catalogue_belongs_to_a_clause_or_says_that_it_is_our_own() -> None:
    known = {clause.id for document in documents() for clause in document.clauses}
    ours = {ready.rule.id for ready in catalogue().rows} - known
    assert {id_.partition("-")[0] for id_ in ours} <= {"SVC"}


def test_the_five_documents_have_802_clauses() -> None:
    assert sum(len(document.clauses) for document in documents()) == 802


def test_a_rule_names_the_code_its_words_are_written_in() -> None:
    [visit] = [row for row in trace({}) if row.id == "SMC-5.9-b"]
    assert "policy.predicates:weekly_minimum" in {name for row in visit.rows for name in row.code}
