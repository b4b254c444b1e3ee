# SPDX-License-Identifier: Apache-2.0
"""The manual is what the program says of itself: commands, options, keys, ranges, defaults, events, paths, metrics; and
its examples, like those of the guides, work. The daemon that is asked has every address on the loopback."""

import functools
import glob
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
import unittest
import urllib.error
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAN = os.path.join(ROOT, "deploy", "man")
GUIDES = ["panduan.md", "from-blackbox.md", "from-snmp-exporter.md", "from-smokeping.md", "from-librenms.md"]
PANTAU = os.path.abspath(os.environ["PANTAU_BINARY"])
sys.path.insert(0, os.path.join(ROOT, "deploy", "completions"))
import command_tree  # noqa: E402

# One of each, so that /config shows what is the default of everything.
SMALL = """
[[phase]]
id = "p"
[[district]]
id = "d"
name = "D"
[[provider]]
id = "p"
[[contract]]
id = "c"
provider = "p"
start = 2026-01-01
target = 0.95
[[site]]
id = "s"
name = "S"
district = "d"
[[link]]
id = "l"
site = "s"
technology = "radio"
contract = "c"
address = "127.18.0.1"
[[device]]
id = "r"
site = "s"
address = "127.18.0.2"
[[maintenance]]
links = ["l"]
start = 2026-12-01T00:00:00Z
end = 2026-12-01T05:00:00Z
"""


@functools.cache
def commands_of_the_program():
    return command_tree.read(PANTAU)


@functools.cache
def metrics_of_the_document():
    """Of deploy/metrics.md, which another test holds against the program."""
    return set(re.findall(r"^\| `(pantau_\w+)`", read("deploy", "metrics.md"), flags=re.M))


def read(*parts):
    with open(os.path.join(ROOT, *parts), encoding="utf-8") as file:
        return file.read()


def run(*words, folder=None, check=False, environment=None):
    return subprocess.run(words, capture_output=True, text=True, check=check, timeout=120, cwd=folder,
                          env=dict(os.environ, **(environment or {})))


def plain(text):
    """mdoc as text, near enough: macros gone, quotes and escapes resolved."""
    text = re.sub(r"\b(?:Li|Ql|Ic|Pq|Ar|Fl|No|Em|Pa|Cm)\b ?", "", text)
    return text.replace("\\(dq", '"').replace(" ,", ",").replace(" ;", ";").replace("\\-", "-")


def seconds(text):
    """Of a duration of one unit; anything else as it is."""
    found = re.fullmatch(r"(\d+)(ms|s|m|h)", text)
    return int(found[1]) * {"ms": 0.001, "s": 1, "m": 60, "h": 3600}[found[2]] if found else text


def sections(page, macro):
    """{title: text} of .Ss or .Sh of a page."""
    parts = re.split(rf"^\.{macro} (.*)$", page, flags=re.M)
    return {title: re.split(r"^\.S[hs] ", body, flags=re.M)[0] for title, body in zip(parts[1::2], parts[2::2])}


def literal_lines(page):
    """Of the literal displays, comments taken out."""
    for block in re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", page, flags=re.M | re.S):
        yield from (line.strip().replace("\\(aq", "'") for line in block.splitlines() if line.strip())


