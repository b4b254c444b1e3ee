# SPDX-License-Identifier: Apache-2.0
"""The completions of the shells are what `pantau help` says, and bash's works when it is run."""

import importlib.machinery
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(ROOT, "deploy", "completions")
EXAMPLE = os.path.join(ROOT, "config", "pantau.toml")
PANTAU = os.path.abspath(os.environ["PANTAU_BINARY"])
sys.path.insert(0, FOLDER)
import command_tree  # noqa: E402


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def generator():
    """deploy/completions/generate as a module: the program has been asked already."""
    loader = importlib.machinery.SourceFileLoader("generate", os.path.join(FOLDER, "generate"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("generate", loader))
    loader.exec_module(module)
    return module


# Gives the ids of the example from files; whatever else it is asked it hands to the program.
STAND_IN = """#!/bin/sh
if [ "$#" = 4 ] && [ "$1" = complete ] && [ "$3" = -c ] && [ "$4" = EXAMPLE ]; then
  exec cat "FOLDER/ids.$2"
fi
exec PANTAU "$@"
"""


class Completions(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.commands = command_tree.read(PANTAU)
        cls.folder = tempfile.TemporaryDirectory()
        cls.ids = {}
        for kind in cls.commands["complete"].arguments[0][1]:
            listed = subprocess.run([PANTAU, "complete", kind, "-c", EXAMPLE], capture_output=True, text=True, check=True,
                                    timeout=60).stdout
            cls.ids[kind] = listed.split()
            with open(os.path.join(cls.folder.name, "ids." + kind), "w", encoding="utf-8") as file:
                file.write(listed)
        words = {"EXAMPLE": EXAMPLE, "FOLDER": cls.folder.name, "PANTAU": PANTAU}
        script = STAND_IN
        for word, path in words.items():
            script = script.replace(word, shlex.quote(path) if word != "FOLDER" else path)
        with open(os.open(os.path.join(cls.folder.name, "pantau"), os.O_WRONLY | os.O_CREAT, 0o755), "w", encoding="utf-8") as file:
            file.write(script)
        cls.environment = dict(os.environ, PATH=cls.folder.name + os.pathsep + os.environ["PATH"])

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_the_program_has_been_understood(self):
        self.assertGreaterEqual(len(self.commands), 25)
        for command in self.commands.values():
            self.assertIn("--help" if command.path else "--version", [name for o in command.options for name in o.names])
            for text in [command.text] + [option.text for option in command.options]:
                self.assertTrue(text, command.path)

    def test_they_are_what_the_generator_writes(self):
        for name, text in generator().texts(self.commands).items():
            self.assertEqual(text, read(os.path.join(FOLDER, name)), f"{name}: run deploy/completions/generate")

    def offers(self, *words):
        """What bash offers at the end of these words, the last of which is being typed."""
        script = (f"source {shlex.quote(os.path.join(FOLDER, 'pantau.bash'))}\n"
                  f"COMP_WORDS=({' '.join(shlex.quote(word) for word in words)})\n"
                  "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
                  "function_of=$(complete -p pantau) && function_of=${function_of#*-F } && ${function_of%% *} pantau\n"
                  "((${#COMPREPLY[@]})) && printf '%s\\n' \"${COMPREPLY[@]}\"; true")
        result = subprocess.run(["bash", "--norc", "-u", "-c", script], capture_output=True, text=True, check=True,
                                timeout=60, env=self.environment, cwd=os.path.join(ROOT, "config"))
        self.assertEqual(result.stderr, "")
        return result.stdout.split()

    def test_bash_offers_the_commands(self):
        self.assertEqual(self.offers("pantau", ""), self.commands[""].subcommands)
        self.assertEqual(self.offers("pantau", "out"), ["outages", "outage"])
        self.assertEqual(self.offers("pantau", "outage", ""), ["set"])
        self.assertEqual(self.offers("pantau", "help", "maintenance", ""), ["add", "list", "end"])

    def test_bash_offers_every_option_of_every_command(self):
        for command in self.commands.values():
            names = [name for option in command.options for name in option.names]
            self.assertEqual(self.offers("pantau", *command.path.split(), "-"), names, command.path)

    def test_bash_offers_ids_where_a_command_takes_them(self):
        given = ("-c", EXAMPLE)
        cases = [(("explain",), "links"), (("why",), "links"), (("ping",), "links"), (("snmp",), "devices"),
                 (("acceptance",), "sites"), (("outage", "set"), "links"), (("maintenance", "add"), "links"),
                 (("maintenance", "add", "--site"), "sites"), (("maintenance", "add", "--provider"), "providers"),
                 (("maintenance", "add", "--district"), "districts"), (("outages", "--link"), "links"),
                 (("restitution", "--contract"), "contracts"), (("availability", "--contract"), "contracts"),
                 (("ping", "--technology"), "technologies"), (("snmp", "--profile"), "profiles"),
                 (("snmp", "--credentials"), "credentials"), (("outage", "set", "--cause"), "causes"),
                 (("rollout", "history", "phase"), "phases"), (("rollout", "history", "technology"), "technologies")]
        for words, kind in cases:
            listed = self.ids[kind]
            self.assertTrue(listed)
            split = 2 if words[:2] in (("outage", "set"), ("maintenance", "add"), ("rollout", "history")) else 1
            self.assertEqual(self.offers("pantau", *words[:split], *given, *words[split:], ""), listed, words)
        self.assertEqual(self.offers("pantau", "complete", *given, ""), list(self.ids))
        self.assertEqual(self.offers("pantau", "why", *given, "example-ko"), ["example-kokonao-leo", "example-kokonao-vsat"])
        self.assertEqual(self.offers("pantau", "why", "--config", "=", EXAMPLE, "example-w"), ["example-wania-fibre"])

    def test_bash_offers_words_and_files(self):
        self.assertEqual(self.offers("pantau", "availability", "--by", "p"), ["phase", "provider"])
        self.assertEqual(self.offers("pantau", "availability", "--by", "=", "dis"), ["district"])
        self.assertEqual(self.offers("pantau", "complete", "ph"), ["phases"])
        self.assertEqual(self.offers("pantau", "check", "-c", "pantau.t"), ["pantau.toml"])
        self.assertIn("phase", self.offers("pantau", "rollout", "history", ""))

    def test_bash_offers_nothing_where_it_knows_nothing(self):
        self.assertEqual(self.offers("pantau", "outage", "set", "417", "--note", ""), [])
        self.assertEqual(self.offers("pantau", "why", "-c", "/nonexistent.toml", ""), [])

    def test_zsh_and_fish_can_read_theirs(self):
        seen = []
        for shell, option, name in (("zsh", "-n", "_pantau"), ("fish", "--no-execute", "pantau.fish")):
            if shutil.which(shell):
                result = subprocess.run([shell, option, os.path.join(FOLDER, name)], capture_output=True, text=True, check=False,
                                        timeout=60)
                self.assertEqual((result.returncode, result.stderr), (0, ""), shell)
                seen.append(shell)
        if not seen:
            self.skipTest("neither zsh nor fish is installed")

    def test_fish_offers_what_bash_offers(self):
        if not shutil.which("fish"):
            self.skipTest("fish is not installed")
        lines = [("pantau ", ("pantau", "")), ("pantau outage ", ("pantau", "outage", "")),
                 (f"pantau why -c {EXAMPLE} example-ko", ("pantau", "why", "-c", EXAMPLE, "example-ko")),
                 ("pantau availability --by ", ("pantau", "availability", "--by", "")),
                 (f"pantau rollout history -c {EXAMPLE} phase ", ("pantau", "rollout", "history", "-c", EXAMPLE, "phase", ""))]
        for line, words in lines:
            script = f"source {shlex.quote(os.path.join(FOLDER, 'pantau.fish'))}; complete -C {shlex.quote(line)}"
            result = subprocess.run(["fish", "--no-config", "-c", script], capture_output=True, text=True, check=True, timeout=60,
                                    env=self.environment)
            offered = [row.split("\t")[0] for row in result.stdout.splitlines()]
            self.assertEqual(sorted(offered), sorted(self.offers(*words)), line)


if __name__ == "__main__":
    unittest.main()
