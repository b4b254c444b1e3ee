# SPDX-License-Identifier: Apache-2.0
"""2,000 links that go down in one second (row 40 of the forty faults): every one is in the book, the log has at most
five lines of it, and a page is still quickly made."""

import re
import time

from book_reader import Journal
from harness import CountyTest, config_head, main, wait_for

NUMBER = 2000
COUNTY = """
seed = 5
[[host]]
id = "anchor"
address = "198.18.0.1"
[[node]]
id = "hub"
[[host]]
id = "all"
address = "198.18.16.0/20"
parent = "hub"
delay = "5ms"
"""


def configuration():
    keys = 'technology = "radio", interval = "1s", timeout = "1s", late_window = "1s", down_after = 3, up_after = 2'
    rows = ",\n".join(f'{{ id = "l{n:04}", site = "s", address = "198.18.{16 + n // 250}.{1 + n % 250}", {keys} }}'
                      for n in range(NUMBER))
    text = config_head(extra='timeout = "1s"\n') + '[[site]]\nid = "s"\nname = "S"\ndistrict = "jila"\n'
    return f"link = [\n{rows}\n]\n{text}"


class Storm(CountyTest):
    def count(self, state):
        page = self.daemon.metrics()
        return sum(page.find("pantau_link_state", state=state).values())

    def test_two_thousand_links_down_at_once_cost_five_lines(self):
        self.county = self.start_county(COUNTY)
        self.daemon = self.start_daemon(configuration())
        wait_for("all up", lambda: self.count("up") == NUMBER, seconds=90, pause=0.5)
        time.sleep(6)  # what the start had to say has been said
        before = self.daemon.text().count("\n")
        self.county.command("down hub")
        wait_for("all down", lambda: self.count("down") == NUMBER, seconds=90, pause=0.5)
        time.sleep(6)
        lines = self.daemon.text().split("\n")[before:-1]
        self.assertLessEqual(len(lines), 5, "\n".join(lines))
        told = sum(int(number) for number in re.findall(r"event=link_states changed=(\d+)", "\n".join(lines)))
        told += sum("event=link_state " in line for line in lines)
        self.assertEqual(told, NUMBER, "each is in one of them")
        wait_for("all in the book", lambda: self.daemon.get("/api/v1/outages")[1].count('"ended_by"') == NUMBER,
                 seconds=60, pause=1)
        self.county.command("up hub")
        wait_for("all up again", lambda: self.count("up") == NUMBER, seconds=90, pause=0.5)
        self.daemon.stop(30)
        journal = Journal(self.daemon.state)
        self.assertEqual(sum("down" in journal.states(name).values() for name in journal.books), NUMBER)


if __name__ == "__main__":
    main()
