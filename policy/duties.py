"""Which duties stand: met, lapsed, moved, opened and run out of time, one after the other."""

from collections import Counter
from datetime import date, timedelta

from policy.case import Duty, Settled, Settlement
from policy.catalogue import Ready, Rules
from policy.easing import Easing
from policy.grammar import Anchor, Limit, Period
from policy.limits import STANDING, anchor_of, dates_of, is_unneeded, late_at, limit_of, occurrence_of
from policy.rule import Rule
from policy.situation import Situation
from policy.vocabulary import REASSESS

_DAY = timedelta(days=1)
_DATED = frozenset(
    {"anchor_on", "anchor_n", "due_on", "due_at", "work_by", "short_notice", "remind_at", "reminded", "overdue"}
)
_MUST = frozenset({"mandatory", "decision"})
_REACHED = frozenset({"milestone", "end", "cap"})
MOST_OPEN = 20  # of a row owed for every occurrence: the oldest make room, so that neglect cannot grow a case for ever


class Docket:
    """The duties of one decision while it is made."""

    def __init__(self, s: Situation, rules: Rules) -> None:
        self.s, self.rules = s, rules
        self.settled: list[Settled] = []
        self.moved: list[str] = []
        self.missed: list[str] = []
        self.reminded: list[str] = []
        self.withdrawn: list[Duty] = []
        self.easing = Easing(s)
        self.last: dict[str, str] = {}
        self._opened: dict[str, Duty] = {}
        self._named: Counter[str] = Counter()
        self._before = {duty.id: duty for duty in s.case.duties}
        self._by_key: dict[str, list[Duty]] = {}
        for duty in s.duties.values():
            self._by_key.setdefault(duty.row, []).append(duty)

    # ---- what came of it

    def opened(self) -> tuple[Duty, ...]:
        """Return the duties that were opened, those settled at once included."""
        return tuple(self._opened.values())

    def changed(self) -> tuple[Duty, ...]:
        """Return the duties open before that stay open and look otherwise now."""
        return tuple(duty for id_, duty in self.s.duties.items() if id_ in self._before and self._before[id_] != duty)

    def before(self) -> tuple[Duty, ...]:
        """Return the duties open before that look otherwise now or are no longer open, as they were."""
        return tuple(duty for id_, duty in self._before.items() if self.s.duties.get(id_) != duty)

    # ---- the steps

    def meet(self) -> None:
        """Settle what the event discharges."""
        s = self.s
        named = s.payload.get("rules")
        named_rules = set(named) if isinstance(named, tuple) else set()
        for duty in tuple(s.duties.values()):
            ready = self.ready(duty)
            if (duty.rule in named_rules or duty.because in named_rules) and self._covers_the_period_meant(duty):
                self._act_on_named(duty)
            elif ready and self._met(ready, duty):
                self.settle(duty, "met")

    def _covers_the_period_meant(self, duty: Duty) -> bool:
        """Return whether a recurring duty is of the period that an excuse speaks of, where it names one."""
        day = self.s.payload.get("period_of")
        if not isinstance(day, date) or duty.not_before is None or duty.due_on is None:
            return True
        return duty.not_before <= day <= duty.due_on

    def _act_on_named(self, duty: Duty) -> None:
        match self.s.event.name:
            case "duty_completed":
                self.settle(duty, "met")
            case "duty_excused":
                self.settle(duty, "excused", why=str(self.s.payload.get("rationale", "")))
            case "duty_reassigned":
                self.put(duty.model_copy(update={"owner": self.s.payload["to"]}))

    def _met(self, ready: Ready, duty: Duty) -> bool:
        s = self.s
        if s.event.on < (duty.not_before or min(duty.anchor_on or duty.opened_on, duty.opened_on)):
            return False
        s.duty = duty
        decision = duty.because is not None  # stands in for the work: what was decided closes it, done or not
        met = any(how.event == s.event.name and (decision or how.holds(s)) for how in ready.met_by)
        s.duty = None
        return met

    def reconcile(self) -> None:
        """Make the open duties what the rules say they should be: meet by state, let lapse, move, open."""
        for ready in self.rules.duties:
            open_duties = [d for d in self._by_key.get(ready.rule.key, ()) if d.id in self.s.duties]
            stays = all(condition(self.s) for condition in ready.stays)
            for duty in open_duties:
                if ready.met_when and ready.met_when(self.s):
                    self.settle(duty, "met")
                elif not stays or is_unneeded(self.s, ready, duty.due_on):
                    self.settle(duty, "lapsed")
            still = [d for d in open_duties if d.id in self.s.duties]
            if not stays:
                continue
            if not still and self._sent_back(ready):
                self._open_again(ready)
            elif ready.rule.each:
                self._open_for_event(ready)
            elif still:
                self._move(ready, still[0])
            else:
                self._open(ready)
        self._withdraw()
        self._drop_orphans()

    def _withdraw(self) -> None:
        """Let lapse what a row opened that has been repealed since; whoever owes it is told."""
        for duty in tuple(self.s.duties.values()):
            if repeal := self.rules.repealed.get(duty.row):
                self.settle(duty, "lapsed", why=repeal.rule.title)
                self.withdrawn.append(duty)

    def _drop_orphans(self) -> None:
        """Keep duties of rows that are gone without a repeal as they were opened, to the end of the sentence."""
        if self.s.phase not in {"closed", "terminated"}:
            return
        for duty in tuple(self.s.duties.values()):
            self.settle(duty, "lapsed")

    def _open_for_event(self, ready: Ready) -> None:
        s, rule = self.s, ready.rule
        mark = s.new_marks.get(s.event.name)
        if s.event.name not in rule.opens or mark is None or self._made_now(rule.key):
            return
        if all(condition(s) for condition in ready.when):
            self._add(ready, Anchor(mark.on, mark.at, mark.n), str(mark.n))
            self._make_room(rule.key)

    def _make_room(self, key: str) -> None:
        still = [duty for duty in self._by_key.get(key, ()) if duty.id in self.s.duties]
        for duty in still[:-MOST_OPEN]:
            self.settle(duty, "missed" if duty.overdue else "superseded", why=f"{MOST_OPEN} newer ones are open")

    def _sent_back(self, ready: Ready) -> bool:
        named = self.s.payload.get("rules")
        back = self.s.event.name == "duty_returned" and isinstance(named, tuple) and ready.rule.id in named
        return back and ready.every is None and ready.rule.key in self.s.case.last

    def _open_again(self, ready: Ready) -> None:
        """Open once more what a quality check sent back: its limit stays what it was (MCS 4.4)."""
        if anchor := anchor_of(self.s, ready):
            self._add(ready, anchor, occurrence_of(ready, anchor))

    def _made_now(self, key: str) -> bool:
        return any(duty.row == key for duty in self._opened.values())

    def _open(self, ready: Ready) -> None:
        s, rule = self.s, ready.rule
        anchor = anchor_of(s, ready)
        if anchor is None or (ready.of_the_message and anchor.n != s.number_of_event):
            return
        if ready.every:
            self._open_period(ready, anchor)
            return
        key = occurrence_of(ready, anchor)
        if self._last(rule.key) == key or not all(condition(s) for condition in ready.when):
            return
        self._add(ready, anchor, key)

    def _open_period(self, ready: Ready, anchor: Anchor, *, after: date | None = None) -> Duty | None:
        s, rule = self.s, ready.rule
        every = ready.every.counted(s) if ready.every else None
        if every is None or not all(condition(s) for condition in ready.when):
            return None
        behind = after or s.today - _DAY
        if after is None and (last := self._last(rule.key)):
            behind = max(behind, date.fromisoformat(last))
        period = every.first_ending(anchor.on, after=behind)
        until = s.day(rule.until) if rule.until else None
        if until is not None and period.last > until:
            return None
        return self._add(ready, anchor, STANDING, period=period)

    def _add(self, ready: Ready, anchor: Anchor, key: str, *, period: Period | None = None) -> Duty | None:
        s, rule = self.s, ready.rule
        limit = limit_of(s, ready, anchor, period)
        if is_unneeded(s, ready, limit.on if limit else None) or (rule.ahead and limit and limit.on < s.today):
            return None
        eased = self.easing.of(rule)
        if eased and eased.eases_to == "not_owed":
            if not (period and period.first > s.today):
                self._leave_out(rule, key, period, eased.name)
            return None
        instead = bool(ready.instead and ready.instead(s))
        duty = Duty.model_validate(
            {
                "id": self._new_id(ready),
                "rule": (rule.instead_rule or rule.id) if instead else rule.id,
                "title": rule.title,
                "owner": rule.owner,
                "opened_on": s.today,
                "occurrence": key,
                "status": "decision" if instead else rule.status,
            }
            | ({"because": rule.id} if instead else {})
            | ({"part": rule.part} if rule.part else {})
            | ({"confidential": True} if rule.confidential else {})
            | ({"begins": True} if rule.begins or rule.status == "milestone" else {})
            | ({"not_before": period.first} if period else {})
            | dates_of(s, ready, limit, limit.anchor if limit else anchor)
        )
        duty = self.easing.eased(duty, eased)
        self._opened[duty.id] = duty
        self._by_key.setdefault(rule.key, []).append(duty)
        self.put(duty)
        return duty

    def open_again(self, duty: Duty) -> None:
        """Open once more what had lapsed, where its rule still asks for it and nothing stands open in its place."""
        ready = self.ready(duty)
        if ready is None or not all(condition(self.s) for condition in ready.stays):
            return
        standing = [d for d in self._by_key.get(ready.rule.key, ()) if d.id in self.s.duties]
        if any(not ready.rule.each or d.occurrence == duty.occurrence for d in standing):
            return
        again = duty.model_copy(update={"id": self._new_id(ready), "opened_on": self.s.today})
        self._opened[again.id] = again
        self._by_key.setdefault(ready.rule.key, []).append(again)
        self.put(again)

    def _new_id(self, ready: Ready) -> str:
        id_ = f"{ready.rule.key}/{self.s.number_of_event}"
        count = self._named[id_]
        self._named[id_] += 1
        return f"{id_}+{count}" if count else id_

    def _leave_out(self, rule: Rule, key: str, period: Period | None, status: str) -> None:
        """Remember what a status leaves out: what happened once is not owed later, a lasting state is asked again."""
        told = period.last.isoformat() if period else status if key == STANDING else key
        if rule.each or self._last(rule.key) != told:
            self.easing.applied.append(status)
            self.last |= {} if rule.each else {rule.key: told}

    def _move(self, ready: Ready, duty: Duty) -> None:
        """Give an open duty its new limit where what it counts from has changed."""
        if ready.every or not ready.due:
            return
        limit = ready.due.find(self.s)
        if limit is None:
            return
        same = (limit.anchor.on, limit.anchor.n) == (duty.anchor_on, duty.anchor_n)
        shorter = duty.due_on is not None and limit.on < duty.due_on
        if not (same and duty.due_on is not None) and not (shorter and self.s.event.name == REASSESS):
            self._count_from(ready, duty, limit)

    def _count_from(self, ready: Ready, duty: Duty, limit: Limit) -> None:
        anchor = anchor_of(self.s, ready) or limit.anchor
        dates = {"occurrence": occurrence_of(ready, anchor)} | dates_of(self.s, ready, limit, limit.anchor)
        self.put_dates(duty, dates)

    def run_out(self) -> None:
        """Find what has run out of time by now, close periods and open the next, and remind who is to be reminded."""
        for duty in tuple(self.s.duties.values()):
            current: Duty | None = duty
            while current and not current.overdue and self._is_late(current):
                current = self._late(current)
            if current and current.remind_at and not current.reminded and current.remind_at <= self.s.now:
                if not current.overdue:
                    self.reminded.append(current.id)
                self.put(current.model_copy(update={"reminded": True}))

    def _is_late(self, duty: Duty) -> bool:
        moment = late_at(duty)
        return moment is not None and moment <= self.s.now

    def _late(self, duty: Duty) -> Duty | None:
        ready = self.ready(duty)
        if duty.status in _REACHED:
            self.settle(duty, "reached")
            return None
        if ready and self._stood_in_for(ready, duty):
            self.settle(duty, "superseded")
            return None
        self.missed.append(duty.id)
        recurs = ready is not None and ready.every is not None
        if not recurs and duty.status in _MUST:
            self.put(duty.model_copy(update={"overdue": True}))
            return None
        return self.settle(duty, "missed")

    def _stood_in_for(self, ready: Ready, duty: Duty) -> bool:
        """Return whether another part of the requirement, still open, takes the place of one whose limit has passed."""
        other = f"{ready.rule.id}#{ready.rule.falls_to}" if ready.rule.falls_to else None
        return any(d.row == other and d.anchor_n == duty.anchor_n for d in self.s.duties.values())

    # ---- the strokes

    def ready(self, duty: Duty) -> Ready | None:
        """Return the rule that made a duty, as in force now; nothing where it no longer is."""
        return self.rules.by_key.get(duty.row)

    def put(self, duty: Duty) -> None:
        """Keep a duty as it is now."""
        self.s.duties[duty.id] = duty
        if duty.id in self._opened:
            self._opened[duty.id] = duty

    def put_dates(self, duty: Duty, dates: dict[str, object], *, gone: frozenset[str] = _DATED) -> None:
        """Give a duty other dates in the place of those that are gone, and have its owner told."""
        self.put(Duty.model_validate(duty.model_dump(exclude=set(gone)) | dates))
        self.moved.append(duty.id)

    def settle(self, duty: Duty, how: Settlement, why: str | None = None) -> Duty | None:
        """End a duty; where its rule recurs and it was met or missed, return the next one."""
        s, key = self.s, duty.row
        del s.duties[duty.id]
        said: dict[str, object] = {"duty": duty.id, "rule": duty.rule, "how": how, "on": s.today}
        said |= {"due_on": duty.due_on} if duty.due_on else {}
        said |= {"due_at": duty.due_at} if duty.due_at else {}
        said |= {"late": True} if how == "met" and duty.overdue else {}
        said |= {"why": why} if why else {}
        self.settled.append(Settled.model_validate(said))
        ready = self.rules.by_key.get(key)
        if ready is None or how == "lapsed":
            return None
        if ready.every is None or duty.due_on is None:
            self.last[key] = self._settled_for(ready, duty)
            return None
        self.last[key] = duty.due_on.isoformat()
        anchor = anchor_of(s, ready)
        if anchor is None or not all(condition(s) for condition in ready.stays):
            return None
        return self._open_period(ready, anchor, after=duty.due_on)

    def _settled_for(self, ready: Ready, duty: Duty) -> str:
        """Return the time round that is done with: of a task without a date also what asked for it again meanwhile."""
        own = duty.occurrence or STANDING
        if not ready.rule.opens or duty.due_on is not None:
            return own
        newest = anchor_of(self.s, ready)
        asked_before = newest is not None and newest.n is not None and newest.n < self.s.number_of_event
        return occurrence_of(ready, newest) if newest and asked_before else own

    def _last(self, key: str) -> str | None:
        return self.last.get(key, self.s.case.last.get(key))
