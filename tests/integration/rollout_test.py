# SPDX-License-Identifier: Apache-2.0
"""The rollout with the real daemon: what the metrics say from the first scrape on, what a reload, a frozen plan and an
acceptance test change, and that the council's page worked out from the metrics alone is what `pantau rollout` says."""

import csv
import datetime
import io
import json
import os
import subprocess
import time
import tomllib
import unittest

from harness import CountyTest, config_head, main, wait_for

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LOCAL = datetime.timezone(datetime.timedelta(hours=9))  # Asia/Jayapura
STAGES = ("proposed", "surveyed", "site_cleared", "contracted", "shipped", "on_site", "installed", "integrated",
          "acceptance_test", "accepted", "in_service", "handed_over", "decommissioned")
COUNTS = ("sites", "due", "built", "on_air", "accepted", "meeting_sla", "not_measured", "on_hold")
COUNTY = "".join(f"""
[[host]]
id = "{name}"
address = "{address}"
delay = "{delay}"
""" for name, address, delay in (("anchor", "198.18.0.1", "1ms"), ("jila", "198.18.1.1", "20ms"),
                                 ("hoya", "198.18.1.2", "20ms"), ("alama", "198.18.1.3", "20ms")))
KEYS = 'technology = "radio"\ninterval = "500ms"\ntimeout = "500ms"\nlate_window = "1s"\ndown_after = 4\nup_after = 3\n'
TRIAL = 300  # seconds, the shortest that can be configured


def day(from_today):
    return (datetime.datetime.now(LOCAL).date() + datetime.timedelta(days=from_today)).isoformat()


def moment(seconds_from_now):
    now = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds_from_now)
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def site(identity, district, more, people=None):
    population = f"serves_population = {people}\n" if people else ""
    phase = "" if identity == "hub" else f'phase = "{"tahap-2" if identity in ("paper", "later") else "tahap-1"}"\n'
    return f'[[site]]\nid = "{identity}"\nname = "{identity}"\ndistrict = "{district}"\n{phase}{population}{more}\n'


def link(identity, address):
    return f'[[link]]\nid = "{identity}"\nsite = "{identity.removesuffix("-radio")}"\naddress = "{address}"\n{KEYS}'


def inventory(building="installed", trial_start=-TRIAL + 25):
    open_since = f"planned = {{ in_service = {day(-300)} }}\nactual = {{ in_service = {day(-290)} }}"
    return config_head(extra=f"""interval = "500ms"
timeout = "1s"
[acceptance]
duration = "{TRIAL}s"
[[phase]]
id = "tahap-1"
name = "Tahap I"
[[phase]]
id = "tahap-2"
name = "Tahap II"
[[district]]
id = "hoya"
name = "Hoya"
population = 1601
[[district]]
id = "alama"
name = "Alama"
population = 2810
""").replace('name = "Jila"', 'name = "Jila"\npopulation = 2103') + "".join((
        site("hub", "jila", ""),
        site("jila", "jila", open_since, 2000),
        site("hoya", "hoya", open_since, 9),
        site("building", "hoya", f"planned = {{ in_service = {day(-12)} }}\nactual = {{ {building} = {day(-20)} }}", 500),
        site("held", "alama", f"planned = {{ in_service = {day(-3)} }}\nactual = {{ surveyed = {day(-90)} }}\n"
             f'hold = {{ kind = "on_hold", since = {day(-60)}, until = {day(30)}, reason = "security" }}'),
        site("alama", "alama", f"planned = {{ acceptance_test = {day(-5)}, in_service = {day(9)} }}\n"
             f"actual = {{ integrated = {day(-9)}, acceptance_test = {moment(trial_start)} }}", 2810),
        site("paper", "alama", open_since),
        site("later", "alama", f"planned = {{ surveyed = {day(-40)}, in_service = {day(200)} }}"),
        link("jila-radio", "198.18.1.1"), link("hoya-radio", "198.18.1.2"), link("alama-radio", "198.18.1.3")))


