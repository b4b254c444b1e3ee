# SPDX-License-Identifier: Apache-2.0
"""A real Prometheus scrapes through client certificates and a password, as deploy/prometheus/secured.yml says; who
lacks one of them is turned away, and both sides say why. A renewed certificate costs no scrape."""

import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import unittest.mock

from harness import PANTAU, SKIPPED, CountyTest, Program, link, main, wait_for
from prometheus_test import PROMETHEUS, PROMTOOL, ROOT, Prometheus
from secrets_test import COUNTY, bcrypt, with_users

EXAMPLES = os.path.join(ROOT, "deploy", "prometheus")
PASSWORD = "a long, unguessable: pässword"
GATEWAY = "timika-1"
NOBODY = 65534


def shipped():
    with open(os.path.join(EXAMPLES, "secured.yml"), encoding="utf-8") as file:
        return file.read()


def changed(text, *pairs):
    """Each replaced where it stands, exactly once: an example that no longer says so fails here."""
    for old, new in pairs:
        if text.count(old) != 1:
            raise AssertionError(f"{old!r} stands {text.count(old)} times in {text}")
        text = text.replace(old, new)
    return text


class Scraper(Prometheus):
    """Prometheus with secured.yml's job, and others that differ from it by one mistake."""

    def __init__(self, folder, jobs, command=(PROMETHEUS,)):
        path = os.path.join(folder, "secured.yml")
        with open(path, "w", encoding="utf-8") as file:
            file.write("global: { scrape_interval: 1s, scrape_timeout: 1s }\nscrape_configs:\n")
            file.writelines(job.partition("scrape_configs:\n")[2] for job in jobs)
        Program.__init__(self, [*command, f"--config.file={path}", f"--storage.tsdb.path={folder}/tsdb",
                                "--web.listen-address=127.0.0.1:9090"], os.path.join(folder, "prometheus.log"),
                         env={**os.environ, "GOMAXPROCS": "1"})
        wait_for("Prometheus", self.is_ready, seconds=90)

    def errors(self):
        return {target["labels"]["job"]: target["lastError"] for target in self.api("targets")["activeTargets"]}

    def up(self):
        return {labels["job"]: value for labels, value in self.query("up")}


