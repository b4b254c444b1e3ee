# SPDX-License-Identifier: Apache-2.0
"""SNMPv3 with Debian's snmpd: every protocol for authentication and privacy, restarts, wrong keys, silence."""

import os
import socket
import sys
import time

from harness import SKIPPED, Program, main, wait_for
from snmp_trial import ROOT, SnmpTrial

SNMPD = os.environ.get("SNMPD") or os.path.join(ROOT, "build", "tools", "snmpd")
AUTHS = ["MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"]
PORT = 1161
AUTH_PASSWORD, PRIVACY_PASSWORD = "authentic-words", "private-words"


class Snmpd(Program):
    """On all of 127/8 at PORT; its boots are kept in `folder` and rise with each start."""

    def __init__(self, folder, name, users, engine="80001f8804746573743031"):
        home = os.path.join(folder, name)
        os.makedirs(os.path.join(home, "state"), exist_ok=True)
        with open(os.path.join(home, "snmpd.conf"), "w", encoding="ascii") as file:
            file.write("\n".join([f"exactEngineID 0x{engine}", "sysName the-agent", "sysServices 72",
                                  *(f"createUser {user}{words}" for user, words, _ in users),
                                  *(f"rouser {user} {level}" for user, _, level in users)]) + "\n")
        # Both folders: what it keeps (its boots) is read as configuration too.
        super().__init__([SNMPD, "-f", "-Lo", "-I", "-smux", f"udp:0.0.0.0:{PORT}"], os.path.join(home, "log"),
                         env={**os.environ, "SNMP_PERSISTENT_DIR": f"{home}/state",
                              "SNMPCONFPATH": f"{home}:{home}/state", "MIBS": ""})
        wait_for("snmpd", self.is_up)

    def is_up(self):
        if self.process.poll() is not None:
            raise AssertionError(f"snmpd ended: {self.text()}")
        with open("/proc/net/udp", encoding="ascii") as file:
            return f":{PORT:04X} " in file.read()


def user_of(auth, privacy):
    return f"u-{auth}-{privacy}".lower() if auth else "u-none"


def account(auth, privacy):
    """What snmpd is told of a user."""
    words = f' {auth} "{AUTH_PASSWORD}"' if auth else ""
    words += f' {privacy} "{PRIVACY_PASSWORD}"' if privacy else ""
    return user_of(auth, privacy), words, "priv" if privacy else "auth" if auth else "noauth"


def credentials(identity, user, auth=None, privacy=None, auth_file="auth", privacy_file="privacy"):
    text = f'[[snmp_credentials]]\nid = "{identity}"\nversion = "3"\nuser = "{user}"\n'
    text += f'auth = "{auth}"\nauth_password_file = "{auth_file}"\n' if auth else ""
    return text + (f'privacy = "{privacy}"\nprivacy_password_file = "{privacy_file}"\n' if privacy else "")


ALL = [(None, None)] + [(auth, privacy) for auth in AUTHS for privacy in (None, "DES", "AES")]
BEST = ("SHA-256", "AES")


