"""Worked examples of the workforce rules: alignment, roles, eras and the steps of the process, from bare facts."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import cast

from pydantic import Field

from policy.cases.life import Difference
from policy.frozen import Frozen
from policy.workforce import process
from policy.workforce.alignment import AlignmentFacts, align
from policy.workforce.eras import EraFacts, recognised
from policy.workforce.roles import RoleFacts, may_hold


class StaffExample(Frozen):
    """Facts about a member of staff, and what the rules answer."""

    id: str
    requirement_ids: tuple[str, ...] = ()
    title: str = ""
    facts: dict[str, object]
    expected: dict[str, object] = Field(min_length=1)
    why: str = ""


Given = Mapping[str, object]


def check_staff(table: str, example: StaffExample, defaults: Given) -> list[Difference]:
    """Return every difference between what the rules answer and what they should; only what is named is compared."""
    got = _ANSWERS[table]({**defaults, **example.facts})
    found = []
    for name, expected in example.expected.items():
        answer = got.get(name)
        plain = list(answer) if isinstance(answer, tuple) else answer
        if plain != expected:
            rules = ", ".join(example.requirement_ids)
            found.append(
                Difference(
                    where=example.id, what=f"{name} ({rules})", expected=str(expected), got=str(plain), why=example.why
                )
            )
    return found


def _process(given: Given) -> Given:
    step = next((step for key, step in _STEPS.items() if key in given), None)
    if step is None:
        raise ValueError(f"no step of the process asks for {', '.join(sorted(given))}")
    return step(given)


def _appeal(g: Given) -> Given:
    notified = _day(g, "outcome_notified")
    result = process.appeal(
        notified_on=notified,
        received_on=_day(g, "appeal_received"),
        on_template=bool(g["on_template"]),
        full_reasons=bool(g["full_reasons"]),
    )
    return {"result": result, "last_day": process.appeal_last_day(notified)}


def _form(g: Given) -> Given:
    last = process.form_last_day(_day(g, "one_to_one_held"))
    return {"result": process.in_time(_day(g, "form_completed"), last), "last_day": last}


def _follow_up(g: Given) -> Given:
    last = process.follow_up_last_day(_day(g, "returned_to_work"))
    return {"result": process.in_time(_day(g, "follow_up_date_set_on"), last), "last_day": last}


def _diploma_days(g: Given) -> Given:
    target, most = process.diploma_days(
        _day(g, "employment_start"), fte=float(str(g.get("fte", 1))), pro_rata=bool(g.get("pro_rata", False))
    )
    return {"target": target, "maximum": most}


def _route(g: Given) -> Given:
    if g.get("assessment_centre") != "passed":
        return {"result": "refused"}
    modules = cast("list[str]", g["modules"])
    months, fourth = process.route_months(modules), process.fourth_module_months(modules)
    return {"route_months": months, "fourth_module_due_months": fourth}


def _part_2(g: Given) -> Given:
    return {"result": "allowed" if process.may_start_part_2(part1_passed=bool(g["part1_passed"])) else "refused"}


def _units(g: Given) -> Given:
    made = process.diploma_awarded(
        mandatory=_int(g, "mandatory"), group_one=_int(g, "group_one"), group_two=_int(g, "group_two")
    )
    return {"result": "awarded" if made else "not_awarded"}


def _authorisation(g: Given) -> Given:
    return {"tell": process.TOLD_OF_LOST_AUTHORISATION, "register_entry": process.enters_register(str(g["event"]))}


def _consent(g: Given) -> Given:
    step = process.step_after_consent(
        consent=g["consent"] == "yes",
        match_percent=int(str(g.get("match_percent", 0))),
        post_available=bool(g.get("post_available", False)),
    )
    return {"result": step}


def _academic(g: Given) -> Given:
    may = process.may_start_academic(
        employer=str(g["employer"]),
        before_transition=bool(g["before_transition"]),
        employer_agreed=bool(g["employer_agreed"]),
    )
    return {"result": "start" if may else "wait"}


def _window(g: Given) -> Given:
    earliest, latest = process.alignment_window(_day(g, "alignment_qualification_started"))
    return {"earliest": earliest, "latest": latest}


def _day(given: Given, key: str) -> date:
    return cast("date", given[key])


def _int(given: Given, key: str) -> int:
    return int(str(given[key]))


# told apart by the fact that only this step has
_STEPS: dict[str, Callable[[Given], Given]] = {
    "appeal_received": _appeal,
    "form_completed": _form,
    "follow_up_date_set_on": _follow_up,
    "modules": _route,
    "part1_passed": _part_2,
    "mandatory": _units,
    "ground": _authorisation,
    "consent": _consent,
    "employer_agreed": _academic,
    "alignment_qualification_started": _window,
    "employment_start": _diploma_days,
}
_ANSWERS: dict[str, Callable[[Given], Given]] = {
    "alignment_example": lambda given: dict(align(AlignmentFacts.model_validate(given))),
    "role_example": lambda given: dict(may_hold(RoleFacts.model_validate(given))),
    "era_example": lambda given: dict(recognised(EraFacts.model_validate(given))),
    "process_example": _process,
}
STAFF_TABLES = {table: table.replace("_example", "_defaults") for table in _ANSWERS}
