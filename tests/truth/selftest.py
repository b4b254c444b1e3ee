#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The second reading of semantics.md against packet logs made by hand: each case small enough to be judged by eye."""

import unittest
from fractions import Fraction

import availability
import plan as plans
from book_truth import Book, document, spans
from echoes import SECOND, percentile

EPOCH = 1_790_000_040  # a minute's beginning
HEAD = """
[daemon]
timezone = "Asia/Jayapura"
[vantage]
anchors = ["198.18.0.1"]
[[district]]
id = "jila"
name = "Jila"
[[technology]]
id = "radio"
timeout = "1s"
late_window = "1s"
down_after = 3
up_after = 2
"""
ALWAYS = "." * 1000


def site(identity, *links, extra=""):
    """A site with links: (id, number of its address, keys)."""
    text = f'[[site]]\nid = "{identity}"\nname = "{identity}"\ndistrict = "jila"\n{extra}\n'
    for name, number, keys in links:
        text += f'[[link]]\nid = "{name}"\nsite = "{identity}"\ntechnology = "radio"\n' \
                f'address = "198.18.1.{number}"\n{keys}\n'
    return text


def log(address, pattern, first=0.25, interval=1.0, rtt=0.005):
    """An echo a character: "." answered, "x" lost, "l" answered after two seconds."""
    records = []
    for place, sign in enumerate(pattern):
        at = round((EPOCH + first + place * interval) * SECOND)
        record = {"n": at, "t": at, "dst": address, "fate": "lost" if sign == "x" else "reply", "mod": []}
        if sign != "x":
            record["held_ns"] = round((2 if sign == "l" else rtt) * SECOND)
        records.append(record)
    return records


def book_of(config, links, anchor=ALWAYS, seconds=None, anchors=True, **keys):
    """`links`: number of the address -> pattern, or (pattern, options of log)."""
    records = log("198.18.0.1", anchor, first=0.1, rtt=0.001) if anchors else []
    for number, what in links.items():
        pattern, options = what if isinstance(what, tuple) else (what, {})
        records += log(f"198.18.1.{number}", pattern, **options)
    end = EPOCH + (seconds or max(len(p[0] if isinstance(p, tuple) else p) for p in links.values()))
    return Book(plans.load(config), records, EPOCH * SECOND, end * SECOND, **keys)


def states(book, name):
    return [(start - EPOCH, state) for start, (state, _) in spans(book.links[name].course)]


def rooted(book, name):
    return [(start - EPOCH, state, sorted(roots)) for start, (state, roots) in spans(book.links[name].course)]


ONE = HEAD + site("one", ("a", 1, ""))


class OneLink(unittest.TestCase):
    def test_a_new_link_is_unknown_and_then_dated_back_to_its_first_answer(self):
        self.assertEqual(states(book_of(ONE, {1: "xx" + "." * 10}), "a"), [(0, "unknown"), (2, "up")])
        self.assertEqual(states(book_of(ONE, {1: "x" * 10}), "a"), [(0, "down")])

    def test_an_outage_begins_at_the_first_loss_and_ends_at_the_first_answer(self):
        book = book_of(ONE, {1: "....." + "x" * 7 + "." * 10})
        self.assertEqual(states(book, "a"), [(0, "up"), (5, "down"), (12, "up")])
        (outage,) = book.links["a"].outages
        self.assertEqual((outage.start - EPOCH, outage.end - EPOCH, outage.seconds), (5, 12, 7))

    def test_fewer_losses_are_none_and_fewer_answers_end_none(self):
        self.assertEqual(states(book_of(ONE, {1: "...xx..xx....."}), "a"), [(0, "up")])
        self.assertEqual(states(book_of(ONE, {1: "...xxx.xx.xx....."}), "a"), [(0, "up"), (3, "down"), (12, "up")])

    def test_an_answer_after_the_timeout_is_a_loss(self):
        self.assertEqual(states(book_of(ONE, {1: "....lllll....."}), "a"), [(0, "up"), (4, "down"), (9, "up")])

    def test_what_is_not_decided_at_the_end_counts_for_nothing(self):
        self.assertEqual(states(book_of(ONE, {1: "....xxx"}, seconds=7), "a"), [(0, "up")])
        self.assertEqual(states(book_of(ONE, {1: "....xxx"}, seconds=8), "a"), [(0, "up"), (4, "down")])

    def test_the_book_settles_before_an_undecided_run(self):
        self.assertEqual(book_of(ONE, {1: "." * 20}).settled_until("a") - EPOCH, 18)
        self.assertEqual(book_of(ONE, {1: "." * 15 + "x" + "x"}, seconds=17).settled_until("a") - EPOCH, 15)

    def test_percentiles_are_of_the_ceiling(self):
        self.assertEqual([percentile([5, 1, 4, 2, 3], p) for p in (0.2, 0.21, 0.5, 0.95)], [1, 2, 3, 5])


