"""Who is told what follows from an event: the owner of a duty, who answers for a missed one, and whom a rule names."""

from policy.case import Duty, Notice
from policy.catalogue import Ready, Rules
from policy.duties import Docket
from policy.situation import Situation

_OWED = frozenset({"mandatory", "decision"})
SOMETHING_TO_READ = "Something to read, for the roles that may"


def notices(s: Situation, rules: Rules, docket: Docket) -> tuple[Notice, ...]:
    """Return the notices of one decision, each with the key that makes sending it twice harmless."""
    told = [
        *_by_rules(s, rules),
        *_opened(s, docket),
        *_missed(s, docket),
        *_reminded(s, docket),
        *_moved(s, docket),
        *_withdrawn(s, rules, docket),
        *_reassigned(s),
    ]
    unique = {(n["to"], n["template"], n["rules"], n.get("duty")): n for n in told}
    number = s.number_of_event
    return tuple(
        Notice.model_validate({"key": f"{s.case.sentence_id}/{number}/{place}", **notice})
        for place, notice in enumerate(unique.values(), start=1)
    )


def _by_rules(s: Situation, rules: Rules) -> list[dict[str, object]]:
    told = []
    for happened in (s.event.name, *s.entered):
        for ready in rules.tellers.get(happened, ()):
            if all(condition(s) for condition in (*ready.when, *ready.stays)):
                told += [_notice(to, "event", ready) for to in _roles(s, ready)]
    return told


def _roles(s: Situation, ready: Ready) -> list[str]:
    roles: list[str] = []
    for name in ready.rule.tells:
        if name == "@agencies":
            roles += s.facts.agencies or ()
        elif name == "@sender":
            roles += [s.event.by.role] if s.event.by else []
        elif name.startswith("@"):
            found = s.payload.get(name.removeprefix("@"))
            roles += found if isinstance(found, tuple) else [found] if isinstance(found, str) else []
        else:
            roles.append(name)
    return roles


def _opened(s: Situation, docket: Docket) -> list[dict[str, object]]:
    told = []
    for duty in docket.opened():
        ready = docket.ready(duty)
        if ready is None or duty.id not in s.duties:
            continue
        if duty.owner and duty.status in _OWED and not s.sent_by(duty.owner) and not ready.every:
            told.append(_about(duty, duty.owner, "opened", ready))
        if ready.rule.tells and not ready.rule.on:
            told += [_about(duty, to, "opened", ready) for to in _roles(s, ready)]
    return told


def _missed(s: Situation, docket: Docket) -> list[dict[str, object]]:
    told = []
    known = {**{duty.id: duty for duty in s.case.duties}, **{duty.id: duty for duty in docket.opened()}, **s.duties}
    for id_ in docket.missed:
        duty = known[id_]
        ready = docket.ready(duty)
        to = [duty.owner] if duty.owner else []
        if ready and duty.status in _OWED:
            to += ready.rule.escalate_to
        told += [_about(duty, role, "missed", ready, urgency="now") for role in dict.fromkeys(to)]
    return told


def _reminded(s: Situation, docket: Docket) -> list[dict[str, object]]:
    duties = [s.duties[id_] for id_ in docket.reminded if id_ in s.duties]
    return [_about(duty, duty.owner, "reminder", docket.ready(duty)) for duty in duties if duty.owner]


def _moved(s: Situation, docket: Docket) -> list[dict[str, object]]:
    changed = dict.fromkeys((*docket.moved, *docket.easing.changed))
    duties = [s.duties[id_] for id_ in changed if id_ in s.duties]
    return [_about(duty, duty.owner, "changed", docket.ready(duty)) for duty in duties if duty.owner]


def _withdrawn(s: Situation, rules: Rules, docket: Docket) -> list[dict[str, object]]:
    told = []
    for duty in docket.withdrawn:
        repeal = rules.repealed[duty.row]
        to = [*([duty.owner] if duty.owner else []), *_roles(s, repeal)]
        told += [_notice(role, "changed", repeal) | {"duty": duty.id} for role in dict.fromkeys(to)]
    return told


def _reassigned(s: Situation) -> list[dict[str, object]]:
    if s.event.name != "duty_reassigned":
        return []
    to, named = str(s.payload["to"]), s.payload["rules"]
    duties = [d for d in s.duties.values() if isinstance(named, tuple) and d.rule in named]
    return [_about(duty, to, "reassigned", None) for duty in duties]


def _notice(to: str, template: str, ready: Ready) -> dict[str, object]:
    rule = ready.rule
    if rule.confidential:
        return {"to": to, "template": template, "rules": (), "title": SOMETHING_TO_READ, "urgency": rule.urgency}
    return {"to": to, "template": template, "rules": (rule.id,), "title": rule.title, "urgency": rule.urgency}


def _about(duty: Duty, to: str, template: str, ready: Ready | None, urgency: str | None = None) -> dict[str, object]:
    urgent = ready is not None and ready.rule.urgent
    said: dict[str, object] = {
        "to": to,
        "template": template,
        "rules": tuple(dict.fromkeys(rule for rule in (duty.rule, duty.because) if rule)),
        "title": duty.title,
        "urgency": urgency or ("now" if urgent else "digest"),
        "duty": duty.id,
    }
    said |= {"due_on": duty.due_on} if duty.due_on else {}
    said |= {"due_at": duty.due_at} if duty.due_at else {}
    if duty.confidential:
        del said["duty"]
        said |= {"title": SOMETHING_TO_READ, "rules": ()}
    return said