class Secured(CountyTest):
    def setUp(self):
        super().setUp()
        for program in (PROMETHEUS, PROMTOOL):
            if not os.path.exists(program):
                print(f"{program} is not there: deploy/install-dependencies test puts it there")
                sys.exit(SKIPPED)
        self.start_county(COUNTY)
        self.tls = os.path.join(self.folder, "tls")
        self.certify("gateway", GATEWAY)
        self.certify("scraper", "prometheus")
        self.put("pantau-password", PASSWORD)
        self.hash = bcrypt(PASSWORD)

    def put(self, name, text):
        with open(os.open(os.path.join(self.tls, name), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
                  encoding="utf-8") as file:
            file.write(text)

    def run_well(self, *arguments, **options):
        result = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=60, **options)
        self.assertEqual(result.returncode, 0, f"{arguments}: {result.stdout}{result.stderr}")
        return result.stdout

    def certify(self, use, *names, folder="tls"):
        self.run_well(os.path.join(EXAMPLES, "make-certificates"), os.path.join(self.folder, folder), use, *names)

    def expire(self, name, new_name):
        """A certificate of the same key and authority that ended a day ago."""
        def path(file):
            return os.path.join(self.tls, file)
        self.run_well("openssl", "req", "-new", "-key", path(f"{name}.key"), "-subj", f"/CN={name}", "-out",
                      path("expired.csr"))
        self.run_well("openssl", "x509", "-req", "-in", path("expired.csr"), "-CA", path("ca.crt"), "-CAkey",
                      path("ca.key"), "-days", "-1", "-out", path(f"{new_name}.crt"))
        shutil.copy(path(f"{name}.key"), path(f"{new_name}.key"))

    def config(self, certificate=GATEWAY, more="", users=None):
        text = with_users(prometheus=users or self.hash)
        return text.replace("[http.users]", f'[http.tls]\ncertificate = "tls/{certificate}.crt"\nkey = '
                            f'"tls/{certificate}.key"\nclient_ca = "tls/ca.crt"\n{more}[http.users]') + link(
                                "a", "198.18.1.1", interval="100ms")

    def start(self, config):
        """Daemon.wait_ready speaks plain HTTP; here the log says that it is up."""
        with unittest.mock.patch("harness.Daemon.wait_ready", lambda daemon: daemon):
            daemon = self.start_daemon(config)
        wait_for("the daemon", lambda: "event=started" in daemon.text() or daemon.process.poll() is not None, seconds=60)
        self.assertIsNone(daemon.process.poll(), daemon.text())
        return daemon

    def start_scraper(self, *jobs, **options):
        scraper = Scraper(self.folder, jobs, **options)
        self.addCleanup(scraper.stop)
        return scraper

    def give_to_prometheus(self):
        """Its side by the lines of the manual; the command that runs it as a user of its own."""
        with open(os.path.join(ROOT, "deploy", "man", "pantau.8"), encoding="utf-8") as page:
            block = re.search(r"^make-certificates tls gateway timika-1\n.*?(?=^\.Ed)", page.read(), flags=re.M | re.S)[0]
        steps = block.replace("make-certificates ", f"{EXAMPLES}/make-certificates ").replace("chgrp prometheus", f"chgrp {NOBODY}")
        shutil.rmtree(self.tls)
        self.run_well("sh", "-ec", steps, cwd=self.folder, input=PASSWORD + "\n")
        os.chmod(self.folder, 0o755)
        os.mkdir(f"{self.folder}/tsdb")
        os.chown(f"{self.folder}/tsdb", NOBODY, NOBODY)
        program = shutil.copy(PROMETHEUS, self.folder)  # the checkout may lie where that user cannot go
        user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--bounding-set=-all", "--inh-caps=-all"]
        for secret in ("ca.key", f"{GATEWAY}.key"):
            refused = subprocess.run([*user, "cat", f"{self.tls}/{secret}"], capture_output=True, check=False, timeout=60)
            self.assertNotEqual(refused.returncode, 0, secret)
        return [*user, program]

    def job(self, name, *pairs):
        text = changed(shipped(), ("198.18.0.10:9750", "127.0.0.1:9750"), *pairs)
        return text.replace("job_name: pantau", f"job_name: {name}")

    def curl(self, *more, certificate="prometheus", password=PASSWORD, path="/metrics"):
        identity = [] if certificate is None else ["--cert", f"{self.tls}/{certificate}.crt", "--key",
                                                   f"{self.tls}/{certificate}.key"]
        user = [] if password is None else ["--user", f"prometheus:{password}"]
        return subprocess.run(
            ["curl", "-q", "-sS", "--noproxy", "*", "--max-time", "30", "--cacert", f"{self.tls}/ca.crt", "--resolve",
             f"{GATEWAY}:9750:127.0.0.1", *identity, *user, *more, f"https://{GATEWAY}:9750{path}"],
            capture_output=True, text=True, check=False, timeout=60)


