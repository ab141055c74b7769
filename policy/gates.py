"""What policy, or plain sense, does not allow: every event passes here before it has any effect."""

from policy.case import Refusal
from policy.catalogue import Rules
from policy.decisions import OVER
from policy.rule import Rule
from policy.situation import Situation
from policy.vocabulary import ENDED, QUALIFICATION, TIME, EventKind


def refusal(s: Situation, kind: EventKind, rules: Rules) -> Refusal | None:
    """Return why the event is refused, the rules of every gate that holds it back, or nothing."""
    if s.event.name == TIME:
        return None
    shut = [
        gate.rule
        for gate in rules.gates.get(s.event.name, ())
        if all(condition(s) for condition in gate.when) and not all(condition(s) for condition in gate.require)
    ]
    if shut:
        remarks = (remark for found in s.standings for remark in found.remarks)
        says = " ".join(dict.fromkeys((*(rule.says for rule in shut if rule.says), *remarks)))
        said = {"reason": shut[0].reason or "Refused", "rules": _grounds(s, shut), "says": says}
        return Refusal.model_validate(said | ({"standings": s.standings} if s.standings else {}))
    if not _makes_sense_here(s, kind):
        here = s.case.phase if s.is_order() or not s.case.stage else f"{s.case.phase}, {s.case.stage}"
        what = "qualification" if s.case.kind == QUALIFICATION else "sentence"
        says = f"{s.event.name} makes sense in {', '.join(kind.phases)}; the {what} is in {here}."
        return Refusal(reason="WrongPhase", says=says)
    if "any" not in kind.by and not s.sent_by(*kind.by):
        role = s.event.by.role if s.event.by else "nobody"
        says = f"{s.event.name} comes from {', '.join(kind.by)}, not from {role}."
        return Refusal(reason="WrongSender", rules=kind.reserved_by, says=says)
    return None


def _grounds(s: Situation, shut: list[Rule]) -> tuple[str, ...]:
    """Return the rules a refusal rests on: of the gates, and of what the register says of staff who may not."""
    reasons = (reason.rule for found in s.standings for reason in found.against(s.facts.rosh))
    return tuple(dict.fromkeys((*(rule.id for rule in shut), *reasons)))


def _makes_sense_here(s: Situation, kind: EventKind) -> bool:
    places = set(kind.phases)
    if s.case.phase in places or (s.case.stage in places and s.case.stage is not None):
        return True
    if "running" in places and s.case.phase not in OVER | {"start"}:
        return True
    return "any" in places or ("live" in places and s.case.phase not in ENDED | {"start"})