class Folder(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = temporary.name

    def file(self, name, text, mode=0o600):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def check(self, text):
        """What `pantau check` says of a configuration, by path of the key."""
        result = run(PANTAU, "check", "-c", self.file("check.toml", text))
        problems = {}
        for line in result.stderr.splitlines():
            if (found := re.match(r".*?check\.toml:\d+:\d+: ([^ ]+): (.*)$", line)) and not line.endswith("(warning)"):
                problems.setdefault(found[1], found[2])
        return result.returncode, problems

    def start_daemon(self, text):
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        tables = {"http": f'listen = "127.0.0.1:{port}"', "daemon": f'state_dir = "{self.folder}/state"'}
        for table, line in tables.items():
            key = line.split(" ")[0]
            if f"[{table}]" in text:
                text = re.sub(rf"(\[{table}\](?:\n(?!\[).*)*?)\n{key} *=.*", rf"\1\n{line}", text)
                self.assertIn(line, text)
            else:
                text = text + f"\n[{table}]\n{line}\n"
        path = self.file("pantau.toml", text)
        os.makedirs(os.path.join(self.folder, "state"), exist_ok=True)
        log = open(os.path.join(self.folder, "log"), "w+", encoding="utf-8")  # closed with the daemon
        daemon = subprocess.Popen([PANTAU, "run", "-c", path], stderr=log)

        def stop():
            daemon.terminate()
            daemon.wait(timeout=60)
            log.close()

        self.addCleanup(stop)
        self.url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                self.get("/-/ready")
                return path
            except OSError:
                log.seek(0)
                said = log.read()
                if daemon.poll() is not None and "no_permission" in said or "Operation not permitted" in said:
                    self.skipTest("this user may not open an ICMP socket")
                if daemon.poll() is not None:
                    self.fail(said)
                time.sleep(0.05)
        return self.fail("the daemon is not ready")

    def get(self, path):
        with urllib.request.urlopen(self.url + path, timeout=30) as response:
            return response.read().decode()


class Pages(unittest.TestCase):
    def test_groff_has_nothing_to_say(self):
        if not shutil.which("man") or not shutil.which("groff"):
            self.skipTest("man or groff is not installed")
        for name in sorted(os.listdir(MAN)):
            result = subprocess.run(["man", "--warnings", "-l", os.path.join(MAN, name)], capture_output=True, text=True,
                                    check=False, timeout=60, env=dict(os.environ, LC_ALL="C.UTF-8", MANWIDTH="100"))
            self.assertEqual((result.returncode, result.stderr), (0, ""), name)
            self.assertGreater(len(result.stdout), 5000, name)

    def test_signals_variables_and_answers_of_the_sources_stand_in_the_manual(self):
        service = read("deploy", "man", "pantau.8")
        signals = re.findall(r"SIG[A-Z]+", re.search(r"signals_\((.*?)\)", read("daemon", "app", "app.cpp"), flags=re.S)[1])
        self.assertEqual(set(re.findall(r"SIG[A-Z]+", "".join(re.findall(r"^\.It Dv .*$", service, flags=re.M)))), set(signals))
        answers = set(re.findall(r"case (\d{3}):", read("daemon", "http", "response_head.cpp")))
        told = set(re.findall(r"\b[2-5]\d\d\b", service.split(".Sh HTTP")[1].split(".Sh THE JOURNAL")[0]))
        self.assertGreater(len(answers), 7)
        self.assertEqual(answers - told, set())
        # Of the locale: in a list of their own. Of the service manager: some read by its library.
        asked = {"LC_ALL", "LC_CTYPE", "LANG", "NOTIFY_SOCKET", "WATCHDOG_USEC"}
        for path in glob.glob(os.path.join(ROOT, "daemon", "**", "*.cpp"), recursive=True):
            asked |= set(re.findall(r'getenv\("(\w+)"', read(path)))
        listed = set(re.findall(r"[A-Z_]{4,}", "".join(re.findall(r"^\.It Ev .*$", read("deploy", "man", "pantau.1"), flags=re.M))))
        self.assertEqual(listed, asked)

    def test_every_event_of_the_sources_stands_in_the_manual(self):
        written = set()
        for path in glob.glob(os.path.join(ROOT, "daemon", "**", "*.cpp"), recursive=True):
            source = read(path)
            written |= set(re.findall(r'\bwrite\(\s*[\w:?= ]+,\s*"([a-z_]+)"', source))
            written |= set(re.findall(r'(?:trouble|complain)\w*\(\s*"([a-z_]+)"', source))
            written |= set(re.findall(r'\bwrite\(\s*[^;"]*?Level::\w+,\s*"([a-z_]+)"', source))
        self.assertGreater(len(written), 35)
        logs = read("deploy", "man", "pantau.8").split(".Sh LOGS")[1].split(".Sh METRICS")[0]
        told = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"^\.It (Li .*)$", logs, flags=re.M)).replace("Li", "")))
        self.assertEqual(written - told, set())
        self.assertEqual(told - written, set())
        table = read("README.md").split("| event | what happened |")[1].split("\n\n")[0]
        rows = re.findall(r"^\| ([^|]*) \|", table, flags=re.M)
        readme = [event for row in rows for event in re.findall(r"`([a-z_]+)`", row)]
        self.assertEqual(sorted(readme), sorted(written), "README.md, each once")


class CommandPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.commands = commands_of_the_program()
        cls.page = read("deploy", "man", "pantau.1")
        cls.sections = {title: text for title, text in sections(cls.page, "Ss").items() if title != "Times"}
        cls.common = sections(cls.page, "Sh")["COMMON OPTIONS"]

    # Their help does not say how they end.
    SILENT = ("help", "maintenance list", "maintenance end")

    @staticmethod
    def flags(text):
        return {"-" + name for name in re.findall(r"\bFl ([\w-]+)", text)}

    def test_it_has_every_command_and_no_other(self):
        # A command that only holds others has nothing to say of its own.
        asked = {path for path, c in self.commands.items() if path and not (c.subcommands and len(c.options) == 1)}
        self.assertEqual(set(self.sections), asked)

    def test_it_has_every_option_and_no_other(self):
        for path, text in self.sections.items():
            known = {name for option in self.commands[path].options for name in option.names}
            page = re.sub(r"^(?!\.(Op|Fl|It|Ar)).*$", "", text, flags=re.M)  # the usage and the lists, not the prose
            usage = text.split(".Pp")[0]
            self.assertEqual(self.flags(page) - known, set(), path)
            listed = self.flags("\n".join(re.findall(r"^\.It .*$", text + self.common, flags=re.M)))
            for option in self.commands[path].options:
                self.assertLessEqual(set(option.names), listed, path)
                if "--help" not in option.names:
                    self.assertTrue(self.flags(usage) & set(option.names), f"{path}: {option.names} is not in the usage")

    def test_defaults_and_words_are_the_program_s(self):
        for path, text in self.sections.items():
            for option in self.commands[path].options:
                item = re.search(rf"^\.It .*Fl {option.names[-1][1:]}\b.*\n((?:(?!\.It|\.El).*\n)*)", text + self.common, flags=re.M)
                for word in option.choices + ([option.default] if option.default else []):
                    self.assertRegex(item[1], rf"(?<![\w-]){re.escape(word)}(?![\w-])", f"{path} {option.names}")
            for name, choices, _ in self.commands[path].arguments:
                for word in choices:
                    self.assertRegex(text, rf"\b{word}\b", f"{path} {name}")

    def test_exit_codes_are_those_of_the_help(self):
        for path, text in self.sections.items():
            said = re.search(r"Exit: (.*)", self.commands[path].footer.replace("\n", " "))
            self.assertEqual(bool(said), bool(re.search(r"^Exit: ", text, flags=re.M)) and path not in self.SILENT, path)
            if said:
                told = re.search(r"^Exit: ((?:.*\n)(?:(?!\.).+\n)*)", text, flags=re.M)
                self.assertIsNotNone(told, path)
                self.assertEqual(set(re.findall(r"\b(?:0|1|2|78)\b", told[1])), set(re.findall(r"\b(?:0|1|2|78)\b", said[1])), path)


    def test_a_bad_configuration_ends_each_command_as_the_page_says(self):
        told = sections(self.page, "Sh")["EXIT STATUS"].split(".It 78")[1]
        other = {name: int(code) for name, code in re.findall(r"^\.Cm (\w+)\n(?:then ends )?with (\d)", told, flags=re.M)}
        other |= {name: 1 for name in re.findall(r"^\.Cm (\w+)\n(?:and|go on)", told, flags=re.M)}  # and nobody answers them
        self.assertEqual(len(other), 4)
        values = {"--cause": "unknown", "--from": "2026-10-01", "--to": "2026-10-02", "--reason": "r", "--month": "2026-10"}
        needed = {"FILE": ["sheet.csv"], "KIND": ["links"], "NUMBER": ["1"], "TARGET": ["127.0.0.1"]}
        ran = 0
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "bad.toml"), "w", encoding="utf-8") as file:
                file.write('unknown_key = 1\n[http]\nlisten = "127.0.0.1:1"\n')
            for path, command in self.commands.items():
                if path not in self.sections or not any("--config" in option.names for option in command.options):
                    continue
                words = path.split() + [w for o in command.options if o.required for w in (o.names[-1], values[o.names[-1]])]
                words += [w for name, _, _ in command.arguments if path != "rollout history" for w in needed.get(name, ["x"])]
                # With --url nothing that listens on this machine is asked.
                words += ["--url", "http://127.0.0.1:1"] if path in ("status", "why") else []
                result = run(PANTAU, *words, "-c", "bad.toml", folder=folder)
                self.assertEqual(result.returncode, other.get(path, 78), f"{path}: {result.stderr}")
                ran += 1
        self.assertGreater(ran, 20)

    def test_the_headers_of_a_spreadsheet_are_all_told(self):
        text = self.sections["import csv"]
        told = re.search(r"^\.Bd -ragged.*\n((?:.*\n)*?)\.Ed", text, flags=re.M)[1].replace("\n", " ").rstrip(". ").split(", ")
        self.assertEqual(told, re.findall(r'FieldWords\{Field::\w+,\s*"([^"]+)",', read("config", "csv_headers.cpp")))


