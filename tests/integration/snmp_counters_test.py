# SPDX-License-Identifier: Apache-2.0
"""Counters and clocks that wrap, fall and begin anew: what is exported never falls and never jumps, restarts are
counted exactly, and an interface is its name, wherever the device puts it (semantics.md 7)."""

import threading
import time

from harness import main, wait_for
from snmp_ber import INTEGER, Value
from snmp_router import Interface, Router
from snmp_trial import SnmpTrial, agent_of

BYTES = "interface_receive_bytes_total"
SERIES = ("pantau_interface_receive_bytes_total", "pantau_interface_transmit_bytes_total", "pantau_device_restarts_total",
          "pantau_interface_receive_packets_total", "pantau_interface_receive_errors_total")


class Watcher(threading.Thread):
    """Scrapes without pause, so that no value between two steps of a test goes unseen."""

    def __init__(self, daemon):
        super().__init__(daemon=True)
        self.daemon_program, self.last, self.complaints, self.running = daemon, {}, [], True
        self.boots = {}

    def run(self):
        while self.running:
            page = self.daemon_program.metrics()
            for name in SERIES:
                for labels, value in page.find(name).items():
                    before = self.last.get((name, labels), 0)
                    if value < before:
                        self.complaints.append(f"{name}{dict(labels)} fell from {before} to {value}")
                    self.last[name, labels] = value
            for labels, value in page.find("pantau_device_boot_timestamp_seconds").items():
                self.boots.setdefault(dict(labels)["device"], set()).add(value)
            time.sleep(0.05)

    def stop(self):
        self.running = False
        self.join(20)


