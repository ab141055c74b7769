"""The words a rule's conditions are made of. Each is true or false of a situation, and means what its sentence says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, cast

from policy import anchors, cohorts, decisions
from policy.calendar import years_after
from policy.expression import Predicate

if TYPE_CHECKING:
    from policy.situation import Situation

_P = ParamSpec("_P")
PREDICATES: dict[str, Predicate] = {}
_ORDER_STAGES_BEFORE_PRACTITIONER = frozenset({"start", "registered", "provider_only"})


def predicate(function: Callable[_P, bool]) -> Callable[_P, bool]:
    """Give the function's name to the language of conditions. Raises ValueError for a name that is taken."""
    if function.__name__ in PREDICATES:
        raise ValueError(f"two words called {function.__name__!r}")
    PREDICATES[function.__name__] = cast("Predicate", function)
    return function


@predicate
def always(_: Situation) -> bool:
    """Whatever is the case."""
    return True


@predicate
def by(s: Situation, *role: str) -> bool:
    """The sender is in one of these roles."""
    return s.sent_by(*role)


@predicate
def given(s: Situation, key: str) -> bool:
    """The payload has this text, and it is not empty."""
    found = s.payload.get(key)
    return bool(found.strip()) if isinstance(found, str) else found is not None


@predicate
def known(s: Situation, name: str) -> bool:
    """The day of this name is known."""
    return s.anchor(name) is not None


@predicate
def reached(s: Situation, name: str) -> bool:
    """Today is that day, or later."""
    day = s.day(name)
    return day is not None and s.today >= day


@predicate
def passed(s: Situation, name: str) -> bool:
    """Today is later than that day."""
    day = s.day(name)
    return day is not None and s.today > day


@predicate
def commenced(s: Situation, name: str) -> bool:
    """The statute of this name is in force: its commencement is set, and its day has come."""
    return s.catalogue.commenced(name, on=s.event.on)


@predicate
def since(s: Situation, one: str, other: str) -> bool:
    """The first happened on or after the day of the second."""
    first, second = s.marked(one), s.marked(other)
    return first is not None and second is not None and first.n >= second.n


@predicate
def figure_set(s: Situation, name: str) -> bool:
    """The local figure of this name is set."""
    return s.number(name) is not None


@predicate
def years_since(s: Situation, name: str, years: str) -> bool:
    """That many years have passed since the day, counted from it."""
    day = s.day(name)
    return day is not None and s.event.on >= years_after(day, int(years))


@predicate
def duty_open(s: Situation, rule: str) -> bool:
    """A duty of this rule is open."""
    return any(duty.rule == rule for duty in s.duties.values())


@predicate
def duty_was_open(s: Situation, rule: str) -> bool:
    """A duty of this rule was open before this happened."""
    return any(duty.rule == rule for duty in s.case.duties)


@predicate
def no_duty_but(s: Situation, *rules: str) -> bool:
    """No duty that must be done is open besides those of these rules."""
    return all(duty.rule in rules or duty.status != "mandatory" for duty in s.duties.values())


@predicate
def lists(s: Situation, key: str, *word: str) -> bool:
    """The payload's list of that name has one of these."""
    found = s.payload.get(key)
    return isinstance(found, tuple) and any(name in found for name in word)


# ---- the kind of sentence


@predicate
def community_order(s: Situation) -> bool:
    """A community order."""
    return s.case.kind == "community_order"


@predicate
def suspended_sentence_order(s: Situation) -> bool:
    """A suspended sentence order."""
    return s.case.kind == "suspended_sentence_order"


@predicate
def life_sentence(s: Situation) -> bool:
    """A life sentence."""
    return s.facts.sentence_type == "life"


@predicate
def ipp(s: Situation) -> bool:
    """A sentence of imprisonment (or detention) for public protection."""
    return s.facts.sentence_type in {"ipp", "dpp"}


@predicate
def indeterminate(s: Situation) -> bool:
    """Life, or imprisonment for public protection."""
    return s.facts.sentence_type in anchors.INDETERMINATE


@predicate
def pss_follows(s: Situation) -> bool:
    """Post-sentence supervision follows the licence."""
    return anchors.pss_applies(s)


@predicate
def pss_left(s: Situation) -> bool:
    """Post-sentence supervision applies and its last day has not passed."""
    end = s.day("pss_end")
    return anchors.pss_applies(s) and (end is None or s.today <= end)


@predicate
def licence_left(s: Situation) -> bool:
    """There is a licence to be on: none of the release, the dates and the sentence says otherwise."""
    if s.payload.get("licence_expired") is True or s.payload.get("licence") is False:
        return False
    return s.facts.licence_end_date is None or s.today <= s.facts.licence_end_date


# ---- where somebody is


@predicate
def in_custody(s: Situation) -> bool:
    """In prison, on remand, recalled or under immigration powers included."""
    return s.phase in decisions.IN_CUSTODY


@predicate
def serving_custody(s: Situation) -> bool:
    """In the custodial part: received, and not yet released for the first time, nor recalled."""
    return s.phase in {"reception", "custody", "pre_release"}