class ConfigurationPage(Folder):
    SINGLE = ["daemon", "http", "metrics", "vantage", "service_hours", "rollout", "acceptance"]
    INNER = {"http.tls": "[http.tls]\n{}", "rollout.stage_weights": "[rollout.stage_weights]\n{}",
             "site.planned": "[[site]]\nid = \"x\"\n[site.planned]\n{}", "site.actual": "[[site]]\nid = \"x\"\n[site.actual]\n{}",
             "site.hold": "[[site]]\nid = \"x\"\n[site.hold]\n{}", "device.power": "[[device]]\nid = \"x\"\n[device.power]\n{}"}

    def setUp(self):
        super().setUp()
        self.page = read("deploy", "man", "pantau.toml.5")
        self.heads = {}  # {table: {key: "(type, range; default)"}}
        for title, text in sections(self.page, "Ss").items():
            tables = ["include"] if title.startswith("Files") else [name.strip("[]") for name in title.split(" and ")]
            for line in re.findall(r"^\.It (Ic .*)$", text, flags=re.M):
                keys, _, head = line.partition(" Pq ")
                for table in tables:
                    self.heads.setdefault(table, {}).update({key: plain(head) for key in re.findall(r"Ic (\w+)", keys)})

    def template(self, table):
        if table in self.INNER:
            return self.INNER[table]
        return f"[{table}]\n{{}}" if table in self.SINGLE else f"[[{table}]]\nid = \"x\"\n{{}}".replace(
            'id = "x"\n', "" if table == "maintenance" else 'id = "x"\n')

    def test_it_has_every_table_and_no_other(self):
        _, problems = self.check("qqqqqqqq = 1\n")
        root = re.match(r"unknown key; known here: (.*)$", problems["qqqqqqqq"])[1].split(", ")
        told = {table for table in self.heads if "." not in table} | {"template"}
        self.assertEqual(told, set(root))
        self.assertIn("[[template]]", sections(self.page, "Ss"))
        self.assertEqual({table for table in self.heads if "." in table}, set(self.INNER))

    def test_it_has_every_key_and_no_other(self):
        probing = set(self.heads["technology"]) - {"id"}
        tables = [table for table in [*self.heads, "template"] if table != "include"]
        # Each key that nobody knows has a name of its own, so that one run is enough for all tables.
        keys = {table: "q" * 8 + str(number) for number, table in enumerate(tables)}
        _, problems = self.check("".join(self.template(table).format(f"{key} = 1\n") for table, key in keys.items()))
        said = {path.split(".")[-1]: text for path, text in problems.items()}
        for table, key in keys.items():
            found = re.match(r"unknown key; known here: (.*)$", said.get(key, ""))
            self.assertTrue(found, f"{table}: {said.get(key)}")
            known = set(found[1].split(", "))
            told = set(self.heads.get(table, ()))
            if table == "link":
                told |= probing
            elif table == "template":
                told = (set(self.heads["link"]) | set(self.heads["device"]) | probing)
            self.assertEqual(told, known, table)

    def test_the_commented_example_has_every_key(self):
        example = read("config", "pantau.toml")
        for table, keys in self.heads.items():
            for key in keys:
                self.assertTrue(re.search(rf"\b{key}\b", example), f"{table}.{key}")

    def test_ranges_are_the_program_s(self):
        checked = 0
        for which in ("least", "most", "beyond"):
            text, values = "", {}  # one run for all tables
            for table, keys in self.heads.items():
                mine = {key: value[which] for key, head in keys.items() if (value := self.bounds(head))}
                text += self.template(table).format("".join(f"{key} = {value}\n" for key, value in mine.items())) if mine else ""
                values.update({(table, key): value for key, value in mine.items()})
            _, problems = self.check(text)
            # "link.x.dscp": the table's name, the id or number of the row, the key
            said = {(re.sub(r"\.x(?=\.)|\[\d+\](?=\.)", "", path).rpartition(".")[0], path.split(".")[-1])
                    for path, problem in problems.items() if re.search(r"write (?:\w+ )*\S+ to ", problem)}
            for place, value in values.items():
                self.assertEqual(place not in said, which != "beyond", f"{place} = {value}: {problems}")
                checked += 1
        self.assertGreater(checked, 70)

    @staticmethod
    def bounds(head):
        """Of ", 1 to 9" in the head of a key, as TOML: the least, the most, and one more."""
        found = re.search(r", (-?[\d.]+)([a-z]*) to (-?[\d.]+)([a-z]*)\b", head)
        if not found or "number of" in head:
            return None
        low, low_unit, high, high_unit = found.groups()
        form = '"{}{}"' if head.startswith("duration") else "{}{}"
        return {"least": form.format(low, low_unit), "most": form.format(high, high_unit),
                "beyond": form.format(int(high) + 1, high_unit)}

    def test_what_is_required_is_the_program_s(self):
        checked = 0
        # What these need depends on what else is said, and stands in words in the page.
        tables = [table for table in self.heads if table not in ("include", "technology", "snmp_credentials")]
        # Inner tables last: what their outer table misses is known by then. An id each, or one would be the other's.
        _, problems = self.check("".join(self.template(table).replace('"x"', f'"x{number}"').format("")
                                         for number, table in enumerate(tables)))
        for number, table in enumerate(tables):
            begin = re.sub(r"^(site|device)\.", rf"\1.x{number}.", table)
            begin = begin if table in self.SINGLE + list(self.INNER) else f"{table}.x{number}"
            pattern = r"maintenance\[1\]\.(\w+)$" if table == "maintenance" else rf"{re.escape(begin)}\.(\w+)$"
            missing = {found[1] for path, text in problems.items() if text.startswith("is missing")
                       and (found := re.match(pattern, path))}
            needed = {key for key, head in self.heads[table].items() if re.search(r"; required\)?$", head)} - {"id"}
            self.assertEqual(missing, needed, f"{table}: {problems}")
            checked += len(needed)
        self.assertGreater(checked, 15)

    def test_technologies_are_as_the_table_says(self):
        rows = [line.split() for line in literal_lines(sections(self.page, "Ss")["[[technology]]"])]
        names = rows[0][1:]
        inventory = SMALL + "".join(f'[[link]]\nid = "{name}"\nsite = "s"\ntechnology = "{name}"\n' for name in names)
        path = self.file("pantau.toml", inventory)
        self.assertEqual({row[0] for row in rows[1:]}, set(self.heads["technology"]) - {"id"})
        for column, name in enumerate(names, 1):
            explained = dict(line.split()[:2] for line in run(PANTAU, "explain", name, "-c", path, check=True).stdout.splitlines())
            for row in rows[1:]:
                self.assertEqual(row[column], explained[row[0]], f"{name} {row[0]}")
        listed = run(PANTAU, "complete", "technologies", "-c", path, check=True).stdout.split()
        self.assertEqual(sorted(names), listed)
        self.assertEqual(re.search(r"Built in: ([a-z \n-]+)\.\n", self.page)[1].split(),
                         sorted(set(run(PANTAU, "complete", "profiles", "-c", path, check=True).stdout.split()) - {"auto"}))

    def test_defaults_are_those_that_the_daemon_shows(self):
        self.start_daemon(SMALL)
        shown = tomllib.loads(self.get("/config"))
        given = {table: rows[-1] for table, rows in tomllib.loads(SMALL).items()} | {"http": ("listen",), "daemon": ("state_dir",)}
        checked = 0
        for table, keys in self.heads.items():
            node = shown
            for part in table.split("."):
                node = node.get(part, {}) if isinstance(node, dict) else {}
                node = node[-1] if isinstance(node, list) else node
            for key, head in keys.items():
                default = re.search(r"; default (\S+)\)?$", head)
                if not node or default is None or key in given.get(table, ()):
                    continue
                default = default[1].rstrip(")")
                value = node.get(key)
                if default in ("none", "below", "[]"):
                    self.assertIn(value, (None, "", [], {}) if default != "below" else (value,), f"{table}.{key}")
                    continue
                text = str(value).lower() if isinstance(value, bool) else str(value)
                text = f"{value:g}" if isinstance(value, float) else text
                if table == "technology" and default == "technology":
                    continue
                self.assertEqual(seconds(text), seconds(default), f"{table}.{key}")
                checked += 1
        self.assertGreater(checked, 25)
        settings = read("config", "settings.hpp")
        for key in ("listen", "state_dir"):
            default = re.search(r"default (\S+)", self.heads["http" if key == "listen" else "daemon"][key])[1].rstrip(")")
            self.assertRegex(settings, rf'{key} =\s*"{re.escape(default)}"')

    def test_the_examples_are_good(self):
        blocks = re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed", self.page.split(".Sh EXAMPLES")[1], flags=re.M | re.S)
        self.assertEqual(len(blocks), 3)
        for text in blocks:
            for secret in re.findall(r'_file = "([^"]+)"', text):
                self.file(secret, "a secret of eight or more\n")
            code, problems = self.check(text)
            self.assertEqual((code, problems), (0, {}))


