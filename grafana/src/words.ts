// SPDX-License-Identifier: Apache-2.0
// Words of metrics as words of people that several dashboards need.

import { Text, text } from "./language";

/** Causes of semantics.md 6. What somebody outside did is warm, what a site lacked blue, what is not known grey. */
export const causes: Record<string, [Text, string]> = {
  planned_work: [text("pemeliharaan terjadwal", "planned work"), "#88CCEE"],
  upstream: [text("jalur hulu", "upstream"), "#CC79A7"],
  power_site: [text("catu daya lokasi", "site power"), "#0072B2"],
  power_grid: [text("PLN padam", "power grid"), "#56B4E9"],
  fuel_out: [text("BBM genset habis", "out of fuel"), "#332288"],
  battery_solar: [text("baterai / PLTS", "battery or solar"), "#6699CC"],
  provider_equipment: [text("perangkat penyedia", "provider's equipment"), "#E69F00"],
  provider_core: [text("jaringan inti penyedia", "provider's core"), "#D55E00"],
  rain_fade: [text("redaman hujan", "rain fade"), "#44AA99"],
  fee_unpaid: [text("tunggakan biaya", "unpaid fee"), "#882255"],
  suspended: [text("ditangguhkan", "suspended"), "#AA4499"],
  quota_exhausted: [text("kuota habis", "quota used up"), "#AA4466"],
  theft_vandalism: [text("pencurian / perusakan", "theft or vandalism"), "#661100"],
  security: [text("gangguan keamanan", "security"), "#7F4A1E"],
  natural_disaster: [text("bencana alam", "natural disaster"), "#8C6D31"],
  local_network: [text("jaringan lokal", "local network"), "#DDCC77"],
  monitoring_fault: [text("gangguan alat pantau", "monitoring fault"), "#BBBBBB"],
  unknown: [text("belum diketahui", "unknown"), "#777777"],
};
