"""Worked examples of the workforce rules: alignment, roles, eras, competence, steps of the process, and standing."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import cast

from pydantic import Field

from policy.calendar import at_noon, local_day
from policy.cases import steps
from policy.cases.life import Difference
from policy.frozen import Frozen
from policy.workforce.alignment import AlignmentFacts, align
from policy.workforce.attention import attention
from policy.workforce.competence import CompetenceFacts, assess
from policy.workforce.entitled import Loss
from policy.workforce.eras import EraFacts, recognised
from policy.workforce.practitioner import Practitioner
from policy.workforce.roles import RoleFacts, may_hold
from policy.workforce.standing import changes_at, standing

Given = Mapping[str, object]
_BESIDE = {"as_of", "within_days", "losses"}


class StaffExample(Frozen):
    """Facts about a member of staff, and what the rules answer."""

    id: str
    requirement_ids: tuple[str, ...] = ()
    title: str = ""
    facts: dict[str, object]
    expected: dict[str, object] = Field(min_length=1)
    why: str = ""


def check_staff(table: str, example: StaffExample, defaults: Given) -> list[Difference]:
    """Return every difference between what the rules answer and what they should; only what is named is compared."""
    got = _ANSWERS[table]({**defaults, **example.facts})
    found = []
    for name, expected in example.expected.items():
        answer = got.get(name)
        plain = list(answer) if isinstance(answer, tuple) else answer
        if plain != expected:
            what = f"{name} ({', '.join(example.requirement_ids)})"
            found.append(
                Difference(where=example.id, what=what, expected=str(expected), got=str(plain), why=example.why)
            )
    return found


def _standing(given: Given) -> Given:
    told = cast("date | datetime", given["as_of"])
    as_of = told if isinstance(told, datetime) else at_noon(told)
    within = int(str(given.get("within_days", 0)))
    somebody = Practitioner.model_validate(
        {"staff_id": "N00X000"} | {key: value for key, value in given.items() if key not in _BESIDE}
    )
    losses = tuple(Loss.model_validate(each) for each in cast("list[object]", given.get("losses", [])))
    now, moment = standing(somebody, as_of), changes_at(somebody, as_of)
    seen_to = attention(somebody, as_of, within_days=within, losses=losses)
    return {
        **dict(now),
        "rules": [reason.rule for reason in now.reasons],
        "changes_on": local_day(moment) if moment else "never",
        "attention": [[each.what, each.last_day or "now"] for each in seen_to],
    }


_ANSWERS: dict[str, Callable[[Given], Given]] = {
    "alignment_example": lambda given: dict(align(AlignmentFacts.model_validate(given))),
    "role_example": lambda given: dict(may_hold(RoleFacts.model_validate(given))),
    "era_example": lambda given: dict(recognised(EraFacts.model_validate(given))),
    "competence_example": lambda given: dict(assess(CompetenceFacts.model_validate(given))),
    "process_example": steps.answer,
    "standing_example": _standing,
}
STAFF_TABLES = {table: table.replace("_example", "_defaults") for table in _ANSWERS}