class Running(Folder):
    """One daemon of the shipped example for all that needs one."""

    # What cannot be had here, and what is said then.
    EXPECTED = {"pantau snmp example-kokonao-router": (1, ""), "pantau snmp 198.18.4.2:1161": (1, ""),
                "pantau outage set 417": (1, ""), "pantau outage set example-jila-vsat": (1, ""),
                "pantau acceptance example-jita": (1, ""), "pantau status --url https:": (1, "")}

    def setUp(self):
        super().setUp()
        for name in ("snmp-auth", "snmp-priv"):
            self.file("credentials/" + name, "a secret of eight or more\n")
        example = read("config", "pantau.toml").replace("198.18.", "127.18.")
        self.assertIn("# timeout = \"3s\", retries = 2 ", example)
        # Nobody answers SNMP here, and that need not take long.
        self.path = self.start_daemon(example.replace("# timeout = \"3s\", retries = 2 ", 'timeout = "100ms"\nretries = 0 '))

    def test_every_example_of_the_commands_works(self):
        self.file("inventaris.csv", "Nama Lokasi;Distrik;Jalur;Teknologi;Alamat IP\nKantor Hoya;Hoya;utama;vsat;198.18.14.1\n")
        ran = 0
        lines = [line for page in ("pantau.1", "pantau.8") for line in literal_lines(read("deploy", "man", page))]
        for line in lines:
            words = shlex.split(line)
            if words[0] not in ("pantau", "sudo"):
                continue
            # Only root may write to the book, open the sockets and read the secrets, and a reader is told so.
            roots = self.writes(words) or re.search("pantau (snmp|doctor)", line)
            self.assertEqual(words[0] == "sudo", bool(roots), line)
            given = dict(re.findall(r"(CREDENTIALS_DIRECTORY)=(\S+)", line))
            environment = {name: path.replace("/etc/pantau", self.folder) for name, path in given.items()}
            line = re.sub(r"^sudo |CREDENTIALS_DIRECTORY=\S+ ", "", line)
            words = shlex.split(line.replace("198.18.", "127.18.").replace("/etc/pantau/pantau.toml", self.path))
            words[0] = PANTAU
            if self.path not in words:
                words += ["-c", self.path]
            if words[1:2] == ["doctor"]:
                expected = None  # what this machine is like is its own affair
            else:
                expected = next((code for begin, (code, _) in self.EXPECTED.items() if line.startswith(begin)), 0)
            result = run(*words, folder=self.folder, environment=environment)
            if words[1] == "snmp":
                self.assertNotIn("could not be read", result.stderr)
            self.assertIn(result.returncode, (0, 1) if expected is None else (expected,), f"{line}\n{result.stdout}{result.stderr}")
            ran += 1
        self.assertGreater(ran, 25)

    def test_the_field_guide_shows_the_table_that_is_printed(self):
        head = re.search(r"^    (KEADAAN .*)$", read("deploy", "panduan.md"), flags=re.M)[1]
        self.assertIn(head.split(), [line.split() for line in run(PANTAU, "status", "-c", self.path).stdout.splitlines()])

    @staticmethod
    def writes(words):
        return bool(re.search(r"pantau (outage set|maintenance (add|end)|rollout freeze)\b", " ".join(words)))

    def answer(self, path):
        """/probe has no answer before the link's first verdict."""
        until = time.monotonic() + 60
        while True:
            try:
                return self.get(path)
            except urllib.error.HTTPError as failure:
                if failure.code != 404 or time.monotonic() > until:
                    raise
                time.sleep(0.2)

    def test_the_paths_are_those_of_the_landing_page(self):
        http = read("deploy", "man", "pantau.8").split(".Sh HTTP")[1].split(".Sh THE JOURNAL")[0]
        told = set(re.findall(r"^\.It Pa (\S+)$", http, flags=re.M))
        landing = self.get("/")
        routes = re.search(r"kPaths\{\{(.*?)\}\};", read("daemon", "http", "routes.cpp"), flags=re.S)[1]
        constants = dict(re.findall(r'string_view (k\w+) = "(/[^"]*)"', read("daemon", "http", "routes.cpp")))
        known = {constants.get(name, name.strip('"')) for name in re.findall(r'^    \{("[^"]+"|k\w+),', routes, flags=re.M)}
        self.assertEqual(told, known)
        for path in told - {"/api/v1/links/ID/why"}:
            self.assertIn(path, landing)
        for line in literal_lines(read("deploy", "man", "pantau.8")):
            if line.startswith("curl "):
                self.assertTrue(self.answer(shlex.split(line)[-1].split(":9750")[1]), line)

    def test_the_metrics_that_the_manual_names_exist(self):
        have = set(re.findall(r"^# TYPE (pantau_\S+)", self.get("/metrics"), flags=re.M))
        self.assertGreater(len(have), 80)
        self.assertEqual(have - metrics_of_the_document(), set())  # or the document is no measure
        told = 0
        for name in ["deploy/man/pantau.8", "deploy/man/pantau.toml.5", "deploy/runbooks.md", "README.md",
                     *["deploy/" + guide for guide in GUIDES]]:
            for metric, open_end in set(re.findall(r"\b(pantau_[a-z0-9_]+)(\*|\{[a-z,]+\}_)?", read(name))):
                known = metric in metrics_of_the_document() or bool(
                    (open_end or metric.endswith("_")) and [m for m in metrics_of_the_document() if m.startswith(metric)])
                self.assertTrue(known, f"{name}: {metric}")
                told += 1
        self.assertGreater(told, 120)