class Vantage(unittest.TestCase):
    def test_no_outage_without_an_anchor_s_answer_since_its_first_loss(self):
        # Silent from 20 s on; sight is lost 3 x 1 s + 3 s after the last answered anchor echo.
        dark = "." * 20 + "x" * 40 + "." * 40
        book = book_of(ONE, {1: dark}, anchor=dark)
        self.assertEqual(states(book, "a"), [(0, "up"), (20, "unknown"), (60, "up")])
        self.assertEqual(book.links["a"].outages, [])

    def test_a_link_that_answers_is_up_though_the_anchors_are_silent(self):
        self.assertEqual(states(book_of(ONE, {1: "." * 100}, anchor="." * 20 + "x" * 60 + "." * 20), "a"), [(0, "up")])

    def test_an_outage_that_was_told_ends_where_we_became_blind_when_the_link_answers_first(self):
        book = book_of(ONE, {1: "." * 10 + "x" * 60 + "." * 30}, anchor="." * 30 + "x" * 30 + "." * 40)
        self.assertEqual(states(book, "a"), [(0, "up"), (10, "down"), (30, "unknown"), (60, "down"), (70, "up")])
        (outage,) = book.links["a"].outages
        self.assertEqual((outage.seconds, len(outage.segments)), (30, 2))
        book = book_of(ONE, {1: "." * 10 + "x" * 40 + "." * 50}, anchor="." * 30 + "x" * 30 + "." * 40)
        self.assertEqual(states(book, "a"), [(0, "up"), (10, "down"), (30, "unknown"), (50, "up")])
        (outage,) = book.links["a"].outages
        self.assertEqual((outage.end - EPOCH, outage.seconds), (30, 20))

    def test_losses_while_blind_count_in_no_run(self):
        # Two losses after sight came back are too few though there were many before.
        pattern = "." * 20 + "x" * 42 + "." * 30
        book = book_of(ONE, {1: pattern}, anchor="." * 20 + "x" * 40 + "." * 40)
        self.assertEqual(states(book, "a"), [(0, "up"), (20, "unknown"), (62, "up")])

    def test_nobody_there_is_unknown_even_for_what_was_up(self):
        records = log("198.18.0.1", "." * 20) + log("198.18.0.1", "." * 30, first=30.05) + \
            log("198.18.1.1", "." * 20) + log("198.18.1.1", "." * 30, first=31.25)
        book = Book(plans.load(ONE), records, EPOCH * SECOND, (EPOCH + 60) * SECOND, [(EPOCH + 20, EPOCH + 30)])
        self.assertEqual(states(book, "a"), [(0, "up"), (20, "unknown"), (31, "up")])

    def test_sight_is_lost_three_intervals_and_a_timeout_after_the_last_answered_anchor_echo(self):
        # The last one was sent at 19.1 s: two answers before 25.1 s end the outage, later ones do not.
        anchor = "." * 20 + "x" * 30 + "." * 30
        for back, expected in ((23, [(23, "up")]), (25, [(20, "unknown"), (25, "up")])):
            book = book_of(ONE, {1: "." * 10 + "x" * (back - 10) + "." * 53}, anchor=anchor)
            self.assertEqual(states(book, "a"), [(0, "up"), (10, "down"), *expected])

    def test_a_loss_of_an_anchor_long_ago_dates_nothing(self):
        anchor = "." * 5 + "x" + "." * 24 + "x" * 30 + "." * 40
        book = book_of(ONE, {1: "." * 10 + "x" * 60 + "." * 30}, anchor=anchor)
        self.assertEqual(states(book, "a")[:3], [(0, "up"), (10, "down"), (30, "unknown")])

    def test_of_several_anchors_the_one_that_is_missed_dates_the_loss_of_sight(self):
        config = ONE.replace('["198.18.0.1"]', '["198.18.0.1", "198.18.0.2"]\nquorum = %d')
        records = log("198.18.0.1", "." * 20 + "x" * 40 + "." * 40, first=0.1) + \
            log("198.18.1.1", "." * 5 + "x" * 95) + log("198.18.0.2", "." * 30 + "x" * 30 + "." * 40, first=0.6)
        for quorum, unknown, again in ((1, 30, 60), (2, 20, 61)):
            book = Book(plans.load(config % quorum), records, EPOCH * SECOND, (EPOCH + 100) * SECOND)
            self.assertEqual(states(book, "a"), [(0, "up"), (5, "down"), (unknown, "unknown"), (again, "down")])

    def test_without_anchors_sight_always_holds(self):
        config = ONE.replace('["198.18.0.1"]', "[]")
        self.assertEqual(states(book_of(config, {1: "..." + "x" * 20}, anchors=False), "a"), [(0, "up"), (3, "down")])


