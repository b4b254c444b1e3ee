// SPDX-License-Identifier: Apache-2.0
// For the council: how far, for how many people, what is late and why. The four counts always stand together.

import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";

import { board } from "./board";
import { Text, same, text } from "./language";
import { Panels, State, colour, stateWord } from "./panels";
import { amongSites, metric, ofSites, onSite, orNone, seeing, siteStates } from "./promql";

const phases = 'phase=~"$phase"';

const stages: Record<string, Text> = {
  proposed: text("diusulkan", "proposed"),
  surveyed: text("disurvei", "surveyed"),
  site_cleared: text("lahan dan izin siap", "site cleared"),
  contracted: text("terkontrak", "contracted"),
  shipped: text("material dikirim", "shipped"),
  on_site: text("material di lokasi", "on site"),
  installed: text("terpasang", "installed"),
  integrated: text("terintegrasi", "integrated"),
  acceptance_test: text("uji terima", "acceptance test"),
  accepted: text("diterima", "accepted"),
  in_service: text("beroperasi", "in service"),
  handed_over: text("diserahterimakan", "handed over"),
  decommissioned: text("dinonaktifkan", "decommissioned"),
};

const sideStates: Record<string, Text> = {
  on_hold: text("tertunda", "on hold"),
  suspended: text("ditangguhkan", "suspended"),
  relocated: text("direlokasi", "relocated"),
  cancelled: text("dibatalkan", "cancelled"),
};

const reasons: Record<string, Text> = {
  land: text("lahan", "land"),
  permit: text("izin", "permit"),
  budget: text("anggaran", "budget"),
  logistics: text("logistik", "logistics"),
  weather: text("cuaca", "weather"),
  security: text("keamanan", "security"),
  power: text("listrik", "power"),
  provider: text("penyedia", "provider"),
  arrears: text("tunggakan", "arrears"),
  locked: text("dikunci", "locked"),
  other: text("lain", "other"),
};

/** Not in service although due. */
const late = `${metric("pantau_site_slip_seconds")} > 0 unless ${onSite} ${metric("pantau_site_stage", 'stage=~"in_service|handed_over|decommissioned"')} == 1`;
const troubled = `(${late}) or ${metric("pantau_site_side_state")} or ${metric("pantau_site_on_paper_only")} == 1`;
/** With the name of the phase in words. */
const withPhase = (expression: string): string =>
  `${expression} * on (job, instance, phase) group_left (phase_name) label_replace(${metric("pantau_phase_info")}, "phase_name", "$1", "name", "(.*)")`;
const days = text("suffix:hari", "suffix:days");

/** What an acceptance test asks, in the order of its record. */
const criteria: [string, Text][] = [
  ["coverage", text("Cakupan", "Coverage")],
  ["availability", text("Ketersediaan", "Availability")],
  ["longest_outage", text("Gangguan terlama", "Longest outage")],
  ["rtt", text("Latensi", "Round trip")],
  ["loss", text("Kehilangan", "Loss")],
];

const plain = (words: Record<string, Text>): Record<string, [Text, string]> =>
  Object.fromEntries(Object.entries(words).map(([word, said]) => [word, [said, "text"]]));

