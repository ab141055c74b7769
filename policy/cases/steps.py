"""The steps of a worked process example: each known by the fact that only it has, each answered by its own function."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import cast

from policy.workforce import competence, experience, process
from policy.workforce.attention import learning_last_day
from policy.workforce.authorisation import Change, change, may_be_employed
from policy.workforce.competence import CompetenceFacts
from policy.workforce.experience import Spell
from policy.workforce.practitioner import Authorisation, Ground

Given = Mapping[str, object]


def answer(given: Given) -> Given:
    """Return what the step of the process answers. Raises ValueError for facts that no step asks for."""
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
    fte, pro_rata = float(str(g.get("fte", 1))), bool(g.get("pro_rata", False))
    target, most = process.diploma_days(_day(g, "employment_start"), fte=fte, pro_rata=pro_rata)
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


def _lost(g: Given) -> Given:
    return {"tell": process.TOLD_OF_LOST_AUTHORISATION, "register_entry": process.enters_register(str(g["event"]))}


def _change(g: Given) -> Given:
    now = (
        Authorisation.model_validate({"status": g["authorisation"], "since": "2018-01-08T09:00:00Z"})
        if g["authorisation"] != "none"
        else None
    )
    found = change(now, cast("Change", g["asked"]), cast("Ground | None", g.get("ground")))
    return {**dict(found), "rules": [reason.rule for reason in found.reasons]}


def _employed(g: Given) -> Given:
    entries = cast("list[str]", g["register_entries"])
    may = may_be_employed(entries, decision_recorded=bool(g.get("decision_recorded", False)))
    return {"result": "go_on" if may else "decision_needed"}


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


def _alignment_days(g: Given) -> Given:
    return {"target": process.ALIGNMENT_TARGET, "maximum": process.alignment_last_day(_day(g, "alignment_started"))}


def _relief(g: Given) -> Given:
    days = process.relief_days(_day(g, "conversion_started"))
    return {"days": len(days), "first": days[0], "last": days[-1]}


def _months(g: Given) -> Given:
    history = [Spell.model_validate(spell) for spell in cast("list[object]", g["history"])]
    since = cast("date | None", g.get("since"))
    try:
        return {"om_months": experience.om_months(history, cast("date | None", g.get("transition")), since=since)}
    except experience.NoTransition as fault:
        return {"refused": str(fault)}


def _award(g: Given) -> Given:
    level, subject = str(g.get("level", "none")), str(g["subject"])
    abroad = bool(g.get("international_probation", False))
    return {
        "qualified_other": experience.qualified_other(level=level, subject=subject, international_probation=abroad),
        "academic_exempt": experience.academic_exempt(level=level, subject=subject),
    }


def _entrant(g: Given) -> Given:
    award = cast("str | None", g.get("award"))
    enrol = competence.must_enrol(provider=str(g["provider"]), new_entrant=bool(g["new_entrant"]), award=award)
    return {"must_enrol": enrol}


def _host(g: Given) -> Given:
    return {"host": competence.placement_host(learner_of=str(g["learner_of"]), uses_pqf=bool(g["uses_pqf"]))}


def _placement(g: Given) -> Given:
    accepted = competence.placement_accepted(
        framework_met=bool(g["framework_met"]),
        practice_range=bool(g["practice_range"]),
        assessment_range=bool(g["assessment_range"]),
    )
    return {"result": "accepted" if accepted else "refused"}


def _shown_again(g: Given) -> Given:
    interval = cast("int | None", g.get("interval_months"))
    due = competence.compliance_due(months_since_shown=_int(g, "months_since_shown"), interval_months=interval)
    return {"due": "not set" if due is None else due}


def _equipped(g: Given) -> Given:
    staff = cast("list[dict[str, object]]", g["staff"])
    lines = competence.equipped(
        (str(one["of"]), CompetenceFacts.model_validate({key: value for key, value in one.items() if key != "of"}))
        for one in staff
    )
    return {line.provider: [line.asked, line.competent] for line in lines}


def _day(given: Given, key: str) -> date:
    return cast("date", given[key])


def _int(given: Given, key: str) -> int:
    return int(str(given[key]))


_STEPS: dict[str, Callable[[Given], Given]] = {
    "appeal_received": _appeal,
    "form_completed": _form,
    "follow_up_date_set_on": _follow_up,
    "modules": _route,
    "part1_passed": _part_2,
    "mandatory": _units,
    "asked": _change,
    "register_entries": _employed,
    "ground": _lost,
    "event": _lost,
    "consent": _consent,
    "employer_agreed": _academic,
    "alignment_qualification_started": _window,
    "alignment_started": _alignment_days,
    "conversion_started": _relief,
    "employment_start": _diploma_days,
    "history": _months,
    "work": lambda g: {"counts": experience.counts_as_om(str(g["work"]))},
    "subject": _award,
    "officer": lambda g: {"is_officer": competence.is_officer(str(g["officer"]))},
    "new_entrant": _entrant,
    "route": lambda g: {"open": competence.is_route_open(str(g["route"]))},
    "learner_of": _host,
    "framework_met": _placement,
    "months_since_shown": _shown_again,
    "staff": _equipped,
    "start_in_post": lambda g: {"last_day": learning_last_day(_day(g, "start_in_post"))},
}