class Minutes(unittest.TestCase):
    def test_five_minutes_over_the_threshold_are_an_outage_from_the_first_to_the_next_good_one(self):
        often = "xx.xxxx.xx" * 6  # 80 % lost, never ten in a row
        config = HEAD.replace("down_after = 3", "down_after = 10") + site("one", ("a", 1, ""))
        book = book_of(config, {1: "." * 60 + often * 6 + "." * 120})
        # The minute that ended where the outage did was complete when the link was up again.
        self.assertEqual(states(book, "a"), [(0, "up"), (60, "down"), (420, "up"), (422, "degraded")])
        book = book_of(config, {1: "." * 60 + often * 4 + "." * 120})
        self.assertEqual(states(book, "a")[:2], [(0, "up"), (242 + 60, "degraded")])

    def test_degraded_is_judged_when_a_minute_is_complete_and_never_dated_back(self):
        slow = {"rtt": 0.3}
        records = log("198.18.0.1", ALWAYS, first=0.1) + log("198.18.1.1", "." * 300) + \
            log("198.18.1.1", "." * 300, first=300.25, **slow) + log("198.18.1.1", "." * 400, first=600.25)
        book = Book(plans.load(ONE), records, EPOCH * SECOND, (EPOCH + 1000) * SECOND)
        # The median of five minutes is bad with the third bad one, and good with the third good one.
        self.assertEqual(states(book, "a"), [(0, "up"), (480 + 2, "degraded"), (780 + 2, "up")])

    def test_minutes_with_fewer_than_four_decided_echoes_prove_nothing(self):
        config = HEAD.replace("down_after = 3", "down_after = 1000") + site("one", ("a", 1, ""))
        for interval, state in ((20, "up"), (15, "down")):
            pattern = "." * 8 + "x" * 40
            records = log("198.18.0.1", ALWAYS, first=0.1) + log("198.18.1.1", pattern, interval=interval)
            book = Book(plans.load(config), records, EPOCH * SECOND, (EPOCH + 500) * SECOND)
            self.assertEqual({"down"} & set(book.links["a"].line.values()), {"down"} & {state})

    def test_degraded_ends_only_when_all_are_below_warn(self):
        config = HEAD + site("one", ("a", 1, "rtt_warn = '30ms'\nrtt_bad = '100ms'"))
        records = log("198.18.0.1", ALWAYS, first=0.1) + log("198.18.1.1", "." * 300, rtt=0.11) + \
            log("198.18.1.1", "." * 300, first=300.25, rtt=0.05) + log("198.18.1.1", "." * 400, first=600.25)
        book = Book(plans.load(config), records, EPOCH * SECOND, (EPOCH + 1000) * SECOND)
        self.assertEqual(states(book, "a"), [(0, "up"), (302, "degraded"), (782, "up")])

    def test_degraded_ends_with_the_link(self):
        config = HEAD + site("one", ("a", 1, "loss_warn = 0.5\nloss_bad = 0.5"))
        book = book_of(config, {1: ("." * 310 + "x" * 5 + "." * 200, {"rtt": 0.3})})
        self.assertEqual(states(book, "a"),
                         [(0, "up"), (302, "degraded"), (310, "down"), (315, "up"), (362, "degraded")])


TREE = HEAD + site("hub", ("h", 1, "")) + site("one", ("a", 2, 'parents = ["h"]')) \
    + site("two", ("b", 3, 'parents = ["site:one"]')) + site("three", ("c", 4, 'parents = [["h", "b"]]'))


