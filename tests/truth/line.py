# SPDX-License-Identifier: Apache-2.0
"""What the echoes of one link say by themselves: up, degraded, down or unknown, each second (semantics.md 3 and 5).
Borders are found in nanoseconds and cut down to whole seconds at the end."""

from echoes import MINUTE, SECOND, minutes

UP, DEGRADED, DOWN, UNREACHABLE, UNKNOWN = "up", "degraded", "down", "unreachable", "unknown"
BLIND = "blind"  # unknown because we could not see, not because nothing was ever decided
NEVER = 2**63


class Runs:
    """The run rule, echo after echo in the order of sending. `borders`: [(moment, state)] that the state changed at,
    looking back: a later entry may begin before an earlier one and then replaces it from there on."""

    def __init__(self, link, sight, begin):
        self.profile, self.sight = link.profile, sight
        self.borders = [(begin, UNKNOWN)]
        self.state = UNKNOWN
        self.losses, self.answers = [], []
        self.blind_left = sorted(sight.blind, key=lambda b: b.start)
        self.now = begin

    def become(self, state, moment):
        self.state = state
        self.borders = [border for border in self.borders if border[0] < moment] + [(moment, state)]

    def begin_blind(self, blind):
        """Sight is lost: what does not answer is unknown."""
        self.now = blind.start
        if self.losses and self.state != DOWN:
            self.lose_sight_of(self.losses[0])
        elif self.state == DOWN or blind.absent:
            self.lose_sight_of(blind.unanswered)
        self.losses, self.answers = [], []

    def lose_sight_of(self, moment):
        if self.state in (UP, DOWN):  # a link that was never decided stays as it is
            self.become(BLIND, moment)

    def advance(self, moment):
        """What happens without an echo of ours until `moment`: an anchor's answer confirms a run, or sight goes."""
        while True:
            confirmed = self.confirmation()
            blind = self.blind_left[0].start if self.blind_left else NEVER
            if min(confirmed, blind) > moment:
                return
            if confirmed <= blind:
                self.become(DOWN, self.losses[0])
            else:
                self.begin_blind(self.blind_left.pop(0))

    def confirmation(self):
        """When the present loss run becomes an outage, if nothing comes between."""
        if self.state == DOWN or len(self.losses) < self.profile["down_after"]:
            return NEVER
        return max(self.sight.confirmed_at(self.losses[0]) or NEVER, self.now)

    def take(self, echo):
        decided = echo.sent + (echo.rtt if echo.answered else self.profile["timeout"])
        self.advance(max(self.now, decided))
        self.now = max(self.now, decided)
        if echo.answered and self.state == BLIND:
            self.become(UP, echo.sent)  # "until its first answer"
        if self.sight.is_blind(echo.sent) or (self.sight.is_blind(decided) and not echo.answered):
            if not echo.answered and self.state == UP:
                self.lose_sight_of(echo.sent)
            return  # counts in no run
        run, other = (self.answers, self.losses) if echo.answered else (self.losses, self.answers)
        other.clear()
        run.append(echo.sent)
        if echo.answered and self.state != UP and len(run) >= self.profile["up_after"]:
            self.become(UP, run[0])
        self.advance(self.now)


def run_rule(link, echoes, sight, begin, end):
    runs = Runs(link, sight, begin)
    for echo in echoes:
        runs.take(echo)
    runs.advance(end)
    return runs


def seconds_of(borders, first, last):
    """{second: state} for [first, last): a second has the state that holds at its beginning, borders cut down."""
    states, state, left = {}, UNKNOWN, [(moment // SECOND, name) for moment, name in borders]
    for second in range(first, last):
        while left and left[0][0] <= second:
            state = left.pop(0)[1]
        states[second] = state
    return states


def complete_at(start, profile):
    return start + MINUTE + profile["timeout"] + profile["late_window"]


def ratio_stretches(rows, sight, threshold_on, is_final):
    """[[start, end]]: loss above the threshold in 5 consecutive complete minutes, each with at
    least 4 decided echoes and sight throughout, to the first complete minute at or under it."""
    found, series, inside = [], [], False
    for start, row in sorted(rows.items()):
        if not is_final(row):
            break
        over = row.sent > 0 and row.lost / row.sent > threshold_on(start // SECOND)
        seen = not any(b.start < start + MINUTE and (b.end is None or b.end > start) for b in sight.blind)
        if inside and row.sent > 0 and not over:
            found[-1][1], inside = start, False
        series = series + [start] if over and row.sent >= 4 and seen else []
        if not inside and len(series) == 5:
            found.append([series[0], None])
            inside = True
    return found


def is_bad(profile, rows, level, any_of):
    """Whether any (all) of the three measures over these minutes reach `level`; those without a value are left out."""
    sent, lost = sum(row.sent for row in rows), sum(row.lost for row in rows)
    verdict = []
    if sent:
        verdict.append(lost / sent >= profile["loss_" + level])
    for measure, key in (("median", "rtt_"), ("variation", "variation_")):
        values = sorted(value for value in (getattr(row, measure) for row in rows) if value is not None)
        if values:
            verdict.append(values[-(-len(values) // 2) - 1] >= profile[key + level])
    return any_of(verdict)


def mark_degraded(states, link, rows, end):
    """Judged when a minute completes, over the last 5 complete minutes, only while up; never dated back."""
    profile, flag, judgements = link.profile, False, {}
    order = sorted(rows)
    for place, start in enumerate(order):
        at = complete_at(start, profile)
        if place >= 4 and at <= end:
            judgements[at // SECOND] = [rows[minute] for minute in order[place - 4:place + 1]]
    for second in sorted(states):
        if states[second] != UP:
            flag = False
            continue
        if second in judgements:
            flag = is_bad(profile, judgements[second], "warn" if flag else "bad", any)
        if flag:
            states[second] = DEGRADED


def line_states(plan, link, echoes, sight, begin, end):
    """{second: state} of one link from its own echoes alone, from `begin` to `end` (nanoseconds)."""
    first, last = begin // SECOND, end // SECOND
    runs = run_rule(link, echoes, sight, begin, end)
    states = seconds_of(runs.borders, first, last)
    rows = minutes(echoes, begin, end)

    def threshold_on(second):
        contract = plan.contract_on(link, second)
        return contract.loss_threshold if contract else 0.75

    stretches = ratio_stretches(rows, sight, threshold_on, lambda row: complete_at(row.start, link.profile) <= end)
    for start, stop in stretches:
        for second in range(max(first, start // SECOND), last if stop is None else stop // SECOND):
            if states[second] != BLIND:
                states[second] = DOWN
    states = {second: UNKNOWN if state == BLIND else state for second, state in states.items()}

    mark_degraded(states, link, rows, end)
    return states