class Counters(SnmpTrial):
    def begin_routers(self, devices=None, **routers):
        self.routers = routers
        self.begin({name: agent_of(router, f"127.0.0.{number}")
                    for number, (name, router) in enumerate(routers.items(), 2)}, devices)
        self.watcher = Watcher(self.daemon)
        self.watcher.start()
        self.addCleanup(self.watcher.stop)
        for name in routers:
            self.wait_complete(name)

    def received(self, name, interface="ether1", page=None):
        return self.value(BYTES, name, page, interface=interface)

    def after(self, name, **changes):
        """Sets columns of the first interface; returns by how much the exported bytes grew at the polls after."""
        before = self.received(name)
        for column, value in changes.items():
            setattr(self.routers[name].interfaces[0], column, value)
        self.wait_complete(name)
        return self.received(name, page=self.wait_complete(name)) - before

    def both(self, name):
        page = self.daemon.metrics()
        return self.received(name, page=page), self.received(name, "ether2", page)

    def restarts(self, name):
        return self.value("device_restarts_total", name)

    def finish(self):
        self.watcher.stop()
        self.assertEqual(self.watcher.complaints, [])
        self.assert_sound()

    @staticmethod
    def one(**keys):
        """A router of one interface; keys of Interface, or of Router when it has them."""
        own = {key: keys.pop(key) for key in list(keys) if key in Router.__dataclass_fields__}
        return Router(interfaces=[Interface(1, "ether1", "up", **keys)], **own)

    def test_wraps_and_falls(self):
        only = {"interfaces": ["ether1"]}
        names = ("wrap", "twice", "reset32", "reset64", "broken", "huge")
        self.begin_routers({name: only for name in names},
                           wrap=self.one(wide=False, in_bytes=2**32 - 1000),
                           twice=self.one(wide=False, in_bytes=2**33 - 10),
                           reset32=self.one(wide=False, in_bytes=1_000_000),
                           reset64=self.one(in_bytes=10**12),
                           broken=self.one(in_bytes=1000),
                           huge=self.one(in_bytes=2**64 - 1000))
        self.assertEqual(self.after("wrap", in_bytes=2**32 + 4000), 5000)
        self.assertEqual(self.after("wrap", in_bytes=2**32 + 4500), 500)
        self.assertEqual(self.after("twice", in_bytes=2**33 + 90), 100)
        self.assertLessEqual(self.after("reset32", in_bytes=500), 500)
        self.assertEqual(self.after("reset32", in_bytes=1200), 700)
        self.assertLessEqual(self.after("reset64", in_bytes=500), 500)
        self.assertEqual(self.after("reset64", in_bytes=1200), 700)
        self.assertLessEqual(self.after("broken", in_bytes=10**9, discontinuity=360_100), 0)
        self.assertEqual(self.after("broken", in_bytes=10**9 + 7), 7)
        self.assertLessEqual(self.after("huge", in_bytes=2**64 + 100), 1100)  # not a step of 2^64 nor down to 100
        for name in names:
            self.assertEqual(self.restarts(name), 0, name)
            self.assertEqual(len(self.watcher.boots[name]), 1, name)
        self.finish()

    def test_restarts(self):
        only = {"interfaces": ["ether1"]}
        names = ("boots", "uptime", "engine", "quick")
        self.begin_routers({name: only for name in names},
                           boots=self.one(in_bytes=10**9),
                           uptime=self.one(in_bytes=10**9, engine_boots=None),
                           engine=self.one(in_bytes=10**9),
                           quick=self.one(in_bytes=10**9, engine_boots=None, wide=False))
        boots_before = {name: self.value("device_boot_timestamp_seconds", name) for name in names}
        started = time.time()
        for name in names:
            self.routers[name].restart(with_boots=name == "boots")
            self.routers[name].interfaces[0].in_bytes = 300
        for name in names:
            page = self.wait_complete(name)
            page = self.wait_complete(name)
            self.assertEqual(self.restarts(name), 1, name)
            boot = self.value("device_boot_timestamp_seconds", name, page)
            self.assertAlmostEqual(boot, started, delta=4)
            self.assertGreater(boot, boots_before[name] + 3000)
            self.assertLessEqual(self.received(name, page=page), 10**9 + 300)
            self.assertGreaterEqual(self.received(name, page=page), 10**9)
            self.assertEqual(self.after(name, in_bytes=1300), 1000, name)
        time.sleep(3)
        for name in names:
            self.assertEqual(self.restarts(name), 1, name)
            self.assertEqual(len(self.watcher.boots[name]), 2, name)
        self.finish()

    def test_uptime_wraps_after_497_days_without_a_restart(self):
        soon = time.monotonic() - (2**32 / 100 - 4)
        names = ("bare", "framework")
        self.begin_routers({name: {"interfaces": ["ether1"]} for name in names},
                           bare=self.one(in_bytes=5000, engine_boots=None, started=soon),
                           framework=self.one(in_bytes=5000, started=soon, wide=False))
        self.assertGreater(self.routers["bare"].ticks(), 2**32 - 1000)
        wait_for("the wrap", lambda: self.routers["bare"].ticks() > 2**32 + 150)
        for name in names:
            self.assertEqual(self.after(name, in_bytes=6000), 1000, name)
            self.assertEqual(self.restarts(name), 0, name)
            self.assertEqual(len(self.watcher.boots[name]), 1, name)
            self.assertAlmostEqual(self.value("device_boot_timestamp_seconds", name), time.time() - 2**32 / 100,
                                   delta=30)
        self.finish()

    def test_a_restart_just_after_the_wrap_could_have_been_is_a_restart(self):
        """Days before the wrap sysUpTime falls: no wrap."""
        self.begin_routers({"old": {"interfaces": ["ether1"]}},
                           old=self.one(engine_boots=None, started=time.monotonic() - (2**32 / 100 - 3600)))
        self.routers["old"].restart()
        self.wait_complete("old")
        self.wait_complete("old")
        self.assertEqual(self.restarts("old"), 1)
        self.finish()

    def test_clocks_that_make_no_sense_are_no_restarts(self):
        router = self.one(in_bytes=100, engine_boots=None)
        self.begin_routers({"odd": {"interfaces": ["ether1"]}}, odd=router)
        right = dict(router.mib.objects)
        for wrong in (Value(INTEGER, -5), Value(INTEGER, 2**31 - 1), Value(0x81, None), Value(0x04, b"soon")):
            router.mib["1.3.6.1.2.1.1.3.0"] = wrong
            self.wait_complete("odd")
        router.mib.update(right)
        self.wait_complete("odd")
        self.wait_complete("odd")
        self.assertEqual(self.restarts("odd"), 0)
        self.assertEqual(self.after("odd", in_bytes=600), 500)
        self.finish()

    def test_an_interface_is_its_name_wherever_it_moves(self):
        """The rows change places and their counters go with the names: no value of one is ever shown as the other's."""
        first, second = Interface(1, "ether1", "", in_bytes=10**6), Interface(2, "ether2", "", in_bytes=10**12)
        router = Router(interfaces=[first, second])
        self.begin_routers(moved=router)
        for places in ((2, 1), (5, 6), (6, 5), (1, 2)):
            before = self.both("moved")
            first.index, second.index = places
            router.build()
            self.wait_complete("moved")
            self.wait_complete("moved")
            self.assertEqual(self.both("moved"), before, places)
            first.in_bytes += 1000
            second.in_bytes += 5000
            self.wait_complete("moved")
            self.wait_complete("moved")
            self.assertEqual(self.both("moved"), (before[0] + 1000, before[1] + 5000), places)
        self.assertEqual(self.restarts("moved"), 0)
        self.finish()

    def test_a_row_that_belongs_to_another_name_is_not_published(self):
        """ether1 is gone and its row is now a stranger's."""
        router = self.one(in_bytes=10**6)
        self.begin_routers({"gone": {"interfaces": ["ether1"]}}, gone=router)
        before = self.received("gone")
        router.interfaces[0].name, router.interfaces[0].alias = "pppoe-out7", "stranger"
        router.interfaces[0].in_bytes = 10**13
        router.build()
        time.sleep(4)
        page = self.daemon.metrics()
        self.assertIn(self.received("gone", page=page), (None, before))
        self.assertEqual(page.find("pantau_interface_receive_bytes_total", device="gone", interface="pppoe-out7"), {})
        router.interfaces[0].name, router.interfaces[0].in_bytes = "ether1", 500
        router.build()
        router.restart()  # missing interfaces are looked for again at once
        self.wait_complete("gone")
        self.wait_complete("gone")
        self.assertEqual(self.after("gone", in_bytes=800), 300)
        self.assertLessEqual(self.received("gone"), before + 800)
        self.finish()

    def test_packets_and_errors_wrap_as_well(self):
        router = self.one(wide=False, in_packets=2**32 - 5, in_errors=2**32 - 1, in_bytes=1)
        self.begin_routers({"all": {"interfaces": ["ether1"]}}, all=router)
        before = self.daemon.metrics()
        self.after("all", in_packets=2**32 + 5, in_errors=2**32 + 1)
        after = self.daemon.metrics()
        for name, grown in (("interface_receive_packets_total", 10), ("interface_receive_errors_total", 2)):
            self.assertEqual(self.value(name, "all", after, interface="ether1")
                             - self.value(name, "all", before, interface="ether1"), grown, name)
        self.finish()

    def test_counters_and_restarts_live_on_over_a_reload(self):
        router = self.one(in_bytes=1000)
        self.begin_routers({"kept": {"interfaces": ["ether1"]}}, kept=router)
        router.restart()
        self.wait_complete("kept")
        self.wait_complete("kept")
        self.daemon.write(self.configuration() + "# changed\n[[phase]]\nid = \"p\"\nname = \"P\"\n")
        self.assertEqual(self.daemon.get("/-/reload", method="POST")[0], 200)
        self.assertEqual(self.after("kept", in_bytes=5000), 4000)
        self.assertEqual(self.restarts("kept"), 1)
        self.finish()


if __name__ == "__main__":
    main()
