# SPDX-License-Identifier: Apache-2.0
"""Replies that are not replies: forged, cut, corrupt, from elsewhere. None may make a link look up or down."""

from harness import main, wait_for
from icmp_trial import Trial, host

FORGERIES = ("zero", "ones", "cookie", "sequence", "identifier", "source 198.18.99.1")
IN_COOKIE = ("zero", "ones", "cookie", "sequence")  # what a wrong one is counted as
TRUNCATED = (0, 7, 8, 23, 24, 63)


class ForgedByTheCounty(Trial):
    def test_forged_replies_are_counted_by_reason_and_answer_nothing(self):
        links, county = {}, ""
        for number, kind in enumerate(FORGERIES):
            name = kind.split()[0]
            for way, also in (("instead", ""), ("also", " also")):
                address = f"198.18.{1 if also else 2}.{number + 1}"
                county += host(f"{name}-{way}", address, delay="10ms", forge=f"0.5 {kind}{also}")
                links[f"{name}-{way}"] = (address, {"timeout": "1s"})
        self.begin(county, links)
        self.wait_for_echoes(60)
        page, truth = self.settle(quiet=0.5)
        forged = {}
        for name in links:
            kind, way = name.split("-")
            hits = [r for r in truth[name] if f"forged:{kind}" in r["mod"]]
            self.assertGreater(len(hits), 10, name)
            forged[kind] = forged.get(kind, 0) + len(hits)
            self.assert_nothing_else(page, name, probes_lost=len(hits) if way == "instead" else 0)
            answered = len(truth[name]) - (len(hits) if way == "instead" else 0)
            self.assertEqual(self.value("rtt_seconds_count", name, page), answered)
            self.assertEqual(page.find("pantau_icmp_errors_total", link=name), {})
            # A round trip is the one of our own clock, whatever the forged payload says.
            held = sum(r["held_ns"] for r in truth[name] if r["fate"] == "reply") / 1e9
            self.assertGreaterEqual(self.value("rtt_seconds_sum", name, page), held)
            self.assertLessEqual(self.value("rtt_seconds_sum", name, page), answered * 1.0)
        self.assertEqual(self.unmatched("cookie", page), sum(forged[kind] for kind in IN_COOKIE))
        self.assertEqual(self.unmatched("source", page), forged["source"])
        for reason in ("identifier", "length", "checksum", "type", "expired"):
            self.assertEqual(self.unmatched(reason, page), 0, reason)

    def test_a_link_that_only_liars_answer_goes_down(self):
        keys = {"timeout": "300ms", "down_after": 4, "up_after": 2}
        links = {kind.split()[0]: (f"198.18.1.{n + 1}", keys) for n, kind in enumerate(FORGERIES)}
        self.begin("".join(host(kind.split()[0], f"198.18.1.{n + 1}", delay="5ms", forge=f"1 {kind}")
                           for n, kind in enumerate(FORGERIES)), links)
        for name in links:
            wait_for(f"{name} down", lambda name=name: self.daemon.links()[name]["state"] == "down")
        page, truth = self.settle()
        for name in links:
            self.assert_nothing_else(page, name, probes_lost=len(truth[name]))
            self.assertEqual(page.value("pantau_link_up", link=name), 0)
            self.assertEqual(page.find("pantau_link_last_reply_timestamp_seconds", link=name), {})
            self.assertEqual(page.find("pantau_icmp_reply_hop_limit", link=name), {})

    def test_damaged_replies_are_corrupt_or_too_short_and_never_answers(self):
        kinds = {"payload": "payload", "checksum": "checksum", "long": "extend 1", "longer": "extend 1000",
                 **{f"cut{size}": f"truncate {size}" for size in TRUNCATED}}
        links = {name: (f"198.18.1.{n + 1}", {"timeout": "1s"}) for n, name in enumerate(kinds)}
        self.begin("".join(host(name, links[name][0], delay="5ms", corrupt=f"0.5 {kind}")
                           for name, kind in kinds.items()), links)
        self.wait_for_echoes(40)
        page, truth = self.settle(quiet=0.5)
        short = 0
        for name in links:
            hits = len([r for r in truth[name] if r["mod"]])
            self.assertGreater(hits, 8, name)
            # 24 bytes hold header, number and cookie: less cannot be told to be ours. Less than a header (8) the
            # kernel drops before anybody can count it.
            ours = name not in ("cut0", "cut7", "cut8", "cut23")
            short += hits if name in ("cut8", "cut23") else 0
            self.assert_nothing_else(page, name, probes_lost=hits, replies_corrupt=hits if ours else 0)
        self.assertEqual(self.unmatched("length", page), short)


