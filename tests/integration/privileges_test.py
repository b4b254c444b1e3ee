# SPDX-License-Identifier: Apache-2.0
"""The daemon as the service runs it: another user than root, with CAP_NET_RAW alone, which it gives up."""

import glob
import os
import re
import shutil
import signal

from harness import PANTAU, CountyTest, config_head, link, main, wait_for

COUNTY = """
[[host]]
id = "all"
address = "198.18.0.0/16"
delay = "5ms"
[[host]]
id = "six"
address = "2001:2::/48"
delay = "5ms"
"""
USER = 65534
AS_THE_SERVICE = ("setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups", "--bounding-set=-all,+net_raw",
                  "--inh-caps=-all,+net_raw", "--ambient-caps=-all,+net_raw", "--no-new-privs")


def capabilities(pid):
    """All sets of all threads but the bounding one, which gives nothing to who may gain nothing."""
    found = {}
    for path in glob.glob(f"/proc/{pid}/task/*/status"):
        with open(path, encoding="ascii") as file:
            found[path] = {name: int(value, 16)
                           for name, value in re.findall(r"^Cap(Inh|Prm|Eff|Amb):\s*(\w+)$", file.read(), re.MULTILINE)}
    return found


class Privileges(CountyTest):
    def setUp(self):
        super().setUp()
        self.start_county(COUNTY)
        os.chmod(self.folder, 0o755)

    def assert_has_none(self, pid, least_threads):
        found = capabilities(pid)
        self.assertGreaterEqual(len(found), least_threads)
        for path, sets in found.items():
            self.assertEqual(sets, {"Inh": 0, "Prm": 0, "Eff": 0, "Amb": 0}, path)

    def test_capabilities_are_given_up_and_a_reload_needs_none(self):
        state = os.path.join(self.folder, "state")
        os.mkdir(state)
        os.chown(state, USER, USER)
        program = shutil.copy(PANTAU, self.folder)  # the checkout may lie where that user cannot go
        four = link("four", "198.18.1.1", interval="100ms")
        daemon = self.start_daemon(config_head() + four, state=state, command=(*AS_THE_SERVICE, program))
        wait_for("up", lambda: daemon.metrics().value("pantau_link_up", link="four") == 1)
        self.assertEqual({dict(labels)["kind"] for labels in daemon.metrics().find("pantau_icmp_socket_info")}, {"raw"})
        self.assert_has_none(daemon.process.pid, 3)  # probes, journal, HTTP
        daemon.write(config_head() + four + link("six", "2001:2::1", interval="100ms"))
        daemon.process.send_signal(signal.SIGHUP)
        wait_for("the other family", lambda: daemon.metrics().value("pantau_link_up", link="six") == 1)
        self.assert_has_none(daemon.process.pid, 4)  # and what read the configuration
        self.assertNotIn("capabilities_kept", daemon.text())


if __name__ == "__main__":
    main()
