# SPDX-License-Identifier: Apache-2.0
"""What agents and those between do wrong: each is counted by its reason, the session is usable again, the page can be
read, and the ICMP link beside never notices."""

import glob
import os
import re
import time
import tomllib

from harness import main, wait_for
from snmp_agent import EverySecond, Sending, bound, changed, delayed, foregone, only_for, silent
from snmp_ber import (COUNTER64, GEN_ERR, GET, GET_BULK, GET_NEXT, INTEGER, NULL, OCTETS, OID, REPORT, RESPONSE,
                      SEQUENCE, Value, integer, oid, tlv)
from snmp_router import IF_NAME, IFX_ENTRY, Router
from snmp_trial import ROOT, SnmpTrial, agent_of

WALKS = (GET_BULK, GET_NEXT)
FORGED = 987654321987


VENDORS = oid("1.3.6.1.4.1")
# mtxrSystemReboot (writing to it restarts the router) and the key of an airFiber link, in clear.
DANGEROUS = [oid("1.3.6.1.4.1.14988.1.1.7.1"), oid("1.3.6.1.4.1.41112.1.3.1.1.15")]


def objects_of_profiles():
    """Every object identifier that the shipped profiles may ask for; sysObjectIDs are none."""
    found = set()

    def collect(value):
        if isinstance(value, dict):
            for key, each in value.items():
                if key != "sysobjectid":
                    collect(each)
        elif isinstance(value, list):
            for each in value:
                collect(each)
        elif isinstance(value, str) and re.fullmatch(r"\d+(\.\d+){5,}", value):
            found.add(oid(value))

    for path in glob.glob(os.path.join(ROOT, "config", "snmp", "*.toml")):
        with open(path, "rb") as file:
            collect(tomllib.load(file))
    return found


def length_fields(data, start=0, end=None):
    """(offset, size) of each length field, all depths."""
    at, found = start, []
    while at < (len(data) if end is None else end):
        size = 1 + (data[at + 1] & 0x7F if data[at + 1] & 0x80 else 0)
        body = at + 1 + size
        count = data[at + 1] if size == 1 else int.from_bytes(data[at + 2:body], "big")
        found.append((at + 1, size))
        if data[at] & 0x20:
            found += length_fields(data, body, body + count)
        at = body + count
    return found


def with_lengths(data, evil):
    """The message once for each of its length fields, replaced by `evil`."""
    return [data[:at] + evil + data[at + size:] for at, size in length_fields(data)]