class Scrape(Secured):
    def test_the_shipped_job_scrapes_and_promtool_finds_nothing_to_say(self):
        shutil.copy(os.path.join(EXAMPLES, "secured.yml"), self.folder)
        self.assertIn("SUCCESS", self.run_well(PROMTOOL, "check", "config", os.path.join(self.folder, "secured.yml")))
        command = self.give_to_prometheus()
        daemon = self.start(self.config())
        scraper = self.start_scraper(self.job("pantau"), command=command)
        wait_for("the link in Prometheus", lambda: [value for _, value in scraper.query('pantau_link_up{link="a"}')] == [1],
                 seconds=60)
        self.assertEqual(scraper.up(), {"pantau": 1})
        told = self.run_well(PROMTOOL, "query", "instant", "http://127.0.0.1:9090", 'up{job="pantau"}')
        self.assertRegex(told, r'job="pantau"\} => 1 @')
        page = self.curl()
        self.assertEqual(page.returncode, 0, page.stderr)
        self.assertIn("pantau_link_up", page.stdout)
        self.assertEqual(self.run_well(PROMTOOL, "check", "metrics", input=page.stdout), "")
        self.assertNotIn("event=http_refused", daemon.text())
        self.assert_no_secret(daemon.text() + self.curl(path="/config").stdout)

    def assert_no_secret(self, text):
        with open(os.path.join(self.tls, f"{GATEWAY}.key"), encoding="ascii") as file:
            key = file.read().splitlines()[1]
        for secret in (PASSWORD, self.hash, key):
            self.assertNotIn(secret, text)

    # What is wrong with the scraper, what Prometheus then says, and what the daemon says.
    MISTAKES = {
        "no-certificate": ([("      cert_file: tls/prometheus.crt\n", ""), ("      key_file: tls/prometheus.key\n", "")],
                           "bad certificate|certificate required", "shows no certificate"),
        "foreign": ([("tls/prometheus.crt", "foreign/prometheus.crt"), ("tls/prometheus.key", "foreign/prometheus.key")],
                    "unknown certificate authority|bad certificate|unknown", "not of an authority in http.tls.client_ca"),
        "expired": ([("tls/prometheus.crt", "tls/expired.crt"), ("tls/prometheus.key", "tls/expired.key")],
                    "expired", "certificate has expired"),
        "a-gateways": ([("tls/prometheus.crt", f"tls/{GATEWAY}.crt"), ("tls/prometheus.key", f"tls/{GATEWAY}.key")],
                       "unsupported certificate|bad certificate", "purpose"),
        "wrong-password": ([("tls/pantau-password", "tls/wrong-password")], "401", "wrong user name or password"),
        "wrong-user": ([("username: prometheus", "username: intruder")], "401", "wrong user name or password"),
        "no-password": ([("    basic_auth:\n      username: prometheus\n      password_file: tls/pantau-password\n", "")],
                        "401", "no user name and password"),
        "old-tls": ([("    tls_config:\n", "    tls_config:\n      min_version: TLS10\n      max_version: TLS11\n")],
                    "protocol version", "no TLS of version 1.2 or newer"),
        "plain-http": ([("    scheme: https\n", "    scheme: http\n")], "EOF|reset|malformed", "it must ask by https"),
        "untrusting": ([("ca_file: tls/ca.crt", "ca_file: foreign/ca.crt")], "certificate signed by unknown authority",
                       "does not accept the certificate of http.tls"),
    }

    def test_who_lacks_something_is_turned_away_and_both_sides_say_why(self):
        self.certify("scraper", "prometheus", folder="foreign")
        self.expire("prometheus", "expired")
        self.put("wrong-password", "guessed")
        daemon = self.start(self.config())
        begun = time.monotonic()
        jobs = [self.job(name, *pairs) for name, (pairs, _, _) in self.MISTAKES.items()]
        scraper = self.start_scraper(self.job("pantau"), *jobs)
        wait_for("a scrape of each", lambda: len(scraper.up()) == 1 + len(jobs), seconds=90)
        wait_for("many scrapes of each", lambda: min(
            (value for _, value in scraper.query("count_over_time(up[10m])")), default=0) >= 5, seconds=120, pause=0.3)
        self.assertEqual(scraper.up(), {"pantau": 1, **{name: 0 for name in self.MISTAKES}})
        errors, text = scraper.errors(), daemon.text()
        self.assertEqual(errors["pantau"], "")
        lines = re.findall(r"event=http_refused client=127\.0\.0\.1 what=.*", text)
        for name, (_, theirs, ours) in self.MISTAKES.items():
            with self.subTest(name):
                self.assertRegex(errors[name], theirs)
                self.assertEqual([line for line in lines if ours in line][:1] != [], True, f"{ours}: {lines}")
        # Ten jobs that ask once a second: once a minute and reason in the log.
        minutes = int((time.monotonic() - begun) // 60) + 1
        self.assertLessEqual(len(lines), minutes * len({ours for _, _, ours in self.MISTAKES.values()}), lines)
        for secret in (PASSWORD, "guessed", "intruder"):
            self.assertNotIn(secret, text)
        self.assertEqual({value for _, value in scraper.query('min_over_time(up{job="pantau"}[10m])')}, {1})


class Ask(Secured):
    """`pantau status` and `pantau why` ask such a daemon; "localhost" needs no name server."""

    def setUp(self):
        super().setUp()
        self.certify("gateway", "localhost")
        self.certify("scraper", "prometheus", folder="foreign")
        self.put("wrong-password", "guessed\n")
        self.put("empty", "\n")
        self.put("open-password", PASSWORD + "\n")
        os.chmod(os.path.join(self.tls, "open-password"), 0o604)

    def ask(self, command, url="https://localhost:9750", **options):
        """As `options` say instead of what is right; None leaves one out."""
        tls = self.tls
        right = {"url": url, "ca": f"{tls}/ca.crt", "certificate": f"{tls}/prometheus.crt", "key": f"{tls}/prometheus.key",
                 "user": "prometheus", "password_file": f"{tls}/pantau-password"}
        words = [word for name, value in {**right, **options}.items() if value is not None
                 for word in ("--" + name.replace("_", "-"), value)]
        return subprocess.run([PANTAU, *command.split(), "-c", self.daemon.path, *words], capture_output=True, text=True,
                              check=False, timeout=60, env={**os.environ, "LC_ALL": "C"})

    def test_status_and_why_show_certificate_and_password(self):
        self.daemon = self.start(self.config("localhost"))
        seen = self.ask("status --json")
        self.assertEqual((seen.returncode, seen.stderr), (0, ""))
        self.assertEqual([each["link"] for each in json.loads(seen.stdout)["links"]], ["a"])
        self.assertRegex(self.ask("status").stdout, r"(?m)^(UP|UNKNOWN) +a ")
        self.assertRegex(self.ask("why a").stdout, r"(?m)^link +a ")
        unknown = self.ask("why b")
        self.assertEqual(unknown.returncode, 1)
        self.assertIn('there is no link "b"', unknown.stderr)
        refused = self.ask("status", url=None)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("https://127.0.0.1:9750/", refused.stderr, "the address and TLS are the configuration's")
        self.assertIn("that host is no name of the daemon's certificate", refused.stderr)
        self.assertIn("--url https://NAME:PORT", refused.stderr)

    def test_without_a_url_the_configuration_says_where(self):
        self.certify("gateway", "127.0.0.1")
        self.daemon = self.start(self.config("127.0.0.1"))
        for command in ("status", "why a"):
            self.assertEqual(self.ask(command, url=None).returncode, 0, self.ask(command, url=None).stderr)

    def mistakes(self):
        """Options, what is said of them, and the exit code."""
        tls, foreign = self.tls, os.path.join(self.folder, "foreign")
        return {
            "another authority": ({"ca": f"{foreign}/ca.crt"}, r"certificate.*; \S+foreign/ca.crt is not the authority", 1),
            "the system's authorities": ({"ca": None}, r"; name the authority of the daemon's certificate with --ca FILE", 1),
            "no certificate": ({"certificate": None, "key": None}, r"; it may ask for a certificate: say --certificate", 1),
            "a foreign certificate": ({"certificate": f"{foreign}/prometheus.crt", "key": f"{foreign}/prometheus.key"},
                                      r"; it may refuse \S+foreign/prometheus.crt, which must be of an authority in", 1),
            "another key": ({"key": f"{tls}/localhost.key"}, r"; --certificate \S+ and --key \S+ must be a pair", 1),
            "no authority in it": ({"ca": f"{tls}/prometheus.key"}, r"--ca \S+prometheus.key must hold certificates", 1),
            "no such file": ({"ca": f"{tls}/nowhere"}, r"--ca \S+nowhere cannot be read: No such file", 1),
            "wrong password": ({"password_file": f"{tls}/wrong-password"},
                               r"answered 401; it does not know user prometheus with the password in \S+wrong-password", 1),
            "no password": ({"user": None, "password_file": None}, r"answered 401; .* --user NAME --password-file FILE", 1),
            "empty password": ({"password_file": f"{tls}/empty"}, r"empty is empty or holds a NUL byte", 1),
            "everybody's password": ({"password_file": f"{tls}/open-password"},
                                     r"open-password can be read or changed by everyone: run chmod o= \S+", 1),
            "plain HTTP": ({"url": "http://localhost:9750"}, r"http://localhost:9750 is asked without TLS", 1),
            "really plain": ({"url": "http://u:word@localhost:9750", "ca": None, "certificate": None, "key": None},
                             r" http://localhost:9750/\S+: .*; it may speak TLS: say --url https", 1),
            "half a pair": ({"key": None}, r"--certificate requires --key", 2),
            "half a user": ({"password_file": None}, r"--user requires --password-file", 2),
        }

    def test_what_is_wrong_is_said_in_one_line(self):
        self.daemon = self.start(self.config("localhost"))
        for name, (options, said, code) in self.mistakes().items():
            for command in ("status", "why a"):
                with self.subTest(name, command=command):
                    answer = self.ask(command, **options)
                    self.assertEqual((answer.returncode, answer.stdout), (code, ""), answer.stderr)
                    self.assertRegex(answer.stderr, said)
                    if code == 1:
                        self.assertRegex(answer.stderr, rf"\Apantau {command.split()[0]}: [^\n]*\n\Z")
                    for secret in (PASSWORD, "guessed", "word@"):
                        self.assertNotIn(secret, answer.stderr)

    def test_a_daemon_that_sends_elsewhere_is_not_followed(self):
        """The certificate and the password are for the daemon that was named."""
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
            with subprocess.Popen([PANTAU, "status", "--url", f"http://127.0.0.1:{port}"], stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, text=True) as asking:
                server.settimeout(60)
                client, _ = server.accept()
                with client:
                    client.recv(65536)
                    client.sendall(f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{port}/x\r\nContent-Length: 0\r\n"
                                   "Connection: close\r\n\r\n".encode())
                _, said = asking.communicate(timeout=60)
        self.assertEqual(asking.returncode, 1)
        self.assertIn("answered 302", said)


class Renewal(Secured):
    def shown(self):
        """The serial number of the certificate that a new connection gets."""
        context = ssl.create_default_context(cafile=f"{self.tls}/ca.crt")
        context.load_cert_chain(f"{self.tls}/prometheus.crt", f"{self.tls}/prometheus.key")
        with socket.create_connection(("127.0.0.1", 9750), timeout=20) as plain:
            with context.wrap_socket(plain, server_hostname=GATEWAY) as connection:
                return connection.getpeercert()["serialNumber"]

    @staticmethod
    def listener(pid):
        """The socket that listens on the port, by its inode."""
        with open(f"/proc/{pid}/net/tcp", encoding="ascii") as file:
            rows = [line.split() for line in file.readlines()[1:]]
        return [row[9] for row in rows if row[1].endswith(f":{9750:04X}") and row[3] == "0A"]

    def reload(self, daemon, event):
        count = daemon.text().count(event)
        daemon.process.send_signal(signal.SIGHUP)
        wait_for(event, lambda: daemon.text().count(event) > count)

    def test_a_renewed_certificate_needs_a_reload_alone_and_costs_no_scrape(self):
        daemon = self.start(self.config())
        scraper = self.start_scraper(self.job("pantau"))
        wait_for("a scrape", lambda: scraper.up() == {"pantau": 1}, seconds=60)
        old, socket_before = self.shown(), self.listener(daemon.process.pid)
        self.assertEqual(len(socket_before), 1)
        self.certify("gateway", GATEWAY)
        self.assertEqual(self.shown(), old, "read at a reload, not at every handshake")
        self.reload(daemon, "event=reload_done")
        wait_for("the new certificate", lambda: self.shown() != old)
        self.assertEqual(self.listener(daemon.process.pid), socket_before)

        renewed = self.shown()
        os.rename(f"{self.tls}/{GATEWAY}.key", f"{self.tls}/good.key")
        self.certify("gateway", "other")
        shutil.copy(f"{self.tls}/other.key", f"{self.tls}/{GATEWAY}.key")
        checked = subprocess.run([PANTAU, "check", "-c", daemon.path], capture_output=True, text=True, check=False, timeout=60)
        self.assertEqual(checked.returncode, 78)
        self.assertRegex(checked.stderr, rf"http\.tls: {self.tls}/{GATEWAY}\.key: .*key values mismatch")
        answer = self.curl("--request", "POST", path="/-/reload")
        self.assertIn("key values mismatch", answer.stdout, "a key that is not the certificate's is a mistake of the reload")
        self.assertIn("pantau_config_last_reload_successful 0", self.curl().stdout)
        self.assertEqual(self.shown(), renewed, "the old pair stays")
        os.rename(f"{self.tls}/good.key", f"{self.tls}/{GATEWAY}.key")
        self.reload(daemon, "event=reload_done")
        self.assertIn("pantau_config_last_reload_successful 1", self.curl().stdout)
        seen = scraper.query("count_over_time(up[10m])")[0][1]
        wait_for("a scrape after", lambda: scraper.query("count_over_time(up[10m])")[0][1] > seen + 1, seconds=60)
        self.assertEqual([value for _, value in scraper.query("min_over_time(up[10m])")], [1], scraper.errors())

    def test_another_authority_for_clients_shuts_the_old_ones_out(self):
        daemon = self.start(self.config())
        self.assertEqual(self.curl().returncode, 0)
        self.certify("scraper", "prometheus", folder="foreign")
        daemon.write(self.config().replace('client_ca = "tls/ca.crt"', 'client_ca = "foreign/ca.crt"'))
        self.reload(daemon, "event=reload_done")
        wait_for("the door to shut", lambda: self.curl().returncode != 0)
        identity = ("--cert", f"{self.folder}/foreign/prometheus.crt", "--key", f"{self.folder}/foreign/prometheus.key")
        answer = self.curl(*identity, certificate=None)
        self.assertEqual(answer.returncode, 0, answer.stderr)


if __name__ == "__main__":
    main()
