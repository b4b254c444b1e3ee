// SPDX-License-Identifier: Apache-2.0
// Writes grafana/dashboards/{id,en}/*.json. `generate.js FOLDER` writes them elsewhere, to be compared.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { Dashboard, DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";

import { Language } from "./language";
import { Panels } from "./panels";

import { link } from "./link";
import { district } from "./district";
import { prober } from "./prober";
import { rollout } from "./rollout";
import { levels } from "./levels";
import { wall } from "./wall";

const boards: Record<string, (panels: Panels) => DashboardBuilder> = {
  wall,
  rollout,
  district,
  link,
  "service-levels": levels,
  prober,
};

/** Numbers the panels, so that links to one stay; and takes back that the SDK hides links and annotations in a menu. */
function finished(board: Dashboard): Dashboard {
  board.panels?.forEach((panel, place) => (panel.id = place + 1));
  for (const shown of [...(board.links ?? []), ...(board.annotations?.list ?? [])]) delete shown.placement;
  return board;
}

const folder = process.argv[2] ?? join(__dirname, "..", "..", "dashboards");
for (const language of ["id", "en"] as Language[]) {
  mkdirSync(join(folder, language), { recursive: true });
  for (const [name, make] of Object.entries(boards)) {
    const built = finished(make(new Panels(language)).build());
    writeFileSync(join(folder, language, `${name}.json`), `${JSON.stringify(built, null, 2)}\n`);
  }
}