class ForgedByHand(Trial):
    """A silent host: this test answers the echo, last of all correctly."""

    def sweep(self, echo, header):
        """Cut at every length, every other type and code, lies about lengths, 64 KiB."""
        for size in range(len(echo.reply_icmp())):
            self.inject(echo.cut_reply(size))
        corrupt = len(echo.reply_icmp()) - 24
        # Without a whole header (IPv4), or an identifier in it (IPv6), it never reaches a socket.
        lengths = 24 - (8 if header else 6)
        for size in (1, 2, 1416, 2000):
            self.inject(echo.reply(payload=echo.payload + b"\xa5" * size))
        biggest = 65535 - header - 8 - len(echo.payload)
        self.inject(echo.reply(payload=echo.payload + b"\xa5" * biggest))
        for bit in range(8 * 16, 8 * len(echo.payload), 37):
            payload = bytearray(echo.payload)
            payload[bit // 8] ^= 1 << bit % 8
            self.inject(echo.reply(payload=bytes(payload)))
            corrupt += 1
        for code in (1, 255):
            self.inject(echo.reply(code=code))
        return lengths, corrupt + 5 + 2

    def test_every_length_and_bit_of_a_reply_matters(self):
        echo = self.begin_silent("198.18.1.1")
        lengths, corrupt = self.sweep(echo, header=20)
        for bit in range(8 * 16):  # slot, number and cookie
            payload = bytearray(echo.payload)
            payload[bit // 8] ^= 1 << bit % 8
            self.inject(echo.reply(payload=bytes(payload)))
        wrong_sum = bytearray(echo.reply())
        wrong_sum[22] ^= 0xFF
        self.inject(bytes(wrong_sum))
        for source in ("198.18.1.2", "198.18.0.1", "198.19.255.254", "0.0.0.0", "255.255.255.255", "127.0.0.1"):
            self.inject(echo.reply(source=source))
        for kind in range(1, 256):  # every other type of ICMP with the very bytes of the reply
            if kind != 8:
                self.inject(echo.reply(kind=kind))
        wait_for("all seen", lambda: self.unmatched("cookie") >= 8 * 16)
        before = self.daemon.metrics()
        self.assertEqual(self.value("probes_total", "a", before), 0, "nothing of all that is an answer")
        page, count = self.answer_all()
        self.assert_nothing_else(page, "a", replies_corrupt=corrupt + 1)
        self.assertEqual(self.unmatched("cookie", page), 8 * 16)
        self.assertEqual(self.unmatched("length", page), lengths)
        # The kernel itself throws away what has a source that cannot be.
        self.assertEqual(self.unmatched("source", page), 2)
        self.assertEqual(self.value("rtt_seconds_count", "a", page), count)
        self.assertEqual(self.value("reply_hop_limit", "a", page), 61)

    def test_every_length_of_an_ipv6_reply_matters(self):
        echo = self.begin_silent("2001:2::1")
        lengths, corrupt = self.sweep(echo, header=0)
        self.inject(echo.reply(source="2001:2::2"))
        wait_for("the forged one", lambda: self.unmatched("source") == 1)
        page, _ = self.answer_all()
        self.assert_nothing_else(page, "a", replies_corrupt=corrupt)
        self.assertEqual(self.unmatched("length", page), lengths)

    def test_options_and_fragments_do_not_hide_a_true_reply(self):
        echo = self.begin_silent("198.18.1.1")
        icmp = echo.seal(echo.reply_icmp())
        self.inject(echo.wrap(icmp[:24], identification=7, fragment=0x2000))
        self.assertEqual(self.value("probes_total", "a"), 0, "half of it is no answer")
        self.inject(echo.wrap(icmp[24:], identification=7, fragment=24 // 8))
        wait_for("the answer in two pieces", lambda: self.value("probes_total", "a") >= 1)
        self.inject(echo.reply(options=b"\x01" * 40))
        wait_for("its copy with the longest header", lambda: self.value("replies_duplicate_total", "a") == 1)
        page = self.daemon.metrics()
        self.assert_nothing_else(page, "a", replies_duplicate=1)

    def test_an_answer_that_is_played_back_later_is_expired(self):
        echo = self.begin_silent("198.18.1.1", timeout="1s", late_window="1s")
        wait_for("the verdict", lambda: self.value("probes_lost_total", "a") >= 1)

        def expired():
            self.inject(echo.reply())  # late at first, then older than anything we remember
            return self.unmatched("expired") >= 3

        wait_for("three replies too late for all", expired, pause=0.5)
        page = self.daemon.metrics()
        self.assertLessEqual(self.value("replies_late_total", "a", page), 1)
        self.assertEqual(self.value("rtt_seconds_count", "a", page), 0)
        self.assertEqual(page.find("pantau_link_up", link="a"), {})


if __name__ == "__main__":
    main()
