"""What operators filter sentences by in the Temporal UI: codes and dates, in clear text, and nobody's identifiers."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

from temporalio.common import SearchAttributeKey, SearchAttributePair, SearchAttributeUpdate, TypedSearchAttributes

from policy.case import Case

Change = SearchAttributeUpdate[str] | SearchAttributeUpdate[datetime] | SearchAttributeUpdate[int]
SENTENCE_TYPE = SearchAttributeKey.for_keyword("SentenceType")
PHASE = SearchAttributeKey.for_keyword("Phase")
REGION = SearchAttributeKey.for_keyword("Region")
ESTABLISHMENT = SearchAttributeKey.for_keyword("Establishment")
PRACTITIONER = SearchAttributeKey.for_keyword("Practitioner")
TIER = SearchAttributeKey.for_keyword("Tier")
RISK_OF_SERIOUS_HARM = SearchAttributeKey.for_keyword("RiskOfSeriousHarm")
NEXT_DUE_DATE = SearchAttributeKey.for_datetime("NextDueDate")
OVERDUE_COUNT = SearchAttributeKey.for_int("OverdueCount")

KEYWORDS = (SENTENCE_TYPE, PHASE, REGION, ESTABLISHMENT, PRACTITIONER, TIER, RISK_OF_SERIOUS_HARM)
ALL = (*KEYWORDS, NEXT_DUE_DATE, OVERDUE_COUNT)
DECLARED = (*(f"{key.name}=Keyword" for key in KEYWORDS), "NextDueDate=Datetime", "OverdueCount=Int")
"""`Name=Type` of each, as `temporal server start-dev --search-attribute` and `search-attribute create` want them."""


def attributes(case: Case) -> TypedSearchAttributes:
    """Return the case's search attributes. `NextDueDate` is midnight UTC of the last day in time."""
    facts = case.facts
    words = {
        SENTENCE_TYPE: facts.sentence_type or case.kind,
        PHASE: case.phase,
        REGION: facts.region,
        ESTABLISHMENT: facts.prison,
        PRACTITIONER: facts.practitioner,
        TIER: facts.tier,
        RISK_OF_SERIOUS_HARM: facts.rosh,
    }
    due = case.next_due()
    pairs = [SearchAttributePair(key, word) for key, word in words.items() if word]
    return TypedSearchAttributes(
        [
            *pairs,
            *([SearchAttributePair(NEXT_DUE_DATE, datetime.combine(due, time.min, tzinfo=UTC))] if due else []),
            SearchAttributePair(OVERDUE_COUNT, case.overdue()),
        ]
    )


def changes(case: Case, held: TypedSearchAttributes) -> Sequence[Change]:
    """Return what must be upserted so that the server holds the case's values: nothing where it does already."""
    wanted = attributes(case)
    updates: list[Change] = []
    for keyword in KEYWORDS:
        word = wanted.get(keyword)
        if word != held.get(keyword):
            updates.append(keyword.value_set(word) if word else keyword.value_unset())
    due = wanted.get(NEXT_DUE_DATE)
    if due != held.get(NEXT_DUE_DATE):
        updates.append(NEXT_DUE_DATE.value_set(due) if due else NEXT_DUE_DATE.value_unset())
    overdue = wanted.get(OVERDUE_COUNT)
    if overdue is not None and overdue != held.get(OVERDUE_COUNT):
        updates.append(OVERDUE_COUNT.value_set(overdue))
    return updates
