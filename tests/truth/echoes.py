# SPDX-License-Identifier: Apache-2.0
"""From the county's log to verdicts: one echo, one verdict (semantics.md 1), the minute (2) and sight (3).
All moments are nanoseconds of UTC."""

import collections
import dataclasses
import json

SECOND = 10**9
MINUTE = 60 * SECOND
MISLEADING = ("corrupt", "forged", "error")


@dataclasses.dataclass
class Echo:
    sent: int
    rtt: int | None  # None: lost

    @property
    def answered(self):
        return self.rtt is not None


def read_log(lines):
    return [json.loads(line) for line in lines]


def verdicts(records, timeout):
    """[Echo] of one address, in the order of sending. "sent" in a record is a better time of sending than "t"."""
    found = []
    for record in sorted(records, key=lambda r: r["n"]):
        if any(mod.startswith(MISLEADING) for mod in record["mod"]):
            raise ValueError(f"the log alone does not say what became of such an echo: {record}")
        answered = record["fate"] == "reply" and record["held_ns"] <= timeout
        found.append(Echo(record.get("sent", record["t"]), record["held_ns"] if answered else None))
    return sorted(found, key=lambda echo: echo.sent)


def by_address(records):
    found = collections.defaultdict(list)
    for record in records:
        found[record["dst"]].append(record)
    return found


def decided_until(echoes, timeout, end):
    """Those whose verdict was reached at `end`; an undecided echo holds back those behind it."""
    decided = []
    for echo in echoes:
        if echo.sent + (echo.rtt if echo.answered else timeout) > end:
            break
        decided.append(echo)
    return decided


def percentile(values, p):
    """The ceil(p * n)-th of n sorted values."""
    values = sorted(values)
    return values[max(0, -(-round(p * 1000) * len(values) // 1000) - 1)]


@dataclasses.dataclass
class Minute:
    start: int
    sent: int
    lost: int
    median: int | None
    variation: int | None


def minutes(echoes, begin, end):
    """Every UTC minute that touches [begin, end), by start."""
    sent_in = collections.defaultdict(list)
    for echo in echoes:
        sent_in[echo.sent // MINUTE * MINUTE].append(echo)
    rows = {}
    for start in range(begin // MINUTE * MINUTE, end, MINUTE):
        rtts = [echo.rtt for echo in sent_in[start] if echo.answered]
        rows[start] = Minute(start, len(sent_in[start]), len(sent_in[start]) - len(rtts),
                             percentile(rtts, 0.5) if rtts else None,
                             percentile(rtts, 0.95) - min(rtts) if rtts else None)
    return rows


@dataclasses.dataclass
class Blind:
    """Sight was lost from `start` to `end`; `unanswered`: the first anchor echo without an answer. `absent`: nobody
    was there at all, so that no link can have answered."""
    start: int
    end: int | None
    unanswered: int
    absent: bool = False


class Sight:
    """What the anchors' echoes say. Without anchors sight always holds."""

    def __init__(self, anchors, quorum, interval, timeout, begin):
        self.anchors = [list(echoes) for echoes in anchors]
        self.quorum, self.window, self.begin = quorum, 3 * interval + timeout, begin
        self.blind = self.find_blind() if anchors else []

    def holds(self, moment):
        """At least `quorum` anchors answered an echo of the last 3 x interval + timeout. Nobody can have been silent
        for longer than we have been watching."""
        if moment < self.begin + self.window:
            return True
        return sum(any(e.answered and moment - self.window <= e.sent and e.sent + e.rtt <= moment for e in echoes)
                   for echoes in self.anchors) >= self.quorum

    def find_blind(self):
        answered = [echo for echoes in self.anchors for echo in echoes if echo.answered]
        moments = sorted({e.sent + self.window + 1 for e in answered} | {e.sent + e.rtt for e in answered}
                         | {self.begin + self.window})
        found = []
        for moment in moments:
            if self.holds(moment):
                if found and found[-1].end is None:
                    found[-1].end = moment
            elif not found or found[-1].end is not None:
                found.append(Blind(moment, None, self.first_unanswered(moment)))
        return found

    def first_unanswered(self, moment):
        """The first unanswered echo of the anchor that made them fewer than `quorum`: of one after another that fell
        silent it is not the first one, which may have been dead for weeks."""
        silent = []
        for echoes in self.anchors:
            last = max((e.sent for e in echoes if e.answered and e.sent + e.rtt < moment), default=self.begin)
            if last < moment - self.window:
                silent.append(min((e.sent for e in echoes if not e.answered and e.sent > last), default=moment))
        return sorted(silent)[len(self.anchors) - self.quorum]

    def confirmed_at(self, first_loss):
        """When `quorum` anchors had answered an echo sent at or after this moment; None: never."""
        if not self.anchors:
            return first_loss
        times = sorted(min((e.sent + e.rtt for e in echoes if e.answered and e.sent >= first_loss), default=None)
                       or 2**63 for echoes in self.anchors)
        found = times[self.quorum - 1] if self.quorum <= len(times) else 2**63
        return None if found == 2**63 else found

    def is_blind(self, moment):
        return any(b.start <= moment and (b.end is None or moment < b.end) for b in self.blind)
