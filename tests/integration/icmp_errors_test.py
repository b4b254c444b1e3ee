# SPDX-License-Identifier: Apache-2.0
"""ICMP errors: matched to the echo they quote they give it a reason, and never end the wait; forged ones are nothing."""

from harness import main, wait_for
from icmp_trial import Trial, host
from packets import GATEWAY, GATEWAY6, ipv4, ipv6

REASONS = {
    **{(3, code): reason for reason, codes in {
        "net_unreachable": (0, 6, 11), "host_unreachable": (1, 7, 12), "port_unreachable": (3,),
        "packet_too_big": (4,), "admin_prohibited": (9, 10, 13), "other": (2, 5, 8, 14, 15, 77)}.items()
       for code in codes},
    (4, 0): "other", (11, 0): "ttl_exceeded", (11, 1): "other", (12, 0): "other",
}
REASONS6 = {
    (1, 0): "net_unreachable", (1, 1): "admin_prohibited", (1, 2): "other", (1, 3): "host_unreachable",
    (1, 4): "port_unreachable", (1, 5): "admin_prohibited", (1, 6): "admin_prohibited", (2, 0): "packet_too_big",
    (3, 0): "ttl_exceeded", (3, 1): "other", (4, 0): "other", (4, 1): "other",
}


class Errors(Trial):
    def errors(self, name, page=None):
        found = (page or self.daemon.metrics()).find("pantau_icmp_errors_total", link=name)
        return {dict(labels)["reason"]: value for labels, value in found.items()}

    def expect_each_reason(self, echo, reasons, router):
        expected = {}
        for (kind, code), reason in reasons.items():
            for quote in (echo.shortest_quote(), echo.request(), echo.request() + b"\0" * 64):
                self.inject(echo.error(kind, code, quote, source=router))
                expected[reason] = expected.get(reason, 0) + 1
        wait_for("all errors", lambda: sum(self.errors("a").values()) >= sum(expected.values()))
        self.assertEqual(self.errors("a"), expected)
        self.assertEqual(self.value("probes_total", "a"), 0, "an error does not end the wait")
        page, _ = self.answer_all()
        self.assert_nothing_else(page, "a")
        self.assertEqual(self.errors("a", page), expected)

    def test_each_type_and_code_gives_its_reason_and_never_ends_the_wait(self):
        self.expect_each_reason(self.begin_silent("198.18.1.1"), REASONS, "198.18.77.1")

    def test_each_type_and_code_of_ipv6_gives_its_reason(self):
        self.expect_each_reason(self.begin_silent("2001:2::1"), REASONS6, "2001:2::77")

    def forged_quotes(self, echo):
        """Reason counted -> ICMP errors whose quoted header is not the one that we sent."""
        request = echo.request()
        icmp, short = request[20:], request[20:28]

        def changed(data, at, mask=0xFF):
            return data[:at] + bytes([data[at] ^ mask]) + data[at + 1:]

        quotes = {
            "source": [ipv4(GATEWAY, "198.18.9.9", icmp), ipv4(GATEWAY, "198.18.9.9", short),
                       ipv4(GATEWAY, "198.18.1.2", icmp)],
            "expired": [ipv4(GATEWAY, echo.address, changed(short, 6))],
            "cookie": [ipv4(GATEWAY, echo.address, changed(icmp, at)) for at in (6, 7, 8, 15, 16, 23)],
            # Not an echo, not of ours, or not the piece that can be told: the filter lets none of them through.
            None: [ipv4(GATEWAY, echo.address, changed(icmp, 4)), ipv4(GATEWAY, echo.address, changed(icmp, 0, 8)),
                   ipv4(GATEWAY, echo.address, icmp, protocol=17), ipv4(GATEWAY, echo.address, icmp, fragment=1),
                   *(request[:size] for size in range(26))],
            "length": [request[:26], request[:27]],
        }
        return {reason: [echo.error(3, 1, quote, source="198.18.77.1") for quote in each]
                for reason, each in quotes.items()}

    def test_errors_with_a_forged_or_cut_quote_are_ignored_and_counted(self):
        echo = self.begin_silent("198.18.1.1")
        packets = self.forged_quotes(echo)
        for each in packets.values():
            for packet in each:
                self.inject(packet)
        for first in (0x40, 0x41, 0x4F, 0x65, 0xF5):  # what the quoted header says of itself
            quote = bytes([first]) + echo.request()[1:]
            self.inject(echo.error(11, 0, quote))
        bad_sum = bytearray(echo.error(3, 1, echo.request()))
        bad_sum[22] ^= 1
        self.inject(bytes(bad_sum))
        wait_for("the last", lambda: self.unmatched("checksum") == 1)
        page, _ = self.answer_all()
        self.assertEqual(self.errors("a", page), {})
        self.assert_nothing_else(page, "a")
        for reason in ("source", "expired", "cookie"):
            self.assertEqual(self.unmatched(reason, page), len(packets[reason]), reason)
        self.assertLessEqual(self.unmatched("length", page), len(packets["length"]) + 5)
        self.assertEqual(self.unmatched("identifier", page), 0)

    def test_ipv6_errors_with_a_forged_quote_are_ignored(self):
        echo = self.begin_silent("2001:2::1")
        icmp = echo.request()[40:]
        quotes = [ipv6(GATEWAY6, "2001:2::9", icmp), ipv6(GATEWAY6, "2001:2::9", icmp[:8]),
                  ipv6(GATEWAY6, echo.address, icmp[:6] + b"\xaa\x55" + icmp[8:]),
                  ipv6(GATEWAY6, echo.address, icmp, next_header=17), *(echo.request()[:n] for n in range(48))]
        for quote in quotes:
            self.inject(echo.error(1, 3, quote, source="2001:2::77"))
        self.inject(echo.error(1, 3, echo.request(), source="2001:2::77"))
        wait_for("the true one", lambda: self.errors("a") == {"host_unreachable": 1})
        page, _ = self.answer_all()
        self.assertEqual(self.errors("a", page), {"host_unreachable": 1})
        self.assert_nothing_else(page, "a")

    def test_county_s_errors_are_credited_to_the_right_one_of_two_links_with_one_address(self):
        """The quote of 8 bytes tells them apart by the sequence alone."""
        self.begin(host("shared", "198.18.1.1", delay="20ms", error="0.3 3/1 from 198.18.77.1")
                   + host("whole", "198.18.1.2", delay="20ms", error="0.3 11/0 from 198.18.77.1 quote all also")
                   + host("false", "198.18.1.3", delay="20ms", error="0.3 3/0 from 198.18.77.1 forged also")
                   + host("dead", "198.18.1.4", delay="20ms", error="1 3/13 from 198.18.77.1"), {
                       "one": ("198.18.1.1", {"timeout": "1s"}),
                       "two": ("198.18.1.1", {"timeout": "1s", "payload_size": 57, "interval": "150ms"}),
                       "whole": ("198.18.1.2", {"timeout": "1s"}),
                       "false": ("198.18.1.3", {"timeout": "1s"}),
                       "dead": ("198.18.1.4", {"timeout": "300ms", "down_after": 3})})
        self.wait_for_echoes(60)
        page, truth = self.settle()
        hits = {name: len([r for r in records if r["mod"]]) for name, records in truth.items()}
        self.assertGreater(min(hits.values()), 5)
        self.assertNotEqual(len(truth["one"]), len(truth["two"]))
        self.assertEqual(self.errors("one", page), {"host_unreachable": hits["one"]})
        self.assertEqual(self.errors("two", page), {"host_unreachable": hits["two"]})
        self.assertEqual(self.errors("whole", page), {"ttl_exceeded": hits["whole"]})
        self.assertEqual(self.errors("false", page), {})
        self.assertEqual(self.errors("dead", page), {"admin_prohibited": len(truth["dead"])})
        for name, lost in (("one", hits["one"]), ("two", hits["two"]), ("whole", 0), ("false", 0),
                           ("dead", len(truth["dead"]))):
            self.assert_nothing_else(page, name, probes_lost=lost)
        self.assertEqual(page.value("pantau_link_up", link="dead"), 0)


if __name__ == "__main__":
    main()