class Council:
    """The one page for the council, worked out from a scrape and nothing else."""

    def __init__(self, page):
        self.page = page
        self.phases = {dict(labels)["phase"]: self.phase(dict(labels)["phase"])
                       for labels in page.find("pantau_phase_sites")}
        self.people = {dict(labels)["district"]: self.served(dict(labels)["district"])
                       for labels in page.find("pantau_district_population")}
        self.districts = sum(self.in_state(dict(labels)["district"]) in ("up", "degraded")
                             for labels in page.find("pantau_district_info"))

    def phase(self, phase):
        row = {name: self.page.value("pantau_phase_sites" + ("" if name == "sites" else f"_{name}"), phase=phase)
               for name in COUNTS}
        for name in ("planned", "actual", "baseline"):
            row[f"{name}_progress"] = self.page.value(f"pantau_phase_{name}_progress_ratio", phase=phase)
        return row

    def in_state(self, district):
        states = self.page.find("pantau_district_state", district=district)
        (state,) = [dict(labels)["state"] for labels, value in states.items() if value == 1]
        return state

    def served(self, district):
        return sum(self.page.value("pantau_district_population_served", district=district, state=state)
                   for state in ("up", "degraded"))

    def stage(self, name):
        stages = self.page.find("pantau_site_stage", site=name)
        found = [dict(labels)["stage"] for labels, value in stages.items() if value == 1]
        return found[0] if found else None

    def late(self):
        """{site: days}: what should be in service and is not."""
        opened = ("in_service", "handed_over")
        return {dict(labels)["site"]: value / 86400 for labels, value in
                self.page.find("pantau_site_slip_seconds").items()
                if value > 0 and self.stage(dict(labels)["site"]) not in opened}