class Parents(unittest.TestCase):
    def test_children_of_a_dead_hub_are_unreachable_through_any_depth_and_it_is_the_root(self):
        dark = "." * 10 + "x" * 20 + "." * 10
        book = book_of(TREE, {1: dark, 2: dark, 3: dark, 4: dark})
        self.assertEqual(rooted(book, "h"), [(0, "up", []), (10, "down", ["h"]), (30, "up", [])])
        for name in ("a", "b", "c"):
            self.assertEqual(rooted(book, name), [(0, "up", []), (10, "unreachable", ["h"]), (30, "up", [])])
        self.assertEqual(book.links["b"].outages[0].segments[0].cause, "upstream")

    def test_one_working_member_of_a_group_is_enough(self):
        dark = "." * 10 + "x" * 20 + "." * 10
        book = book_of(TREE, {1: "." * 40, 2: "." * 40, 3: dark, 4: dark})
        self.assertEqual(rooted(book, "c"), [(0, "up", []), (10, "down", ["c"]), (30, "up", [])])

    def test_a_parent_that_fails_within_a_minute_takes_its_child_s_outage_from_its_start(self):
        for late, expected in ((60, ["h"]), (61, ["a"])):
            child, hub = "." * 10 + "x" * 100 + "." * 10, "." * (10 + late) + "x" * (100 - late) + "." * 10
            book = book_of(TREE, {1: hub, 2: child, 3: "." * 120, 4: "." * 120})
            state = "unreachable" if expected == ["h"] else "down"
            self.assertEqual(rooted(book, "a"), [(0, "up", []), (10, state, expected), (110, "up", [])], late)

    def test_a_child_that_stays_away_when_its_parent_is_back_is_its_own_root_from_then_on(self):
        for stays, expected in ((60, []), (61, [(50, "down", ["a"])])):
            hub = "." * 10 + "x" * 40 + "." * 100
            child = "." * 10 + "x" * (40 + stays) + "." * (100 - stays)
            book = book_of(TREE, {1: hub, 2: child, 3: "." * 150, 4: "." * 150})
            self.assertEqual(rooted(book, "a"), [(0, "up", []), (10, "unreachable", ["h"]), *expected,
                                                 (50 + stays, "up", [])])
            self.assertEqual(len(book.links["a"].outages), 1)

    def test_unknown_time_in_an_outage_keeps_whose_it_was(self):
        # The child falls by itself, we become blind, and the hub is away when sight returns.
        child, hub = "." * 10 + "x" * 170 + "." * 10, "." * 100 + "x" * 60 + "." * 30
        anchor = "." * 100 + "x" * 30 + "." * 60
        book = book_of(TREE, {1: hub, 2: child, 3: "." * 190, 4: "." * 190}, anchor=anchor)
        self.assertEqual(rooted(book, "a"), [(0, "up", []), (10, "down", ["a"]), (100, "unknown", []),
                                             (130, "down", ["a"]), (180, "up", [])])
        # It answers in between: a new outage, and the hub's.
        child = "." * 10 + "x" * 100 + "." + "x" * 49 + "." * 30
        book = book_of(TREE, {1: hub, 2: child, 3: "." * 190, 4: "." * 190}, anchor=anchor)
        self.assertEqual(rooted(book, "a"), [
            (0, "up", []), (10, "down", ["a"]), (100, "unknown", []), (110, "up", []), (111, "unknown", []),
            (130, "unreachable", ["h"]), (160, "up", [])])

    def test_what_only_failed_because_the_parent_is_unknown_is_unknown(self):
        config = HEAD + site("hub", ("h", 1, "down_after = 1000\nup_after = 1000")) \
            + site("one", ("a", 2, 'parents = ["h"]'))
        book = book_of(config, {1: "." * 40, 2: "." * 10 + "x" * 20 + "." * 10})
        self.assertEqual(states(book, "a"), [(0, "up"), (10, "unknown"), (30, "up")])

    def test_a_site_is_unreachable_only_when_every_root_lies_outside(self):
        config = HEAD + site("hub", ("h", 1, "")) + site("one", ("a", 2, 'parents = ["h"]'),
                                                         ("b", 3, 'role = "backup"\nparents = ["h"]'))
        hub = "." * 10 + "x" * 20 + "." * 10
        book = book_of(config, {1: hub, 2: hub, 3: "." * 40})
        self.assertEqual([(s - EPOCH, state) for s, state in spans(book.sites["one"])],
                         [(0, "up"), (10, "degraded"), (30, "up")])
        book = book_of(config, {1: hub, 2: hub, 3: hub})
        self.assertEqual([state for _, state in spans(book.sites["one"])], ["up", "unreachable", "up"])
        book = book_of(config.replace('"backup"\nparents = ["h"]', '"backup"'), {1: hub, 2: hub, 3: hub})
        self.assertEqual([state for _, state in spans(book.sites["one"])], ["up", "down", "up"])

    def test_incidents_share_a_root(self):
        from outages import incidents
        dark = "." * 10 + "x" * 20 + "." * 10
        book = book_of(TREE, {1: dark, 2: dark, 3: dark, 4: "." * 10 + "x" * 5 + "." * 25})
        found = [outage for truth in book.links.values() for outage in truth.outages]
        self.assertEqual(incidents(found), [[0, 1, 2, 3]])