class Guides(Folder):
    def test_the_readme_s_configuration_is_good(self):
        blocks = re.findall(r"```toml\n(.*?)```", read("README.md"), flags=re.S)
        self.assertGreaterEqual(len(blocks), 2)
        for secret in re.findall(r'_file = "([^"]+)"', "".join(blocks)):
            self.file(secret, "a secret of eight or more\n")
        for end in range(1, len(blocks) + 1):  # each with what stands above it
            code, problems = self.check("".join(blocks[:end]))
            self.assertEqual((code, problems), (0, {}))

    def test_what_the_readme_names_in_the_package_is_there(self):
        """Below /usr/share; what the rules of the package copy there from elsewhere has the same path in this tree."""
        run(os.path.join(ROOT, "deploy", "debian", "install-documentation"), self.folder, folder=ROOT, check=True)
        readme = read("README.md")
        table = readme.split("| in the package, below `/usr/share/` |")[1].split("\n\n")[0]
        rows = re.findall(r"^\| (`[^|]+) \| `([^`]+)/` \|", table, flags=re.M)
        self.assertEqual(len(rows), len(re.findall(r"^\| `", table, flags=re.M)))
        self.assertGreaterEqual(len(rows), 7)
        for sources, place in rows:
            folder = os.path.join(self.folder, "usr", "share", place) if place.startswith("doc/") else os.path.join(
                ROOT, place.removeprefix("pantau/"))
            for source in re.findall(r"`((?:deploy|grafana)/[^`]+)`", sources):
                if not source.endswith("/") or "templates" in source:
                    self.assertTrue(os.path.exists(os.path.join(folder, os.path.basename(source.rstrip("/")))), source)
            self.assertTrue(os.listdir(folder), place)
        for path in re.findall(r"/usr/share/doc/pantau/[\w./-]*", readme):
            self.assertTrue(os.path.exists(self.folder + path), path)
        documents = readme.split("in `/usr/share/doc/pantau/`:")[1].split("\n\n")[1]
        for name in re.findall(r"[\w-]+\.md", documents):
            self.assertTrue(os.path.exists(f"{self.folder}/usr/share/doc/pantau/{name}"), name)

    def test_their_configurations_are_good(self):
        blocks = 0
        for name in GUIDES:
            for text in re.findall(r"```toml\n(.*?)```", read("deploy", name), flags=re.S):
                for secret in re.findall(r'_file = "([^"]+)"', text):
                    self.file(secret, "a secret of eight or more\n")
                code, problems = self.check(text)
                self.assertEqual((code, problems), (0, {}), name)
                blocks += 1
        self.assertGreaterEqual(blocks, 3)

    def test_their_device_profiles_are_good(self):
        profiles = re.findall(r"```profile\n(id = \"([a-z-]+)\".*?)```", read("deploy", "from-snmp-exporter.md"), flags=re.S)
        self.assertEqual(len(profiles), 1)
        text, name = profiles[0]
        self.file(f"snmp/{name}.toml", text)
        _, problems = self.check(f'[[device]]\nid = "r"\nsite = "s"\naddress = "127.18.0.2"\nprofile = "{name}"\n')
        self.assertEqual([path for path in problems if "profile" in path], [])
        result = run(PANTAU, "check", "-c", os.path.join(self.folder, "check.toml"))
        self.assertNotIn(f"snmp/{name}.toml", result.stderr)

    def test_what_they_map_to_exists(self):
        """Everything in code on the right hand side of their tables is a metric, key, table, command, path or file of pantau."""
        keys = set(re.findall(r"Ic (\w+)", " ".join(re.findall(r"^\.It (Ic .*)$", read("deploy", "man", "pantau.toml.5"), flags=re.M))))
        tables = set(re.findall(r"^\.Ss (\[+[\w.]+\]+)$", read("deploy", "man", "pantau.toml.5"), flags=re.M))
        alerts = set(re.findall(r"alert: (\w+)", read("deploy", "prometheus", "rules", "pantau-alerts.yml")))
        labels = {"site", "device", "link", "interface"}
        paths = set(re.findall(r"^\.It Pa (\S+)$", read("deploy", "man", "pantau.8"), flags=re.M))
        mapped = 0
        for name in GUIDES:
            rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in read("deploy", name).splitlines() if re.match(r"\| .*\|$", line)]
            for cells in rows if name.startswith("from-") else []:
                for token in re.findall(r"`([^`]+)`", " ".join(cells[1:])):
                    first = re.match(r"[\w.\[\]-]*", token)[0]
                    if token.startswith("pantau_"):
                        self.assertIn(token, metrics_of_the_document(), f"{name}: {token}")
                    elif token.startswith("pantau "):
                        pass  # a command: below
                    elif token.startswith("["):
                        table, *key = token.split(" ")[:2]
                        self.assertTrue(table in tables or table.strip("[]").split(".")[-1] in keys, f"{name}: {token}")
                        self.assertLessEqual(set(key), keys, f"{name}: {token}")
                    elif token.startswith("/usr/share/pantau/"):
                        self.assertTrue(os.path.isdir(os.path.join(ROOT, "deploy", *token.split("/")[4:])), f"{name}: {token}")
                    elif token.endswith("*"):
                        self.assertTrue([key for key in keys if key.startswith(token[:-1])], f"{name}: {token}")
                    else:
                        self.assertTrue(first in keys | alerts | labels | paths | {"snmp"}, f"{name}: {token}")
                    mapped += 1
        self.assertGreater(mapped, 90)

    def test_their_spreadsheets_can_be_imported(self):
        sheets = [sheet for name in GUIDES for sheet in re.findall(r"```csv\n(.*?)```.*?^    (pantau import [^\n]*)",
                                                                    read("deploy", name), flags=re.S | re.M)]
        self.assertEqual(len(sheets), 2)
        for sheet, command in sheets:
            words = shlex.split(command)
            self.file(words[3], sheet)
            output = os.path.join(self.folder, words[words.index("-o") + 1])
            os.makedirs(os.path.dirname(output), exist_ok=True)
            result = run(PANTAU, *words[1:], folder=self.folder)
            self.assertEqual((result.returncode, result.stderr), (0, ""))
            code, problems = self.check('include = ["conf.d/*.toml"]\n')
            self.assertEqual((code, problems), (0, {}))
            os.remove(output)

    def test_their_commands_are_understood(self):
        commands = commands_of_the_program()
        ran = 0
        for name in ["README.md", "config/pantau.toml", "deploy/debian/pantau.toml", "deploy/runbooks.md",
                     "deploy/prometheus/rules/pantau-alerts.yml", *["deploy/" + guide for guide in GUIDES]]:
            for line in re.findall(r"(?:^    |`|^# {1,4})(?:sudo (?:\w+=\S+ )?)?(pantau [a-z][^`\n#]*)", read(name), flags=re.M):
                # "[--failing]" is an option; of "A|B" and "--json\|--csv" each is one
                words = re.sub(r"[\[\]]|\.\.\.", "", line).replace("\\|", " ").replace("|", " ")
                words = shlex.split(re.split(r"\s{2,}|, ", words)[0])[1:]
                if f"pantau {words[0]}" == "pantau is":
                    continue
                path = " ".join(words[:2]) if " ".join(words[:2]) in commands else words[0]
                self.assertIn(path, commands, f"{name}: {line}")
                known = {option for o in commands[path].options for option in o.names}
                self.assertLessEqual({word for word in words if word.startswith("-")}, known, f"{name}: {line}")
                ran += 1
        self.assertGreater(ran, 60)

    def test_their_steps_say_sudo_where_it_is_needed(self):
        """At night, by the account of an engineer: tables describe, all else is typed as it stands."""
        snmp = "sudo CREDENTIALS_DIRECTORY=/etc/pantau/credentials "
        seen = []
        for name in ["runbooks.md", *GUIDES, "man/pantau.8"]:
            text = "\n".join(line for line in read("deploy", name).splitlines() if not line.startswith("|"))
            if name.startswith("man/"):
                text = sections(text, "Sh")["TROUBLESHOOTING"]
            for before, command in re.findall(r"(?:^    |^\.Ql |`)((?:sudo )?(?:\w+=\S+ )?)(pantau [a-z][^`\n]*)", text, flags=re.M):
                words = command.split()
                needed = snmp if words[1] == "snmp" else "sudo " if Running.writes(words) or words[1] == "doctor" else ""
                self.assertEqual(before, needed, f"{name}: {command}")
                seen.append(needed)
        self.assertGreater(seen.count(snmp), 5)
        self.assertGreater(seen.count("sudo "), 6)
        self.assertGreater(seen.count(""), 15)

    def test_prometheus_takes_their_scrape_jobs(self):
        promtool = os.environ.get("PROMTOOL") or shutil.which("promtool") or os.path.join(ROOT, "build", "tools", "promtool")
        if not os.access(promtool, os.X_OK):
            self.skipTest("promtool is not installed")
        jobs = re.findall(r"```yaml\n(.*?)```", read("deploy", "from-blackbox.md"), flags=re.S)
        path = self.file("prometheus.yml", "scrape_configs:\n" + "".join(jobs))
        result = run(promtool, "check", "config", path)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_the_field_guide_has_two_pages(self):
        text = read("deploy", "panduan.md")
        self.assertLess(len(text.split()), 1300)  # at 9 points, in tables

    def test_the_field_guide_speaks_as_the_program_does(self):
        text = read("deploy", "panduan.md")
        words = read("daemon", "cli", "book_words.cpp")

        def listed(name):
            return re.findall(r'"([^"]+)"', re.search(name + r"\{(.*?)\};", words, flags=re.S)[1])

        for state in listed("kLowerStatesIndonesian"):
            self.assertTrue(f"**{state}**" in text, state)
        codes = re.findall(r'"([a-z_]+)"', re.search(r"kCauseNames\w*\{(.*?)\};", read("daemon", "book", "cause.hpp"), flags=re.S)[1])
        causes = dict(zip(codes, listed("kCausesIndonesian")))
        told = dict(re.findall(r"`([a-z_]+)` ([^`]+?)(?: - |\.$)", text.split("SEBAB:")[1].split("\n\n")[0].replace("\n", " "), flags=re.M))
        self.assertGreater(len(told), 12)
        for code, word in told.items():
            self.assertTrue(word.startswith(causes[code]), f"{code}: {word}, the program says {causes[code]}")
        for line in re.findall(r"^    (sudo .*|pantau .*)$", text, flags=re.M):
            self.assertEqual(line.startswith("sudo "), Running.writes(line.split()), line)

    def test_the_field_guide_names_what_pantau_why_prints(self):
        text = read("daemon", "cli", "why_text.cpp")
        told = read("deploy", "panduan.md").split("`pantau why TAUTAN`: ")[1].split("Lalu")[0]
        for word in re.findall(r"\*([^*]+)\*", told):
            self.assertTrue(f'"{word}"' in text, word)


if __name__ == "__main__":
    unittest.main()