class Faults(SnmpTrial):
    """Each test: device "bad" is what its agent makes of it, "good" is polled beside it."""

    def begin_pair(self, behave=None, router=None, devices=None, **limits):
        self.router, self.good = router or Router(), Router(name="good")
        self.begin({"bad": agent_of(self.router, "127.0.0.2", behave, **limits),
                    "good": agent_of(self.good, "127.0.0.3")}, devices)
        self.agent = self.agents["bad"]

    def assert_usable(self, seconds=20.0):
        """The agent behaves again from here on; so does the other one all the time."""
        self.agent.behave = None
        self.router.interfaces[0].in_bytes += 1000
        page = self.wait_complete("bad", seconds)
        self.assertEqual(self.value("snmp_up", "bad", page), 1)
        self.assertIsNotNone(self.value("interface_receive_bytes_total", "bad", page, interface="ether1"))
        self.assert_good_one_unharmed()
        self.assert_sound()

    def assert_good_one_unharmed(self):
        page = self.wait_complete("good")
        self.assertEqual(self.errors("good", page), {})
        self.assertEqual(self.value("snmp_timeouts_total", "good", page), 0)

    def test_after_the_first_poll_each_is_one_get(self):
        self.begin_pair(devices={"bad": {"interfaces": ["ether1", "lan"]}})
        self.wait_complete("bad")
        asked = self.asked_in("bad", 5)
        self.assertEqual({each.kind for each in asked}, {GET})
        self.assertIn(len(asked), (4, 5, 6))
        self.assertEqual(len({frozenset(each.oids) for each in asked}), 1, "always the same objects")
        gaps = [later.at - earlier.at for earlier, later in zip(asked, asked[1:])]
        self.assertGreater(min(gaps), 0.9)
        page = self.daemon.metrics()
        self.assertAlmostEqual(self.value("snmp_requests_total", "bad", page), len(self.agent.asked), delta=1)
        for name in ("ether1", "lan"):
            self.assertIsNotNone(self.value("interface_up", "bad", page, interface=name))
        self.assertEqual(self.agent.unreadable, [])
        self.assert_sound()

    def expect_borne(self, bad, reasons):
        """`bad` datagrams before each answer: the request waits on, and the poll is complete."""
        # Nonsense with the right request id is read up to 256 KiB an attempt, hence a sixteenth of it at each request.
        def some(agent, asked):
            every = list(bad(agent, asked))
            return every[len(self.agent.asked) % 16::16] if len(every) > 64 else every

        self.begin_pair(foregone(some), devices={"bad": {"timeout": "3s"}})
        first = self.wait_complete("bad")
        page = self.wait_errors("bad", reasons[0])
        self.assertEqual(set(self.errors("bad", page)) - set(reasons), set())
        self.assertEqual(self.value("snmp_timeouts_total", "bad", page), 0)
        self.assertEqual(self.value("interface_receive_bytes_total", "bad", first, interface="ether1"), 0)
        self.assert_usable()

    def test_truncated_at_every_length(self):
        self.expect_borne(lambda agent, asked: [agent.answer(asked)[:size] for size in range(len(agent.answer(asked)))],
                          ["decode"])

    def test_length_bombs_and_negative_lengths_at_every_depth(self):
        bombs = (b"\x80", b"\xff", b"\x84\xff\xff\xff\xff", b"\x84\x7f\xff\xff\xff", b"\x88" + b"\xff" * 8,
                 b"\x88\x80" + b"\0" * 7, b"\x84\x80\0\0\0")
        self.expect_borne(lambda agent, asked: [
            each for evil in bombs for each in with_lengths(agent.answer(asked), evil)], ["decode"])

    def test_integers_without_end_or_beginning(self):
        def bad(agent, asked):
            right = agent.respond(asked.message)
            for wrong in (b"\x02\x00", b"\x02\x09" + b"\x01" * 9, b"\x02\x05\x01\x01\x01\x01\x01", b"\x04\x01\x05"):
                for place in range(3):
                    numbers = [integer(right.request_id), integer(0), integer(0)]
                    numbers[place] = wrong
                    pdu = b"".join(numbers) + tlv(SEQUENCE, b"")
                    yield tlv(SEQUENCE, integer(1) + tlv(OCTETS, right.community) + tlv(RESPONSE, pdu))
            yield agent.answer(asked) + b"\0"  # bytes behind the message belong to nothing
            yield agent.answer(asked, second=-1, first=GEN_ERR)[:-1]

        self.expect_borne(bad, ["decode"])

    def forgeries(self, right):
        """Answers with values of their own that are not answers to what was asked."""
        names = [name for name in right.oids if name[:len(oid(IFX_ENTRY))] == oid(IFX_ENTRY)]
        forged = right._replace(bindings=[
            (name, Value(COUNTER64, FORGED) if name in names and value.tag == COUNTER64 else value)
            for name, value in right.bindings])
        return [forged._replace(**fields) for fields in (
            {"request_id": right.request_id + 1}, {"request_id": right.request_id ^ 0x5555}, {"request_id": 0},
            {"request_id": -1}, {"version": 0}, {"version": 2}, {"version": 3}, {"version": -1},
            {"community": b"other"}, {"community": b""}, {"community": b"x" * 2000}, {"kind": GET}, {"kind": 0xA4},
            {"kind": 0xA6}, {"kind": 0xA7}, {"kind": REPORT})]

    def test_another_request_id_version_community_or_kind_is_no_answer(self):
        self.begin_pair(foregone(lambda agent, asked: [
            each.encode() for each in self.forgeries(agent.respond(asked.message))]))
        for _ in range(3):
            page = self.wait_complete("bad")
            self.assertEqual(self.value("interface_receive_bytes_total", "bad", page, interface="ether1"), 0)
        self.assert_usable()

    def test_nothing_but_forgeries_is_a_timeout(self):
        self.begin_pair()
        self.wait_complete("bad")
        self.agent.behave = lambda agent, asked: [
            Sending(each.encode()) for each in self.forgeries(agent.respond(asked.message))]
        page = self.wait_errors("bad", "timeout")
        self.assertEqual(self.value("snmp_up", "bad", page), 0)
        self.assertGreaterEqual(self.value("snmp_retries_total", "bad", page), 2)
        self.assert_usable()
        self.assertLess(self.value("interface_receive_bytes_total", "bad", interface="ether1"), FORGED)

    def test_objects_that_were_not_asked_for_are_not_believed(self):
        self.begin_pair()
        self.wait_complete("bad")

        def others(bindings):
            return [(name[:-1] + (name[-1] + 7,), Value(COUNTER64, FORGED)) for name, _ in bindings]

        for wrong in (others, lambda right: right[:1], lambda right: right + others(right), lambda right: [],
                      lambda right: [right[0]] * len(right), lambda right: list(reversed(right))):
            self.agent.behave = changed(bindings=wrong)
            time.sleep(2.2)
            page = self.daemon.metrics()
            found = page.find("pantau_interface_receive_bytes_total", device="bad").values()
            self.assertLess(max(found, default=0), FORGED)
        self.assert_usable()

    def test_answer_from_another_address_or_port(self):
        self.begin_pair()
        self.wait_complete("bad")
        for stranger in (bound("127.0.0.9", self.agent.port), bound("127.0.0.2")):
            self.addCleanup(stranger.close)
            self.agent.behave = lambda agent, asked, by=stranger: [Sending(agent.answer(asked), 0, by)]
            page = self.wait_errors("bad", "wrong_source")
            wait_for("the poll to fail", lambda: self.value("snmp_up", "bad") == 0)
            self.assertEqual(set(self.errors("bad", page)) - {"wrong_source", "timeout"}, set())
            self.agent.behave = None
            self.wait_complete("bad")
        self.assert_usable()

    def test_wrong_types_are_no_values(self):
        self.begin_pair()
        self.wait_complete("bad")
        right = dict(self.router.mib.objects)
        for wrong in (Value(OCTETS, b"\xff\x00\x1b[31m"), Value(OID, "1.3.6.1"), Value(NULL, None),
                      Value(INTEGER, -2**31), Value(OCTETS, b""), Value(OCTETS, "nan"), Value(0x44, b"\x9f\x78\x04\x7f\xc0\0\0"),
                      Value(0x40, b"\x01"), Value(0x47, b"\x01"), Value(COUNTER64, 2**64 - 1)):
            names = {name for name in right if name[:len(oid(IF_NAME))] != oid(IF_NAME)}
            self.router.mib.update({name: wrong for name in names})
            before = len(self.agent.asked)
            wait_for("two polls", lambda before=before: len(self.agent.asked) >= before + 3, seconds=30)
            self.assert_sound()
        self.router.mib.update(right)
        self.wait_complete("bad")
        self.router.restart()  # what it did not have is asked for again at once, else after an hour
        self.wait_complete("bad")
        self.assert_usable()

    def expect_stopped(self, behave, most):
        """A walk that leads nowhere ends by itself: at most so many requests in the poll's time."""
        self.begin_pair(only_for(WALKS, behave), devices={"bad": {"interval": "4s"}})
        wait_for("a walk", lambda: GET_BULK in self.agent.kinds(), seconds=20)
        asked = self.asked_in("bad", 8)
        self.assertLessEqual(len(asked), 2 * most)
        self.assert_good_one_unharmed()
        self.router.restart()  # rows are looked for again; else that takes 15 minutes
        self.agent.behave = None
        self.wait_complete("bad", 30)
        self.assert_usable(30)

    def test_a_walk_that_stands_still(self):
        self.expect_stopped(lambda agent, asked: [Sending(agent.respond(asked.message)._replace(bindings=[
            (name, Value(OCTETS, "again")) for name in asked.oids]).encode())], 20)

    def test_a_walk_that_goes_in_a_circle(self):
        def circle(agent, asked):
            rows = [(oid(IF_NAME) + (index,), Value(OCTETS, f"x{index}")) for index in (3, 4, 5, 3, 4, 5)]
            return [Sending(agent.respond(asked.message)._replace(bindings=rows).encode())]
        self.expect_stopped(circle, 20)

    def test_a_walk_that_goes_back(self):
        def back(agent, asked):
            rows = [(oid(IF_NAME) + (index,), Value(OCTETS, f"x{index}")) for index in (9, 8, 7)]
            return [Sending(agent.respond(asked.message)._replace(bindings=rows).encode())]
        self.expect_stopped(back, 20)

    def test_a_walk_that_never_ends(self):
        def endless(agent, asked):
            name = asked.oids[0]
            column, index = (name, 0) if name[-1] in (1, 18, 2, 4) and len(name) < 12 else (name[:-1], name[-1])
            rows = [(column + (index + more,), Value(OCTETS, "x")) for more in range(1, 1 + max(1, asked.message.second))]
            return [Sending(agent.respond(asked.message)._replace(bindings=rows).encode())]
        self.expect_stopped(endless, 1500)

    def test_a_table_of_100_000_rows(self):
        router = Router()
        router.mib.update({f"{IF_NAME}.{index}": Value(OCTETS, f"ppp{index}") for index in range(10, 100_010)})
        self.begin_pair(router=router, devices={"bad": {"interval": "4s", "interfaces": ["ether1", "ppp99999", "none"]}})
        wait_for("a walk", lambda: GET_BULK in self.agent.kinds(), seconds=20)
        self.assertLessEqual(len(self.asked_in("bad", 8)), 4000)
        self.assert_good_one_unharmed()
        self.assert_sound()

    def test_too_many_objects_are_asked_for_in_pieces_from_then_on(self):
        for limits in ({"most_bindings": 10}, {"most_bytes": 484}):
            with self.subTest(**limits):
                self.begin_pair(**limits)
                self.wait_complete("bad")
                page = self.wait_complete("bad")
                errors = self.errors("bad", page)
                self.assertEqual(set(errors), {"too_big"})
                asked = self.asked_in("bad", 3.5)
                self.assertEqual({each.kind for each in asked}, {GET})
                self.assertEqual(self.errors("bad"), errors, "it was remembered")
                self.assert_usable()
                self.doCleanups()
                self.setUp()

    def test_version_1_leaves_out_one_missing_object_at_a_time_and_remembers(self):
        self.begin_pair(router=Router(wide=False, engine_boots=None), devices={"bad": {"credentials": "v1"}},
                        version_1_only=True)
        page = self.wait_complete("bad", 60)
        missing = self.errors("bad", page)
        self.assertEqual(set(missing), {"no_such_name"})
        asked = self.asked_in("bad", 3.5)
        # Three or four polls; only its missing clocks are tried again, after 1, 2, 4 ... polls, as they tell a restart.
        self.assertIn(len(asked), range(3, 11))
        self.assertEqual({each.kind for each in asked}, {GET})
        self.assertEqual(set(self.errors("bad")), {"no_such_name"})
        self.assertTrue({each.message.version for each in self.agent.asked} == {0})
        self.assert_usable()

    def test_gen_err_is_counted_once_a_poll(self):
        self.begin_pair()
        self.wait_complete("bad")
        self.agent.behave = changed(first=GEN_ERR, second=3)
        self.wait_errors("bad", "other", more=2)
        self.assertLessEqual(len(self.asked_in("bad", 4)), 5 * 3)
        self.assert_usable()

    def test_gen_err_at_one_object_costs_no_storm(self):
        self.begin_pair()
        broken = oid(IFX_ENTRY + ".15.1")

        def behave(agent, asked):
            if broken not in asked.oids:
                return [Sending(agent.answer(asked))]
            return [Sending(agent.answer(asked, first=GEN_ERR, second=asked.oids.index(broken) + 1))]

        self.agent.behave = behave
        time.sleep(2)
        self.assertLessEqual(len(self.asked_in("bad", 4)), 5 * 4)
        self.assert_usable()

    def test_a_silent_agent_is_asked_as_often_as_configured_and_no_more(self):
        self.begin_pair()
        self.wait_complete("bad")
        self.agent.behave = silent
        wait_for("the first failure", lambda: self.value("snmp_up", "bad") == 0)
        asked = self.asked_in("bad", 5)
        self.assertLessEqual(len(asked), 6 * 3)
        page = self.daemon.metrics()
        self.assertEqual(set(self.errors("bad", page)), {"timeout"})
        gaps = [later.at - earlier.at for earlier, later in zip(asked, asked[1:])]
        self.assertGreater(min(gaps), 0.14)
        self.assert_usable()

    def test_every_second_datagram_lost(self):
        self.begin_pair()
        self.wait_complete("bad")
        for of_answers in (False, True):
            with self.subTest(of_answers=of_answers):
                self.agent.behave = EverySecond(of_answers)
                before = self.daemon.metrics()
                for _ in range(4):
                    self.wait_complete("bad")
                after = self.daemon.metrics()
                self.assertEqual(self.errors("bad", after), self.errors("bad", before))
                self.assertGreaterEqual(self.value("snmp_retries_total", "bad", after)
                                        - self.value("snmp_retries_total", "bad", before), 3)
        self.assertEqual(self.value("snmp_requests_total", "bad"), len(self.agent.asked))
        self.assert_usable()

    def test_an_agent_that_takes_9_9_seconds_is_waited_for_and_never_asked_twice_at_once(self):
        self.begin_pair(devices={"bad": {"interval": "15s", "timeout": "3s",
                                         "interfaces": ["ether1"]}})
        self.wait_complete("bad", 40)
        self.agent.behave = delayed(9.9)
        self.agent.asked.clear()
        page = self.wait_complete("bad", 60)
        self.assertEqual(self.errors("bad", page), {})
        self.assertGreaterEqual(self.value("snmp_poll_duration_seconds", "bad", page), 9.9)
        self.assertLess(self.value("snmp_poll_duration_seconds", "bad", page), 13)
        asked = list(self.agent.asked)
        starts = [each.at - asked[0].at for each in asked]
        self.assertEqual([round(start) for start in starts[:3]], [0, 3, 9])
        self.assertEqual(len({frozenset(each.oids) for each in asked}), 1)
        self.assertLessEqual(len(asked), 3)
        self.assert_usable(60)

    def test_no_object_is_asked_for_that_no_profile_lists_and_the_dangerous_ones_are_never_told(self):
        """The agent has more than any device; its vendor trees are listed objects, their neighbours and worse."""
        listed = objects_of_profiles()
        router, tree = Router(), {}
        for name in listed:
            if name[:6] == VENDORS:
                tree.update({name[:-1] + (name[-1] + more, *rest): Value(INTEGER, 7)
                             for more in (0, 1) for rest in ((), (1,))})
        router.mib.update(tree)
        router.mib.update({name + rest: Value(OCTETS, "secret") for name in DANGEROUS for rest in ((), (0,), (1,))})
        names = {}
        for number, (vendor, profile) in enumerate(((14988, "mikrotik"), (41112, "ubiquiti-airfiber"), (14988, "auto"),
                                                    (41112, "auto"), (99999, "auto")), 1):
            one = Router(object_id=f"1.3.6.1.4.1.{vendor}.1")
            one.mib.update(router.mib.objects)
            one.mib["1.3.6.1.2.1.1.2.0"] = Value(OID, one.object_id)
            names[f"d{number}"] = one, {"profile": profile, "interval": "5s"}
        self.begin({name: agent_of(one, f"127.0.0.{number}") for number, (name, (one, _)) in enumerate(names.items(), 2)},
                   {name: keys for name, (_, keys) in names.items()})
        for name in names:
            self.wait_complete(name, 40)
        for name in names:
            self.wait_complete(name, 40)
            agent = self.agents[name]
            strange = [each for each in agent.oids_asked() if not any(each[:len(one)] == one for one in listed)]
            self.assertEqual(strange, [], name)
            told = [each for each in agent.told if any(each[:len(one)] == one for one in DANGEROUS)]
            self.assertEqual(told, [], name)
            self.assertLessEqual(set(agent.kinds()), {GET, GET_BULK})
        self.assert_sound()

    def test_large_bulks_unanswered_are_made_smaller(self):
        def behave(agent, asked):
            small = asked.kind != GET_BULK or asked.message.second * len(asked.oids) <= 4
            return [Sending(agent.answer(asked))] if small else []

        router = Router()
        self.begin_pair(behave, router, devices={"bad": {"interval": "10s"}})
        page = self.wait_complete("bad", 60)
        self.assertIsNotNone(self.value("interface_up", "bad", page, interface="ether1"))
        self.assert_sound()

    def test_ipv6_is_polled_as_well(self):
        self.begin({"six": agent_of(Router(), "::1")})
        self.wait_complete("six")
        self.assert_sound()


if __name__ == "__main__":
    main()