CONTRACT = """
[[provider]]
id = "p"
name = "P"
[[contract]]
id = "k"
provider = "p"
start = 2026-01-01
end = 2027-12-31
target = 0.95
minimum_outage = "10s"
formula = "net-b"
"""


class Availability(unittest.TestCase):
    def account(self, **seconds):
        return availability.Account({"up": 0, **seconds})

    def test_the_vectors_of_semantics_9(self):
        upstream, power, month = 13 * 3600 + 25 * 60, 20 * 3600 + 10 * 60, 744 * 3600
        august = self.account(up=month - upstream - power, down=upstream, excluded=power)
        self.assertEqual([availability.cut(ratio, 5) for ratio in (august.gross(), august.net("net-a"),
                                                                   august.net("net-b"))], [0.95486, 0.98196, 0.98146])
        outage = 397_440  # 110.4 h
        for days, expected in ((92, 0.95), (31, 0.85161)):
            self.assertEqual(availability.cut(self.account(up=days * 86400 - outage, down=outage).gross(), 5), expected)
        live = self.account(up=(384 - 36) * 3600, down=36 * 3600)
        self.assertEqual((live.all(), live.gross()), (384 * 3600, Fraction(90625, 100000)))

    def test_seconds_fall_into_classes_once(self):
        work = f"""[[maintenance]]
links = ["a"]
start = {rfc3339(EPOCH + 50)}
end = {rfc3339(EPOCH + 80)}
"""
        config = HEAD + CONTRACT + work + site("one", ("a", 1, 'contract = "k"'))
        pattern = "." * 10 + "x" * 10 + "." * 10 + "x" * 11 + "." * 19 + "x" * 15 + "." * 40
        book = book_of(config, {1: pattern})
        self.assertEqual([outage.seconds for outage in book.links["a"].outages], [10, 11, 15])
        account = book.account("a", EPOCH + 100)
        self.assertEqual(dict(account), {"up": 49, "short": 10, "down": 11, "planned": 15, "excluded": 15})
        self.assertEqual(account.net("net-b"), 1 - Fraction(11, 70))
        self.assertEqual(book.links["a"].outages[2].segments[0].cause, "planned_work")
        corrected = book.account("a", EPOCH + 100, {EPOCH + 30: "monitoring_fault"})
        self.assertEqual((corrected["unknown"], corrected["down"]), (11, 0))

    def test_work_announced_too_late_is_not_planned(self):
        work = f"""[[maintenance]]
links = ["a"]
announced = {rfc3339(EPOCH + 50 - 3600)}
start = {rfc3339(EPOCH + 50)}
end = {rfc3339(EPOCH + 80)}
"""
        for notice, planned in (("1h", 30), ("61m", 0)):
            contract = CONTRACT + f'planned_notice = "{notice}"\n'
            book = book_of(HEAD + contract + work + site("one", ("a", 1, 'contract = "k"')), {1: "." * 100})
            self.assertEqual(book.account("a", EPOCH + 100)["planned"], planned)

    def test_the_whole_document_is_made(self):
        found = document(book_of(TREE, {1: "." * 30, 2: "." * 30, 3: "." * 30, 4: "." * 30}))
        self.assertEqual(found["links"]["a"]["gross"], 1.0)
        self.assertEqual(found["links"]["a"]["seconds"], {"up": 28})
        self.assertEqual(found["links"]["a"]["minutes"][0]["sent"], 30)


def rfc3339(second):
    import datetime
    return datetime.datetime.fromtimestamp(second, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


if __name__ == "__main__":
    unittest.main()
