# SPDX-License-Identifier: Apache-2.0
"""What the name of a device means is asked again after 5 minutes: polling follows it, and the counters go on. Slow: it
waits for those 5 minutes."""

from harness import main, wait_for
from name_server import NameServer
from snmp_life import BYTES, NamedLife, recorder
from snmp_router import Interface, Router


class NameChange(NamedLife):
    def test_after_five_minutes(self):
        self.start_county_once()
        server = NameServer({"moves.example": ["127.0.0.2"], "dies.example": ["127.0.0.3"]})
        self.addCleanup(server.close)
        router = Router(interfaces=[Interface(1, "ether1", "a", in_bytes=5000)])
        agents = {"old": recorder(router, "127.0.0.2", port=1161), "new": recorder(router, "127.0.0.4", port=1161),
                  "dies": recorder(Router(), "127.0.0.3", port=1161)}
        self.begin(agents, {name: {"interfaces": ["ether1"]} for name in ("moves", "dies", "old", "new")},
                   moves="moves.example:1161", dies="dies.example:1161")
        page = self.wait_complete("moves", 40)
        self.wait_complete("dies", 40)
        before = self.value(BYTES, "moves", page, interface="ether1")
        server.names.update({"moves.example": ["127.0.0.4"], "dies.example": "nxdomain"})
        wait_for("the names to be asked again", lambda: min(
            server.asked["moves.example"], server.asked["dies.example"]) >= 2, seconds=400, pause=1)
        wait_for("the new address", lambda: self.events("dns_address", device="moves", address="127.0.0.4"))
        since = len(self.agents["new"].asked)
        router.interfaces[0].in_bytes += 900
        self.wait_complete("moves")
        page = self.wait_complete("moves")
        self.assertEqual(self.value(BYTES, "moves", page, interface="ether1") - before, 900)
        self.assertEqual(self.value("device_restarts_total", "moves", page), 0)
        self.assertEqual(self.errors("moves", page), {})
        self.assertGreater(len(self.agents["new"].asked), since)
        self.wait_complete("dies")
        self.assertEqual(self.events("dns_failure", device="dies", why=".*"), 1)
        self.assertEqual(self.errors("dies"), {}, "the last good address stays in use")
        self.assert_sound()


if __name__ == "__main__":
    main()
