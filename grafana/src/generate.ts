// SPDX-License-Identifier: Apache-2.0
// Writes grafana/dashboards/{id,en}/*.json. `generate.js FOLDER` writes them elsewhere, to be compared.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";

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

const folder = process.argv[2] ?? join(__dirname, "..", "..", "dashboards");
for (const language of ["id", "en"] as Language[]) {
  mkdirSync(join(folder, language), { recursive: true });
  for (const [name, make] of Object.entries(boards)) {
    const built = make(new Panels(language)).build();
    writeFileSync(join(folder, language, `${name}.json`), `${JSON.stringify(built, null, 2)}\n`);
  }
}