class Rollout(CountyTest):
    def setUp(self):
        super().setUp()
        self.county = self.start_county(COUNTY)
        self.county.command("down hoya")

    def council(self):
        return Council(self.daemon.metrics())

    def rows(self):
        return {row.pop("phase"): row for row in csv.DictReader(io.StringIO(self.daemon.command("rollout", "--csv")))}

    def document(self):
        return json.loads(self.daemon.command("rollout", "--json"))

    def acceptance_state(self, name="alama"):
        states = self.daemon.metrics().find("pantau_site_acceptance_state", site=name)
        found = [dict(labels)["state"] for labels, value in states.items() if value == 1]
        return found[0] if found else None

    def wait_for_states(self, **states):
        wait_for(states, lambda: {name: each["state"] for name, each in self.daemon.links().items()} ==
                 {f"{name}-radio": state for name, state in states.items()}, seconds=60, pause=0.2)

    def test_a_rollout_from_its_first_scrape_on(self):
        self.daemon = self.start_daemon(inventory())
        self.check_first_scrape(self.council())
        self.wait_for_states(jila="up", hoya="down", alama="up")
        wait_for("the book to know who is served", lambda: self.document()["served"]["people"]["up"] == 2000,
                 seconds=60, pause=0.5)
        self.check_served(self.council())
        self.check_same_figures()
        self.check_late()
        self.check_freeze()
        self.check_reload()
        self.check_trial()
        self.check_stopped()

    def check_first_scrape(self, council):
        """What the plan alone decides stands on the very first page."""
        self.assertEqual(council.phases["tahap-1"] | {"baseline_progress": None},
                         {"sites": 5, "due": 4, "built": 4, "on_air": 2, "accepted": 2, "meeting_sla": 0, "not_measured": 2,
                          "on_hold": 1, "planned_progress": 4.9 / 5, "actual_progress": council.phases["tahap-1"]["actual_progress"],
                          "baseline_progress": None})
        # By hand: two in service, one installed, one surveyed, one in its test.
        self.assertAlmostEqual(council.phases["tahap-1"]["actual_progress"], (2 + 0.75 + 0.1 + 0.9) / 5)
        self.assertAlmostEqual(council.phases["tahap-2"]["planned_progress"], (1 + 0.1) / 2)
        self.assertIsNone(council.phases["tahap-1"]["baseline_progress"], "nothing was frozen")
        self.assertEqual({name: council.stage(name) for name in ("jila", "building", "held", "alama", "later")},
                         {"jila": "in_service", "building": "installed", "held": "surveyed", "alama": "acceptance_test",
                          "later": None})
        self.assertEqual(len(council.page.find("pantau_site_stage", site="jila")), len(STAGES))
        self.assertEqual(council.page.find("pantau_site_stage", site="hub"), {}, "infrastructure has no stage")
        self.assertEqual(council.page.value("pantau_population"), 2103 + 1601 + 2810)
        for district, people in (("jila", 2103), ("hoya", 1601), ("alama", 2810)):
            states = council.page.find("pantau_district_population_served", district=district)
            self.assertEqual((len(states), sum(states.values())), (6, people), district)
        self.assertEqual(council.page.value("pantau_site_side_state", site="held"), 1)
        self.assertEqual(council.page.value("pantau_site_live", site="held"), 0)

    def check_served(self, council):
        self.assertEqual(council.people, {"jila": 2000, "hoya": 0, "alama": 0})
        self.assertEqual(council.districts, 1)
        self.assertEqual(council.in_state("hoya"), "down")
        self.assertEqual(council.page.value("pantau_district_population_served", district="hoya", state="down"), 9)
        wait_for("the journal to say who is on paper only",
                 lambda: self.daemon.metrics().value("pantau_site_on_paper_only", site="paper") == 1, seconds=30)
        page = self.daemon.metrics()
        self.assertEqual({dict(labels)["site"] for labels, value in page.find("pantau_site_on_paper_only").items() if value},
                         {"paper"}, "hoya was not watched for 30 days")

    def check_same_figures(self):
        """The council's page from the metrics alone is that of the command."""
        council, rows, document = self.council(), self.rows(), self.document()
        self.assertEqual(set(rows), set(council.phases) | {"total"})
        for phase, figures in council.phases.items():
            for name in COUNTS:
                self.assertEqual(float(rows[phase][name]), figures[name], f"{phase} {name}")
            for name in ("planned_progress", "actual_progress", "baseline_progress"):
                written = rows[phase][name]
                self.assertEqual(written == "", figures[name] is None, f"{phase} {name}")
                self.assertAlmostEqual(float(written or 0), figures[name] or 0, delta=1.1e-6, msg=f"{phase} {name}")
            self.assertAlmostEqual(float(rows[phase]["deviation"]),
                                   figures["actual_progress"] - figures["planned_progress"], delta=1.1e-6)
        for name in COUNTS:
            self.assertEqual(int(rows["total"][name]), sum(figures[name] for figures in council.phases.values()), name)
        served = document["served"]
        self.assertEqual(served["people"]["up"] + served["people"]["degraded"], sum(council.people.values()))
        self.assertEqual(served["districts"]["up"] + served["districts"]["degraded"], council.districts)
        self.assertEqual({row["site"]: row["days"] for row in document["waiting"] if row["days"] > 0}, council.late())
        self.assertEqual(document["on_paper_only"], ["paper"])

    def check_late(self):
        self.assertEqual(self.council().late(), {"building": 12, "held": 3})
        text = self.daemon.command("rollout")
        self.assertRegex(text, r"(?m)^ *12 d  building +installed +waiting for integration$")
        self.assertRegex(text, r"(?m)^ *3 d  held +surveyed +on hold: security$")
        self.assertIn("hold of held (security)", text)
        self.assertLessEqual(max(map(len, text.splitlines())), 80, text)

    def check_freeze(self):
        self.assertIn("frozen as apbd: sites 7, phases 2", self.daemon.command("rollout", "freeze", "apbd"))
        refused = self.daemon.command("rollout", "freeze", "apbd", check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("apbd", refused.stderr)
        wait_for("the daemon to show the frozen plan",
                 lambda: self.council().phases["tahap-1"]["baseline_progress"] is not None, seconds=60, pause=0.5)
        council = self.council()
        for figures in council.phases.values():
            self.assertAlmostEqual(figures["baseline_progress"], figures["planned_progress"])
        self.assertGreater(len(council.page.find("pantau_phase_curve_ratio", phase="tahap-1", curve="baseline")), 0)
        self.check_same_figures()

    def check_reload(self):
        """A site opens: its stage and the counts change, and the book says when."""
        with open(self.daemon.path, encoding="utf-8") as file:
            text = file.read()
        opened = text.replace(f"actual = {{ installed = {day(-20)} }}",
                              f"actual = {{ installed = {day(-20)}, in_service = {day(-1)} }}")
        self.assertNotEqual(opened, text)
        self.daemon.write(opened)
        self.assertEqual(self.daemon.get("/-/reload", method="POST")[0], 200)
        wait_for("the new stage", lambda: self.council().stage("building") == "in_service", seconds=20)
        council = self.council()
        self.assertEqual(council.phases["tahap-1"]["on_air"], 3)
        self.assertEqual(council.late(), {"held": 3})
        self.assertEqual(council.page.value("pantau_site_slip_seconds", site="building"), 11 * 86400)
        wait_for("the change in the book", self.changes, seconds=60, pause=0.5)
        ((before, after),) = self.changes()
        self.assertEqual((before, after), ("", day(-1)))
        wait_for("the same figures", self.has_same_paper, seconds=30, pause=0.5)

    def changes(self):
        text = self.daemon.command("rollout", "history", "site", "building", "--csv")
        return [(row["before"], row["after"]) for row in csv.DictReader(io.StringIO(text))
                if row["key"] == "actual.in_service"]

    def has_same_paper(self):
        """building has no link: as soon as it is in service it is so on paper only."""
        page = self.daemon.metrics()
        return self.document()["on_paper_only"] == ["building", "paper"] == sorted(
            dict(labels)["site"] for labels, value in page.find("pantau_site_on_paper_only").items() if value)

    def check_trial(self):
        """Begun before the daemon: it has not seen enough of it to judge."""
        wait_for("the end of the test", lambda: self.acceptance_state() == "undecided", seconds=150, pause=1)
        page = self.daemon.metrics()
        self.assertEqual(page.value("pantau_site_acceptance_criterion", site="alama", criterion="coverage"), 0)
        self.assertEqual(page.value("pantau_site_acceptance_progress_ratio", site="alama"), 1)
        record = self.daemon.command("acceptance", "alama", check=False)
        self.assertEqual(record.returncode, 1, record.stderr)
        self.assertIn("alama-radio", record.stdout)
        self.assertEqual(json.loads(self.daemon.command("acceptance", "alama", "--json", check=False).stdout)["state"],
                         "undecided")
        (trial,) = self.document()["acceptance"]
        self.assertEqual((trial["site"], trial["state"]), ("alama", "undecided"))
        self.assertIn("coverage", trial["not_met"])

    def check_stopped(self):
        """Without the daemon the command says the same, from the book. What is down settles when no rule can date it
        otherwise any more, at the latest at the end of the daemon."""
        before = self.document()
        self.assertEqual(self.daemon.stop(), 0)
        after = self.document()
        self.assertGreaterEqual(after["as_of"], before["as_of"])
        self.assertEqual((after["served"]["people"]["up"], after["served"]["people"]["down"]), (2000, 9))
        for moving in ("now", "as_of", "served", "services"):
            before.pop(moving), after.pop(moving)
        self.assertEqual(after, before)
        self.assertRegex(self.daemon.command("rollout"), r"Served: 1 of 3 districts, 2,000 of 6,514 people")

    @unittest.skipUnless(os.environ.get("PANTAU_LONG"), "takes six minutes")
    def test_an_acceptance_test_that_passes(self):
        # On a whole minute: of five minutes begun within one only four are whole, and a window needs five.
        self.daemon = self.start_daemon(inventory(trial_start=75 - (time.time() + 15) % 60))
        self.wait_for_states(jila="up", hoya="down", alama="up")
        wait_for("the test to begin", lambda: self.acceptance_state() == "running", seconds=240, pause=1)
        wait_for("the test to end", lambda: self.acceptance_state() != "running", seconds=TRIAL + 120, pause=2)
        self.assertEqual(self.acceptance_state(), "passed", self.daemon.command("acceptance", "alama", check=False).stdout)
        criteria = self.daemon.metrics().find("pantau_site_acceptance_criterion", site="alama")
        self.assertEqual((len(criteria), set(criteria.values())), (6, {1}))
        self.assertEqual(self.daemon.command("acceptance", "alama", check=False).returncode, 0)


class ShownCounty(unittest.TestCase):
    """deploy/quickstart moves the dates of the simulated county to the day of its show."""

    @staticmethod
    def printed(day_of_show):
        result = subprocess.run([os.path.join(ROOT, "deploy", "quickstart"), "--print-config", day_of_show],
                                capture_output=True, text=True, check=True, timeout=60)
        return tomllib.loads(result.stdout)

    def test_dates_move_with_the_day(self):
        with open(os.path.join(ROOT, "tests", "lab", "mimika.toml"), "rb") as file:
            written = tomllib.load(file)
        for day_of_show, moved in (("2026-11-22", 0), ("2026-11-01", -21), ("2028-02-29", 464)):
            with self.subTest(day=day_of_show):
                shown = self.printed(day_of_show)
                self.assertEqual(shown["acceptance"], {"duration": "5m"})
                self.check_sites(written, shown, datetime.timedelta(days=moved))
                ends = {contract["id"]: contract["end"] for contract in shown["contract"]}
                self.assertEqual(ends["lte-2026"], datetime.date(2026, 12, 20) + datetime.timedelta(days=moved))
                self.assertEqual(ends["geo-2026"], datetime.date(2030, 12, 31))

    def check_sites(self, written, shown, moved):
        before = {row["id"]: row for row in written["site"]}
        after = {row["id"]: row for row in shown["site"]}
        self.assertEqual(set(before), set(after))
        self.assertEqual(after["mimika-baru-kantor"], before["mimika-baru-kantor"])
        self.assertEqual(after["hoya-kantor"]["hold"]["until"], before["hoya-kantor"]["hold"]["until"] + moved)
        for kind in ("planned", "actual"):
            for stage, date in before["aroanop-puskesmas"][kind].items():
                self.assertEqual(after["aroanop-puskesmas"][kind][stage], date + moved)
        test = after["alama-kantor"]["actual"]["acceptance_test"]
        now = datetime.datetime.now(LOCAL).replace(tzinfo=None)
        self.assertLess(abs((now - test).total_seconds()), 60, "it begins with the show")


if __name__ == "__main__":
    main()