class Version3(SnmpTrial):
    def setUp(self):
        super().setUp()
        if not os.path.exists(SNMPD):
            print(f"{SNMPD} is not there: deploy/install-dependencies test puts it there")
            sys.exit(SKIPPED)

    def start_snmpd(self, users, name="snmpd", **keys):
        program = Snmpd(self.folder, name, [account(*user) for user in users], **keys)
        self.addCleanup(program.stop)
        return program

    def begin_v3(self, devices, extra):
        """`devices`: id -> keys beside `credentials`; each has an address of its own."""
        self.secret("auth", AUTH_PASSWORD)
        self.secret("privacy", PRIVACY_PASSWORD)
        self.secret("wrong", "some-other-words")
        keys = {name: {"interfaces": ["lo"], "credentials": name, "timeout": "300ms", **more}
                for name, more in devices.items()}
        self.endpoints = {name: f"127.0.1.{number}:{PORT}" for number, name in enumerate(devices, 1)}
        self.begin({}, keys, extra, **self.endpoints)

    def test_every_protocol(self):
        names = {user_of(*pair): pair for pair in ALL}
        self.begin_v3({name: {} for name in names},
                      "".join(credentials(name, name, *pair) for name, pair in names.items()))
        program = self.start_snmpd(ALL)
        for name in names:
            with self.subTest(user=name):
                page = self.wait_complete(name)
                self.assertEqual(set(self.errors(name, page)) - {"timeout"}, set())
                self.assertIsNotNone(self.value("interface_receive_bytes_total", name, page, interface="lo"))
                info = page.find("pantau_device_info", device=name)
                self.assertEqual([dict(labels)["sysname"] for labels in info], ["the-agent"])
        self.assert_sound()
        self.assertEqual(program.process.poll(), None)

    def rounds(self, name):
        page = self.daemon.metrics()
        return self.value("snmp_requests_total", name, page), self.errors(name, page)

    def test_a_restart_costs_one_resynchronisation_and_counters_go_on(self):
        self.begin_v3({"router": {}}, credentials("router", user_of(*BEST), *BEST))
        program = self.start_snmpd([BEST])
        self.wait_complete("router")
        page = self.wait_complete("router")
        before = {metric: self.value(metric, "router", page, **labels) for metric, labels in (
            ("device_restarts_total", {}), ("device_boot_timestamp_seconds", {}),
            ("interface_receive_bytes_total", {"interface": "lo"}))}
        errors_before = self.errors("router", page)
        program.stop()
        stopped = time.time()
        self.start_snmpd([BEST])
        self.wait_complete("router")
        page = self.wait_complete("router")
        self.assertEqual(self.value("device_restarts_total", "router", page), before["device_restarts_total"] + 1)
        boot = self.value("device_boot_timestamp_seconds", "router", page)
        self.assertGreater(boot, stopped - 3)
        errors = self.errors("router", page)
        self.assertEqual(errors.get("unknown_engine", 0) - errors_before.get("unknown_engine", 0), 1)
        self.assertEqual(errors.get("auth", 0), 0)
        carried = self.value("interface_receive_bytes_total", "router", page, interface="lo")
        self.assertGreater(carried, before["interface_receive_bytes_total"])
        self.assertLess(carried, before["interface_receive_bytes_total"] + 10**9)
        requests = self.rounds("router")[0]
        time.sleep(4)
        after, settled = self.rounds("router")
        self.assertLessEqual(after - requests, 5, "one request a poll again")
        self.assertEqual(settled, errors)
        self.assertEqual(self.value("device_restarts_total", "router"), before["device_restarts_total"] + 1)
        self.assertEqual(self.value("device_boot_timestamp_seconds", "router"), boot)
        self.assert_sound()

    def test_another_engine_at_the_same_address_is_discovered_once(self):
        self.begin_v3({"router": {}}, credentials("router", user_of(*BEST), *BEST))
        program = self.start_snmpd([BEST])
        self.wait_complete("router")
        program.stop()
        self.start_snmpd([BEST], "another", engine="80001f8804746573743939")
        self.wait_complete("router")
        page = self.wait_complete("router")
        self.assertEqual(self.errors("router", page).get("unknown_engine"), 1)
        self.assertEqual(self.errors("router", page).get("auth", 0), 0)
        self.assert_sound()

    def test_wrong_keys_are_told_and_not_hammered(self):
        devices = {"wrong-auth": {}, "wrong-privacy": {}, "no-such-user": {}, "too-low": {}, "right": {}}
        name = user_of(*BEST)
        extra = credentials("wrong-auth", name, *BEST, auth_file="wrong") \
            + credentials("wrong-privacy", name, *BEST, privacy_file="wrong") \
            + credentials("no-such-user", "nobody", *BEST) + credentials("too-low", name, BEST[0]) \
            + credentials("right", name, *BEST)
        self.begin_v3(devices, extra)
        self.start_snmpd([BEST])
        wait_for("an auth error of both", lambda: all(
            self.errors(each).get("auth") for each in ("wrong-auth", "no-such-user")), seconds=30)
        # snmpd drops what it cannot decrypt, and says authorizationError where more than the level is missing.
        wait_for("an error of the others", lambda: all(
            self.errors(each) for each in ("wrong-privacy", "too-low")), seconds=30)
        self.wait_complete("right")
        before = {each: self.rounds(each)[0] for each in devices}
        time.sleep(10)
        page = self.daemon.metrics()
        for each in ("wrong-auth", "wrong-privacy", "no-such-user", "too-low"):
            # A discovery and a GET for each of ten polls would be twenty; refused ones are asked ever less often.
            self.assertLessEqual(self.value("snmp_requests_total", each, page) - before[each], 22, each)
            self.assertEqual(self.value("snmp_complete", each, page), 0, each)
            self.assertEqual(page.find("pantau_interface_receive_bytes_total", device=each), {})
        self.assertLessEqual(self.value("snmp_errors_total", "wrong-auth", page, reason="auth"), 25)
        self.wait_complete("right")
        self.assertNotIn("some-other-words", self.daemon.text() + self.daemon.get("/metrics")[1])
        self.secret("wrong", AUTH_PASSWORD)
        self.assertEqual(self.daemon.get("/-/reload", method="POST")[0], 200)
        self.wait_complete("wrong-auth", 40)
        self.assert_sound()

    def test_silent_agents_hold_nobody_up(self):
        """Discovery of 50 agents that never say a word, beside one that answers and the ICMP link."""
        silent = {f"silent-{number:02}": {"credentials": "right"} for number in range(50)}
        self.begin_v3({"right": {}, **silent}, credentials("right", user_of(*BEST), *BEST))
        deaf = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(deaf.close)
        deaf.bind(("127.0.0.1", 0))
        port = deaf.getsockname()[1]
        deaf.close()
        deaf = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(deaf.close)
        deaf.bind(("0.0.0.0", port))
        for name in silent:
            self.endpoints[name] = self.endpoints[name].replace(str(PORT), str(port))
        self.daemon.write(self.configuration(**self.endpoints))
        self.assertEqual(self.daemon.get("/-/reload", method="POST")[0], 200)
        self.start_snmpd([BEST])
        wait_for("timeouts of all", lambda: all(self.errors(name).get("timeout") for name in silent), seconds=30)
        for _ in range(3):
            self.wait_complete("right")
        self.assert_sound()

    def test_access_that_is_refused_is_no_value(self):
        """A user whose view ends before IF-MIB: what he may see is shown, the rest is not there."""
        self.begin_v3({"narrow": {}}, credentials("narrow", user_of(*BEST), *BEST))
        user, words, _ = account(*BEST)
        program = Snmpd(self.folder, "snmpd", [(user, words, "priv -V little\nview little included .1.3.6.1.2.1.1")])
        self.addCleanup(program.stop)
        page = self.wait_complete("narrow")
        self.assertEqual(self.value("snmp_up", "narrow", page), 1)
        self.assertEqual(page.find("pantau_interface_receive_bytes_total", device="narrow"), {})
        self.assert_sound()


if __name__ == "__main__":
    main()