export function rollout(panels: Panels): DashboardBuilder {
  const result = board(
    panels,
    "rollout",
    text("Pembangunan bertahap", "Rollout"),
    text(
      "Untuk rapat evaluasi: penduduk dan distrik terlayani, empat hitungan per tahap, rencana terhadap realisasi, dan lokasi yang terlambat.",
      "For the evaluation meeting: people and districts served, the four counts by phase, plan against actual, and what is late.",
    ),
    ["phase"],
    { from: "now-30d", refresh: "5m" },
  );

  const openSite = { title: text("Buka lokasi", "Open the site"), url: panels.to("link", "var-site=${__data.fields.site}") };
  const openDistrict = { title: text("Buka distrik", "Open the district"), url: panels.to("district", "var-district=${__data.fields.district}") };

  const headline = (title: Text, about: Text, expr: string, options: { unit?: string; steps?: [number | null, string][]; empty?: Text; decimals?: number } = {}) =>
    panels.stat({
      title,
      about,
      width: 4,
      height: 4,
      empty: options.empty ?? same("-"),
      unit: options.unit,
      decimals: options.decimals ?? 0,
      queries: [{ expr, instant: true }],
      steps: options.steps,
    });

  result
    .withPanel(
      headline(
        text("Penduduk terlayani sekarang", "People served now"),
        text("Penduduk yang lokasinya normal atau menurun, paling banyak sejumlah penduduk distriknya. Selama kami tidak dapat melihat: tidak diketahui.", "People whose site is up or degraded, at most the district's population. Not known while we cannot see."),
        `sum(${metric("pantau_population_served", 'state=~"up|degraded"')} and ${seeing})`,
        { empty: text("tidak diketahui", "not known") },
      ),
    )
    .withPanel(
      headline(
        text("Bagian penduduk", "Share of people"),
        text("Penduduk terlayani dibagi penduduk semua distrik.", "People served over the population of all districts."),
        `sum(${metric("pantau_population_served", 'state=~"up|degraded"')} and ${seeing}) / sum(${metric("pantau_population")})`,
        { unit: "percentunit", decimals: 1, empty: text("tidak diketahui", "not known") },
      ),
    )
    .withPanel(
      headline(
        text("Distrik terlayani sekarang", "Districts served now"),
        text("Distrik dengan sedikitnya satu lokasi yang normal atau menurun.", "Districts with at least one site that is up or degraded."),
        `sum(${metric("pantau_districts", 'state=~"up|degraded"')} and ${seeing})`,
        { empty: text("tidak diketahui", "not known") },
      ),
    )
    .withPanel(
      headline(
        text("Distrik seluruhnya", "Districts in all"),
        text("Distrik yang ada hari ini; yang sudah dimekarkan habis tidak dihitung.", "Districts that exist today; one that was split up is not counted."),
        `sum(${metric("pantau_districts")})`,
      ),
    )
    .withPanel(
      headline(
        text("Deviasi semua tahap", "Deviation, all phases"),
        text("Realisasi dikurangi rencana hari ini, seluruh pembangunan, dalam poin persen.", "Actual less planned progress today, of the whole rollout."),
        `min(${metric("pantau_rollout_actual_progress_ratio")} - ${metric("pantau_rollout_planned_progress_ratio")})`,
        {
          unit: "percentunit",
          decimals: 1,
          steps: [[null, colour.down], [-0.1, colour.degraded], [-0.05, colour.neutral], [0, colour.up]],
          empty: text("belum ada rencana", "no plan yet"),
        },
      ),
    )
    .withPanel(
      headline(
        text("Di atas kertas saja", "On paper only"),
        text("Lokasi yang tercatat beroperasi tetapi 30 hari tidak pernah tersambung, atau tanpa tautan.", "Sites in service that were not up once in 30 days, or have no link."),
        `sum(${ofSites(metric("pantau_site_on_paper_only"), phases)}) ${orNone}`,
        { steps: [[null, colour.up], [1, colour.down]] },
      ),
    )
    .withPanel(
      panels.rows({
        title: text("Empat hitungan per tahap", "The four counts by phase"),
        about: text(
          "Terpasang, beroperasi, diterima dan memenuhi SLA selalu bersama: kemajuan 86 % pernah berarti kurang dari separuh yang menyala. Di sampingnya rencana dan realisasi hari ini.",
          "Built, on air, accepted and meeting SLA always stand together: 86 % progress once meant that under half were on air. Beside them planned and actual progress today.",
        ),
        width: 24,
        height: 7,
        by: ["phase"],
        empty: text("Belum ada tahap.", "No phases yet."),
        queries: [
          { expr: `${metric("pantau_phase_sites", phases)} * on (job, instance, phase) group_left (name) ${metric("pantau_phase_info")}`, brings: ["name"] },
          { expr: metric("pantau_phase_sites_due", phases) },
          { expr: metric("pantau_phase_sites_built", phases) },
          { expr: metric("pantau_phase_sites_on_air", phases) },
          { expr: metric("pantau_phase_sites_accepted", phases) },
          { expr: metric("pantau_phase_sites_meeting_sla", phases) },
          { expr: metric("pantau_phase_sites_not_measured", phases) },
          { expr: metric("pantau_phase_sites_on_hold", phases) },
          { expr: metric("pantau_phase_planned_progress_ratio", phases) },
          { expr: metric("pantau_phase_actual_progress_ratio", phases) },
          { expr: `${metric("pantau_phase_actual_progress_ratio", phases)} - ${metric("pantau_phase_planned_progress_ratio", phases)}` },
          { expr: `sum by (job, instance, phase) (${metric("pantau_phase_population_served", 'state=~"up|degraded"', phases)} and ${seeing})` },
        ],
        columns: [
          { field: "name", title: text("Tahap", "Phase"), width: 200 },
          { field: "Value #A", title: text("Lokasi", "Sites"), decimals: 0 },
          { field: "Value #B", title: text("Jatuh tempo", "Due"), decimals: 0 },
          { field: "Value #C", title: text("Terpasang", "Built"), decimals: 0 },
          { field: "Value #D", title: text("Beroperasi", "On air"), decimals: 0 },
          { field: "Value #E", title: text("Diterima", "Accepted"), decimals: 0 },
          { field: "Value #F", title: text("Memenuhi SLA", "Meeting SLA"), decimals: 0 },
          { field: "Value #G", title: text("Belum terukur", "Not measured"), decimals: 0 },
          { field: "Value #H", title: text("Ditunda", "On hold"), decimals: 0 },
          { field: "Value #I", title: text("Rencana", "Planned"), unit: "percentunit", decimals: 1 },
          { field: "Value #J", title: text("Realisasi", "Actual"), unit: "percentunit", decimals: 1 },
          {
            field: "Value #K",
            title: text("Deviasi", "Deviation"),
            unit: "percentunit",
            decimals: 1,
            steps: [[null, colour.down], [-0.1, colour.degraded], [-0.05, colour.neutral], [0, colour.up]],
          },
          { field: "Value #L", title: text("Terlayani", "People served"), decimals: 0 },
        ],
        sort: { column: text("Tahap", "Phase"), descending: false },
      }),
    )
    .withPanel(
      panels.curve({
        title: text("Kurva S semua tahap", "S-curve"),
        about: text(
          "Kemajuan seluruh pembangunan dari tanggal rencana pertama sampai terakhir, apa pun rentang waktu di atas: rencana, realisasi sampai bulan ini, dan rencana yang dibekukan terakhir.",
          "Progress of the whole rollout from the first to the last planned date, whatever range of time is chosen above: planned, actual up to this month, and the plan that was frozen last.",
        ),
        width: 12,
        height: 14,
        unit: "percentunit",
        min: 0,
        max: 1,
        empty: text("Belum ada tanggal rencana.", "No planned dates yet."),
        queries: [{ expr: metric("pantau_rollout_curve_ratio") }],
        over: "date",
        by: "curve",
        named: {
          planned: [text("rencana", "planned"), colour.plan],
          actual: [text("realisasi", "actual"), colour.up],
          baseline: [text("rencana dibekukan", "baseline"), colour.baseline],
        },
      }),
    )
    .withPanel(
      panels.map({
        title: text("Peta lokasi", "Map of the sites"),
        about: text(
          "Lokasi dengan koordinat, menurut keadaannya. Garis kabupaten: letakkan GeoJSON sebagai public/maps/pantau-county.geojson di Grafana.",
          "Sites with coordinates, by state. The county's outline: put its GeoJSON into Grafana's public/maps/pantau-county.geojson.",
        ),
        width: 12,
        height: 14,
        empty: text("Belum ada koordinat.", "No coordinates yet."),
        links: [openDistrict, openSite],
        queries: [
          {
            // The names of district offices without what is the same in all of them.
            expr: `label_replace(${ofSites(siteStates, `${phases.replace('"$phase"', '"$phase|"')},latitude!=""`, "name", "district", "latitude", "longitude")}, "short", "$2", "name", "(Kantor Distrik )?(.*)")`,
          },
        ],
      }),
    );

  const ofPhases = (title: Text, about: Text, which: string) =>
    panels.curve({
      title,
      about,
      width: 12,
      height: 9,
      unit: "percentunit",
      empty: text("Belum ada tanggal rencana.", "No planned dates yet."),
      queries: [{ expr: metric("pantau_phase_curve_ratio", `curve="${which}"`, phases) }],
      over: "date",
      by: "phase",
      named: {},
    });
  result
    .withPanel(
      ofPhases(
        text("Rencana per tahap", "Planned, by phase"),
        text("Kurva S setiap tahap terpilih menurut rencana sekarang.", "The S-curve of each chosen phase by the present plan."),
        "planned",
      ),
    )
    .withPanel(
      ofPhases(
        text("Realisasi per tahap", "Actual, by phase"),
        text("Kurva S setiap tahap terpilih menurut yang tercapai, sampai bulan ini.", "The S-curve of each chosen phase by what was reached, up to this month."),
        "actual",
      ),
    );

  const named: Record<string, [Text, string]> = {};
  for (const state of ["up", "degraded", "unknown", "unreachable", "down", "not_in_service"] as State[]) {
    named[state] = [stateWord[state], colour[state]];
  }
  result
    .withPanel(
      panels.lines({
        title: text("Penduduk menurut layanan", "People by service"),
        about: text(
          "Semua penduduk, menurut keadaan terbaik lokasi yang melayaninya. Selama kami tidak dapat melihat, mereka tidak diketahui, bukan tidak terlayani.",
          "Everybody, by the best state of what serves them. While we are blind they are unknown, not unserved.",
        ),
        width: 12,
        height: 8,
        min: 0,
        decimals: 0,
        empty: text("Penduduk belum diisi.", "No population configured."),
        queries: [{ expr: `sum by (state) (${metric("pantau_population_served")})`, legend: "{{state}}" }],
        stacked: true,
        named,
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Distrik menurut layanan", "Districts by service"),
        about: text("Jumlah distrik menurut keadaan terbaik lokasinya.", "Districts by the best state of their sites."),
        width: 12,
        height: 8,
        min: 0,
        decimals: 0,
        empty: text("Belum ada distrik.", "No districts yet."),
        queries: [{ expr: `sum by (state) (${metric("pantau_districts")})`, legend: "{{state}}" }],
        stacked: true,
        named,
      }),
    )
    .withPanel(
      panels.rows({
        title: text("Lokasi terlambat, tertunda, atau di atas kertas", "Sites late, held up, or on paper only"),
        about: text(
          "Belum beroperasi padahal rencananya sudah lewat; tertunda, dengan sebab dan sampai kapan; atau tercatat beroperasi tetapi tidak pernah tersambung.",
          "Not in service although due; held up, with the reason and until when; or in service by the papers but never connected.",
        ),
        width: 24,
        height: 9,
        by: ["site"],
        empty: text("Tidak ada yang terlambat.", "Nothing is late."),
        queries: [
          {
            expr: `${withPhase(metric("pantau_site_info", phases))} and ${onSite} (${troubled})`,
            brings: ["name", "district", "district_name", "phase_name"],
          },
          { expr: `(${amongSites(`(${late})`, phases)}) / 86400` },
          { expr: amongSites(`(${metric("pantau_site_stage")} == 1 and ${onSite} (${troubled}))`, phases), brings: ["stage"] },
          { expr: amongSites(metric("pantau_site_side_state"), phases), brings: ["state", "reason"] },
          { expr: `(${amongSites(metric("pantau_site_hold_until_timestamp_seconds"), phases)}) * 1000` },
          { expr: amongSites(`(${metric("pantau_site_on_paper_only")} == 1)`, phases) },
        ],
        columns: [
          { field: "site", title: text("Kode", "Id"), links: [openSite] },
          { field: "name", title: text("Lokasi", "Site") },
          { field: "district_name", title: text("Distrik", "District"), links: [openDistrict] },
          { field: "phase_name", title: text("Tahap", "Phase") },
          { field: "Value #B", title: text("Terlambat", "Late by"), unit: panels.say(days), decimals: 0 },
          { field: "stage", title: text("Tahapan sekarang", "Present stage"), mappings: panels.wordMappings(plain(stages)) },
          { field: "state", title: text("Status", "Side state"), mappings: panels.wordMappings(plain(sideStates)) },
          { field: "reason", title: text("Sebab", "Reason"), mappings: panels.wordMappings(plain(reasons)) },
          { field: "Value #E", title: text("Sampai", "Until"), unit: "time:YYYY-MM-DD" },
          {
            field: "Value #F",
            title: text("Di atas kertas", "On paper"),
            mappings: panels.wordMappings({ "1": [text("ya", "yes"), colour.down] }),
          },
          { field: "district", title: same("district"), hidden: true },
        ],
        sort: { column: text("Terlambat", "Late by"), descending: true },
      }),
    )
    .withPanel(
      panels.rows({
        title: text("Uji terima", "Acceptance tests"),
        about: text("Uji terima yang berjalan atau selesai, dengan kemajuannya dan kriteria yang sejauh ini dipenuhi. Berita acara: pantau acceptance LOKASI.", "Acceptance tests that run or have ended, with the criteria that are met so far. The record: pantau acceptance SITE."),
        width: 24,
        height: 8,
        by: ["site"],
        empty: text("Tidak ada uji terima.", "No acceptance tests."),
        queries: [
          {
            expr: withPhase(ofSites(`(${metric("pantau_site_acceptance_state", 'state!="none"')} == 1)`, phases, "name", "phase")),
            brings: ["state", "name", "phase_name"],
          },
          { expr: amongSites(metric("pantau_site_acceptance_progress_ratio"), phases) },
          ...criteria.map(([criterion]) => ({ expr: amongSites(metric("pantau_site_acceptance_criterion", `criterion="${criterion}"`), phases) })),
        ],
        columns: [
          { field: "name", title: text("Lokasi", "Site") },
          { field: "phase_name", title: text("Tahap", "Phase") },
          {
            field: "state",
            title: text("Hasil", "Result"),
            mappings: panels.wordMappings({
              running: [text("berjalan", "running"), colour.neutral],
              passed: [text("lulus", "passed"), colour.up],
              failed: [text("tidak lulus", "failed"), colour.down],
              undecided: [text("data tidak cukup", "not enough data"), colour.unknown],
            }),
          },
          { field: "Value #B", title: text("Kemajuan", "Progress"), unit: "percentunit", decimals: 0 },
          ...criteria.map(([, title], place) => ({
            field: `Value #${String.fromCharCode(67 + place)}`,
            title,
            mappings: panels.wordMappings({ "0": [text("tidak", "not met"), colour.down], "1": [text("dipenuhi", "met"), colour.up] }),
          })),
        ],
      }),
    )
    .withPanel(
      panels.rows({
        title: text("Kontrak dan masa gratis yang berakhir", "Contracts and free periods that end"),
        about: text("Diurutkan menurut yang paling dekat; yang sudah lewat bernilai negatif.", "The nearest first; what is over is negative."),
        width: 12,
        height: 8,
        by: ["contract"],
        empty: text("Belum ada kontrak.", "No contracts yet."),
        queries: [
          { expr: `(${metric("pantau_contract_end_timestamp_seconds")} - time()) / 86400` },
          { expr: `(${metric("pantau_contract_free_until_timestamp_seconds")} - time()) / 86400` },
          { expr: metric("pantau_contract_fee_rupiah") },
        ],
        columns: [
          { field: "contract", title: text("Kontrak", "Contract") },
          {
            field: "Value #A",
            title: text("Berakhir dalam", "Ends in"),
            unit: panels.say(days),
            decimals: 0,
            steps: [[null, colour.down], [30, colour.degraded], [90, "text"]],
          },
          { field: "Value #B", title: text("Masa gratis berakhir dalam", "Free period ends in"), unit: panels.say(days), decimals: 0 },
          { field: "Value #C", title: text("Biaya per bulan (Rp)", "Fee a month (Rp)"), unit: "locale", decimals: 0 },
        ],
        sort: { column: text("Berakhir dalam", "Ends in"), descending: false },
      }),
    )
    .withPanel(
      panels.rows({
        title: text("Layanan publik menurut keadaan", "Public services by state"),
        about: text("Berapa lokasi dari setiap layanan (Disdukcapil, puskesmas, ...) yang tersambung sekarang.", "How many sites of each public service have a link now."),
        width: 12,
        height: 8,
        by: ["service"],
        empty: text("Belum ada layanan.", "No services yet."),
        queries: (["up", "degraded", "unreachable", "down", "unknown", "not_in_service"] as State[]).map((state) => ({
          expr: `sum by (job, instance, service) (${metric("pantau_service_sites", `state="${state}"`)})`,
        })),
        columns: [
          { field: "service", title: text("Layanan", "Service") },
          ...(["up", "degraded", "unreachable", "down", "unknown", "not_in_service"] as State[]).map((state, place) => ({
            field: `Value #${String.fromCharCode(65 + place)}`,
            title: stateWord[state],
            decimals: 0,
          })),
        ],
      }),
    );
  return result;
}
