# SPDX-License-Identifier: Apache-2.0
"""Passwords, TLS and what /config shows: opt-in, renewed by a reload, and never a secret in the open."""

import base64
import crypt  # only to make hashes; Debian 12 has Python 3.11
import http.client
import os
import re
import socket
import ssl
import subprocess
import unittest.mock

from harness import PANTAU, CountyTest, Metrics, config_head, link, main, wait_for

COUNTY = """
[[host]]
id = "all"
address = "198.18.0.0/16"
delay = "5ms"
"""
A = link("a", "198.18.1.1", interval="100ms")


def bcrypt(password):
    return crypt.crypt(password, crypt.mksalt(crypt.METHOD_BLOWFISH, rounds=16))


def basic(user, password):
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def with_users(**hashes):
    rows = "".join(f'"{name}" = "{value}"\n' for name, value in hashes.items())
    return config_head().replace("reload = true\n", "reload = true\n[http.users]\n" + rows)


def with_tls(more=""):
    return config_head().replace("reload = true\n", 'reload = true\n[http.tls]\ncertificate = "gateway.crt"\n'
                                 f'key = "gateway.key"\n{more}')


class SecretsTest(CountyTest):
    def setUp(self):
        super().setUp()
        self.start_county(COUNTY)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(os.open(self.path(name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(text)

    def check(self, path):
        return subprocess.run([PANTAU, "check", "-c", path], capture_output=True, text=True, check=False, timeout=60)


class Passwords(SecretsTest):
    def test_everything_but_the_health_of_the_daemon_needs_the_password(self):
        first, second = bcrypt("first secret"), bcrypt("second:secret")
        daemon = self.start_daemon(with_users(prometheus=first) + A)
        right = basic("prometheus", "first secret")
        for path in ("/", "/metrics", "/config", "/sd/links", "/api/v1/links", "/probe?target=a", "/nowhere"):
            self.assertEqual(daemon.get(path)[0], 401, path)
            self.assertEqual(daemon.get(path, method="HEAD")[0], 401, path)
        self.assertEqual(daemon.get("/-/reload", method="POST")[0], 401)
        for path in ("/-/healthy", "/-/ready"):
            self.assertEqual(daemon.get(path)[0], 200, path)
        for wrong in (basic("prometheus", "first"), basic("prometheus", ""), basic("prometheus", "first secret\0"),
                      basic("", "first secret"), basic("prometheus", first), basic("root", "first secret"),
                      {"Authorization": "Basic"}, {"Authorization": "Basic ????"}, {"Authorization": "Bearer x"},
                      basic("prometheus", "first secret" + "x" * 5000)):
            self.assertEqual(daemon.get("/metrics", headers=wrong)[0], 401, wrong)
        for _ in range(3):
            status, text = daemon.get("/metrics", headers=right)
            self.assertEqual(status, 200)
        self.assertGreaterEqual(Metrics(text).value("pantau_http_requests_total", path="/metrics", code="401"), 12)
        daemon.write(with_users(prometheus=second) + A)
        self.assertEqual(daemon.get("/-/reload", method="POST", headers=right)[0], 200)
        wait_for("the old password to end", lambda: daemon.get("/metrics", headers=right)[0] == 401)
        self.assertEqual(daemon.get("/metrics", headers=basic("prometheus", "second:secret"))[0], 200)
        for text in (first, second, "first secret", "second:secret"):
            self.assertNotIn(text, daemon.text())

    def test_guessing_leaves_the_scraper_and_the_probes_alone(self):
        daemon = self.start_daemon(with_users(prometheus=bcrypt("right")) + A)
        right = basic("prometheus", "right")
        self.assertEqual(daemon.get("/metrics", headers=right)[0], 200)
        guess = basic("prometheus", "wrong")["Authorization"]
        crowd = [socket.create_connection(("127.0.0.1", daemon.port), source_address=("127.0.0.7", 0)) for _ in range(60)]
        for connection in crowd:
            self.addCleanup(connection.close)
            connection.sendall(f"GET /metrics HTTP/1.1\r\nHost: x\r\nAuthorization: {guess}\r\n\r\n".encode())
        self.assertEqual(daemon.get("/metrics", headers=right)[0], 200)
        answers = [int(connection.recv(4096).split()[1]) for connection in crowd]
        self.assertLessEqual(set(answers), {401, 503})
        page = Metrics(daemon.get("/metrics", headers=right)[1])
        self.assertEqual(page.value("pantau_icmp_probes_lost_total", link="a"), 0)

    def test_config_shows_no_secret_and_loads_again(self):
        self.write("community", "very-secret-community\n")
        hashed = bcrypt("pw")
        text = with_users(prometheus=hashed) + A + link("b", "198.18.1.2", technology="geo-vsat", payload_size=100) + f"""
[[snmp_credentials]]
id = "field"
version = "2c"
community_file = "community"
[[device]]
id = "router"
site = "site-a"
address = "198.18.1.3"
credentials = "field"
profile = "auto"
[[phase]]
id = "p"
name = 'quotes " and \\ and ünïcode'
start = 2026-01-01
end = 2026-12-31
"""
        daemon = self.start_daemon(text)
        status, shown = daemon.get("/config", headers=basic("prometheus", "pw"))
        self.assertEqual(status, 200)
        for secret in ("very-secret-community", hashed, hashed[7:], "pw\""):
            self.assertNotIn(secret, shown)
            self.assertNotIn(secret, daemon.text())
        again = self.path("again.toml")
        with open(again, "w", encoding="utf-8") as file:
            file.write(shown)
        result = self.check(again)
        self.assertEqual(result.returncode, 0, result.stderr + shown)
        # What SNMP costs depends on the length of a community, which is not shown.
        means, meant = (re.sub(r"[0-9.]+ [kMG]?B", "BYTES", text) for text in (result.stdout, self.check(daemon.path).stdout))
        self.assertEqual(means, meant, "it means the same")
        for name in ("a", "b"):
            one, other = (subprocess.run([PANTAU, "explain", name, "-c", path], capture_output=True, text=True, check=True,
                                         timeout=60).stdout for path in (again, daemon.path))
            for value in ("interval", "timeout", "payload_size", "address"):
                find = [[line.split()[:2] for line in text.splitlines() if line.split()[:1] == [value]] for text in (one, other)]
                self.assertEqual(find[0], find[1])
                self.assertTrue(find[0], value)


class TlsTest(SecretsTest):
    def certificate(self, name, subject):
        result = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-keyout", self.path(name + ".key"), "-out", self.path(name + ".crt"), "-subj", f"/CN={subject}",
             "-addext", "subjectAltName=IP:127.0.0.1"], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(result.returncode, 0, result.stderr)
        os.chmod(self.path(name + ".key"), 0o600)

    def start_tls(self, config):
        """Daemon.wait_ready speaks plain HTTP; here the log says that it is up."""
        with unittest.mock.patch("harness.Daemon.wait_ready", lambda daemon: daemon):
            daemon = self.start_daemon(config)
        wait_for("the daemon", lambda: "event=started" in daemon.text() or daemon.process.poll() is not None, seconds=60)
        self.assertIsNone(daemon.process.poll(), daemon.text())
        return daemon

    def get(self, daemon, path="/-/ready", client=None, method="GET"):
        """Status, body and the subject of the certificate that was shown."""
        context = ssl.create_default_context(cafile=self.path("gateway.crt"))
        if client:
            context.load_cert_chain(self.path(client + ".crt"), self.path(client + ".key"))
        connection = http.client.HTTPSConnection("127.0.0.1", daemon.port, timeout=20, context=context)
        try:
            connection.request(method, path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), connection.sock and connection.sock.getpeercert()
        finally:
            connection.close()

    def reload_with(self, daemon, trusted):
        """POST /-/reload while the daemon still shows the certificate `trusted`."""
        context = ssl.create_default_context(cadata=trusted)
        connection = http.client.HTTPSConnection("127.0.0.1", daemon.port, timeout=20, context=context)
        connection.request("POST", "/-/reload")
        status = connection.getresponse().status
        connection.close()
        return status


class Tls(TlsTest):
    def test_a_certificate_is_renewed_by_a_reload_and_a_broken_one_changes_nothing(self):
        self.certificate("gateway", "old")
        daemon = self.start_tls(with_tls() + A)
        self.assertEqual(self.get(daemon)[:2], (200, "pantau is ready\n"))
        with open(self.path("gateway.crt"), encoding="ascii") as file:
            old = file.read()
        with socket.create_connection(("127.0.0.1", daemon.port), timeout=30) as plain:
            plain.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
            self.assertNotIn(b"pantau", plain.recv(65536))
        silent = [socket.create_connection(("127.0.0.1", daemon.port), timeout=30) for _ in range(50)]
        for connection in silent:  # a handshake that never begins ends like a header that never comes
            self.addCleanup(connection.close)
        self.assertEqual(self.get(daemon)[0], 200)
        for connection in silent:
            self.assertEqual(connection.recv(1), b"")
        self.certificate("gateway", "new")
        self.assertEqual(self.reload_with(daemon, old), 200)
        self.assertEqual(self.get(daemon)[0], 200, "this trusts the new certificate alone")
        with open(self.path("gateway.crt"), "r+", encoding="ascii") as file:
            good = file.read()
            file.seek(40)
            file.write("!!!!")
        self.assertEqual(self.reload_with(daemon, good), 500)
        self.write("gateway.crt", good)
        self.assertEqual(self.get(daemon)[0], 200)

    def test_clients_must_show_a_certificate_when_asked_to(self):
        for name in ("gateway", "prometheus", "stranger"):
            self.certificate(name, name)
        daemon = self.start_tls(with_tls('client_ca = "prometheus.crt"\n') + A)
        self.assertEqual(self.get(daemon, client="prometheus")[0], 200)
        for client in (None, "stranger"):
            with self.assertRaises((ssl.SSLError, ConnectionError, http.client.RemoteDisconnected)):
                self.get(daemon, client=client)
        self.assertEqual(self.get(daemon, client="prometheus")[0], 200)

    def test_what_would_leak_is_refused_by_check(self):
        self.certificate("gateway", "x")
        os.chmod(self.path("gateway.key"), 0o644)
        self.write("some.toml", with_tls() + A)
        result = self.check(self.path("some.toml"))
        self.assertEqual(result.returncode, 78)
        self.assertIn("http.tls.key", result.stderr)
        self.write("some.toml", with_users(x=bcrypt("x")).replace("127.0.0.1:9750", "0.0.0.0:9750") + A)
        self.assertEqual(self.check(self.path("some.toml")).returncode, 78)
        self.write("some.toml", with_users(x="my password") + A)
        result = self.check(self.path("some.toml"))
        self.assertEqual(result.returncode, 78)
        self.assertNotIn("my password", result.stdout + result.stderr)

    def test_a_key_that_others_can_read_starts_nothing_and_stops_nothing(self):
        self.certificate("gateway", "x")
        daemon = self.start_tls(with_tls() + A)
        os.chmod(self.path("gateway.key"), 0o604)
        with open(self.path("gateway.crt"), encoding="ascii") as file:
            self.assertEqual(self.reload_with(daemon, file.read()), 500)
        self.assertRegex(daemon.text(), r"event=reload_failed .*gateway\.key can be read or changed by everyone")
        self.assertEqual(self.get(daemon)[0], 200)
        again = subprocess.run([PANTAU, "run", "-c", daemon.path], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(again.returncode, 78)
        self.assertIn("gateway.key can be read or changed by everyone: run chmod o= ", again.stderr)
        self.assertNotIn("event=", again.stderr, "before anything else")


class Credentials(TlsTest):
    """What LoadCredential= gives: a folder of the service's own, named by an environment variable."""

    SNMP = """
[[snmp_credentials]]
id = "field"
version = "2c"
community_file = "snmp-community"
[[device]]
id = "router"
site = "site-a"
address = "198.18.1.3"
credentials = "field"
profile = "auto"
"""

    def setUp(self):
        super().setUp()
        self.certificate("gateway", "x")
        self.given = self.path("given")
        os.mkdir(self.given, 0o700)
        os.rename(self.path("gateway.key"), os.path.join(self.given, "tls.key"))
        self.write("given/snmp-community", "the-one-given\n")
        self.environment = {**os.environ, "LC_ALL": "C", "CREDENTIALS_DIRECTORY": self.given}
        self.config = with_tls().replace("gateway.key", "tls.key") + A + self.SNMP

    def ask(self, *arguments, **options):
        return subprocess.run([PANTAU, *arguments, "-c", self.path("pantau.toml")], capture_output=True, text=True,
                              check=False, timeout=60, **options)

    def test_the_service_takes_what_it_was_given_before_what_lies_beside_the_configuration(self):
        self.write("tls.key", "no key at all")
        self.write("snmp-community", "the-one-beside\n")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as device:
            device.bind(("127.0.0.3", 1161))
            device.settimeout(60)
            daemon = self.start_daemon_with_tls(self.config.replace("198.18.1.3", "127.0.0.3:1161"))
            self.assertIn(b"the-one-given", device.recv(65536))
        self.assertEqual(self.get(daemon)[0], 200)
        with open(f"/proc/{daemon.process.pid}/cmdline", "rb") as line, open(f"/proc/{daemon.process.pid}/environ", "rb") as names:
            for secret in (b"the-one", b"PRIVATE KEY"):
                self.assertNotIn(secret, line.read() + names.read())
        shown = self.get(daemon, "/config")[1] + daemon.text() + "".join(
            self.ask(*command, env=self.environment).stdout for command in (("check",), ("explain", "a")))
        self.assertNotIn("the-one", shown)
        self.assertNotIn("PRIVATE KEY", shown)

    def start_daemon_with_tls(self, config):
        with unittest.mock.patch("harness.Daemon.wait_ready", lambda daemon: daemon):
            daemon = self.start_daemon(config, env=self.environment)
        wait_for("the daemon", lambda: "event=started" in daemon.text() or daemon.process.poll() is not None, seconds=60)
        self.assertIsNone(daemon.process.poll(), daemon.text())
        return daemon

    def test_what_was_not_given_is_an_error_inside_the_service_and_a_warning_outside(self):
        self.write("pantau.toml", self.config)
        os.unlink(os.path.join(self.given, "snmp-community"))
        inside = self.ask("run", env=self.environment)
        self.assertEqual(inside.returncode, 78)
        self.assertRegex(inside.stderr, r"community_file: .*LoadCredential=snmp-community:/etc/pantau/credentials/snmp-community\n")
        self.assertNotIn("tls.key", inside.stderr)
        outside = self.ask("check")
        self.assertEqual(outside.returncode, 0, outside.stderr)
        self.assertRegex(outside.stderr, r"http\.tls\.key: .*LoadCredential=tls\.key:/etc/pantau/credentials/tls\.key \(warning\)")
        self.assertRegex(outside.stderr, r"community_file: .*LoadCredential=snmp-community:.* \(warning\)")


if __name__ == "__main__":
    main()