@predicate
def recalled(s: Situation) -> bool:
    """Back in prison on recall."""
    return s.phase in decisions.RECALLED


@predicate
def supervised(s: Situation) -> bool:
    """Held by a practitioner in the community: an order that needs one, or a licence or supervision after release."""
    if s.is_order():
        return s.phase not in decisions.OVER | _ORDER_STAGES_BEFORE_PRACTITIONER
    return s.phase in decisions.COMMUNITY and s.stage not in {None, "in_custody_recalled", "ended"}


@predicate
def live(s: Situation) -> bool:
    """The sentence has not ended."""
    return s.phase not in decisions.OVER


@predicate
def cut_short(s: Situation) -> bool:
    """The sentence ended from outside: the person died or was deported, or the sentence was quashed."""
    return any(s.marked(name) for name in ("died", "deported", "sentence_quashed"))


@predicate
def not_closed(s: Situation) -> bool:
    """Records are not closed yet."""
    return s.phase not in {"closed", "terminated"}


# ---- requirements, risk and cohorts


@predicate
def has(s: Situation, requirement: str) -> bool:
    """The order has this requirement."""
    return s.has(requirement)


@predicate
def only(s: Situation, requirement: str) -> bool:
    """This is the order's single requirement."""
    return s.facts.requirements == (requirement,)


@predicate
def single_requirement(s: Situation) -> bool:
    """The order has one requirement."""
    return len(s.facts.requirements or ()) == 1


@predicate
def requirements_done(s: Situation) -> bool:
    """Every requirement of the order is completed."""
    return bool(s.facts.requirements) and not decisions.requirements_left(s)


@predicate
def high_risk(s: Situation) -> bool:
    """Assessed high or very high risk of serious harm."""
    return s.facts.rosh in decisions.HIGH


@predicate
def domestic_abuse_relevant(s: Situation) -> bool:
    """Domestic abuse is a relevant factor, at whatever level."""
    return s.facts.domestic_abuse is not None


@predicate
def foreign_national_offender(s: Situation) -> bool:
    """Remanded or convicted, and without an absolute right to remain in the United Kingdom."""
    return s.facts.foreign_national is True


@predicate
def hospital_order(s: Situation) -> bool:
    """In hospital instead of prison, by order of the court."""
    return s.facts.mental_health_status in {"s37", "s37_41"}


@predicate
def high_at_start(s: Situation) -> bool:
    """That level was assessed when supervision started, not later."""
    assessed, start = s.marked("assessed_high"), s.marked("start_of_supervision")
    return assessed is not None and start is not None and assessed.n <= start.n


@predicate
def monthly_minimum(s: Situation) -> bool:
    """The contact standard asks for a face-to-face appointment every calendar month."""
    return s.value("contact_standard") in {"monthly", "weekly_and_monthly"}


@predicate
def weekly_minimum(s: Situation) -> bool:
    """The contact standard asks for a face-to-face appointment every week."""
    return s.value("contact_standard") in {"weekly", "weekly_and_monthly"}


@predicate
def tier_letter(s: Situation, *letter: str) -> bool:
    """The tier's letter is one of these."""
    return (s.facts.tier or "")[:1] in letter


@predicate
def extra(s: Situation, name: str) -> bool:
    """The contact standard has this addition."""
    extras = s.value("contact_extras")
    return isinstance(extras, tuple) and name in extras


@predicate
def visit_cohort(s: Situation) -> bool:
    """Some home-visit rule names this person from the start."""
    facts = s.facts
    return bool(facts.pcoso or facts.notification or facts.child_safeguarding or facts.domestic_abuse) or bool(
        facts.iom or facts.mappa23_from or s.marked("mappa23_set")
    )


@predicate
def in_mappa(s: Situation) -> bool:
    """Managed under MAPPA: a category or a level is known (SMC 26.3)."""
    return s.value("mappa_category") is not None or bool(s.facts.mappa or s.facts.mappa23_from)


@predicate
def opd_risk(s: Situation) -> bool:
    """The risk limb of the pathway's criteria holds, men's or women's: the rest is for the screen (SMC 28.4)."""
    facts = s.facts
    other = in_mappa(s) if facts.sex == "female" else facts.serious_history is True
    return facts.rosh in decisions.HIGH or other


@predicate
def diverse(s: Situation, *word: str) -> bool:
    """The diversity form names one of these as what has to be worked with."""
    return any(name in (s.facts.diversity or ()) for name in word)


@predicate
def characteristics_considered(s: Situation) -> bool:
    """The message names all nine protected characteristics (SMC 34.3)."""
    named = s.payload.get("characteristics")
    return isinstance(named, tuple) and cohorts.all_characteristics(named)


@predicate
def allocated_practitioner(s: Situation) -> bool:
    """A practitioner is named."""
    return bool(s.facts.practitioner)


@predicate
def agreed(s: Situation, *role: str) -> bool:
    """One of these has said yes to recall."""
    return any(name in (s.facts.recall_agreed_by or ()) for name in role)


@predicate
def contacts_held(s: Situation, count: str) -> bool:
    """At least that many contacts have been held since supervision started."""
    return (s.facts.contacts_held or 0) >= int(count)
