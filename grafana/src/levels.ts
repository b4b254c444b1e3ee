// SPDX-License-Identifier: Apache-2.0
// Service levels: what the contracts say against what the book says, by month.

import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";

import { board } from "./board";
import { same, text } from "./language";
import { Panels, colour } from "./panels";
import { amongLinks, amongSites, metric, ofLinks, ofSites } from "./promql";
import { causes } from "./words";

const inDistricts = 'district=~"$district",site=~"$site"';
/** A contract belongs to a provider and, as a whole, to no district. */
const ofContracts = (expression: string): string =>
  `${expression} and on (job, instance, contract) ${metric("pantau_contract_info", 'provider=~"$provider"')}`;
const chosen = 'provider=~"$provider",district=~"$district",site=~"$site",link=~"$link"';

export function levels(panels: Panels): DashboardBuilder {
  const result = board(
    panels,
    "service-levels",
    text("Tingkat layanan", "Service levels"),
    text(
      "Ketersediaan kotor dan bersih per bulan, cakupan data, sisa jatah gangguan, penyebab menurut jam, dan penyedia.",
      "Availability gross and net by month, coverage, budget left, causes by hours, and providers.",
    ),
    ["provider", "district", "site", "link", "month"],
    { single: ["month"], from: "now-7d" },
  );
  const month = 'month="$month"';
  const pooled = (classes: string, by: string, ...more: string[]) =>
    `sum by (${by}) (${ofLinks(metric("pantau_link_month_seconds", `class=~"${classes}"`, ...more), `${chosen},provider!=""`, "provider")})`;
  const openLink = {
    title: text("Buka tautan", "Open the link"),
    url: panels.to("link", "var-site=${__data.fields.site}", "var-link=${__data.fields.link}"),
  };

  /** Under 90 % of coverage nothing is judged: that is neither met nor missed. */
  const notJudged = text("belum dinilai", "not judged yet");
  const headline = (title: ReturnType<typeof text>, about: ReturnType<typeof text>, expr: string, unit: string, decimals: number, steps?: [number | null, string][], empty = text("belum ada data", "no data yet")) =>
    panels.stat({ title, about, width: 4, height: 4, unit, decimals, empty, queries: [{ expr, instant: true }], steps });
  result
    .withPanel(
      headline(
        text("Kotor, $month", "Gross, $month"),
        text("1 dikurangi semua detik gangguan; yang tidak terlihat dihitung tersedia.", "1 less all failed seconds; what we could not see counts as available."),
        `1 - sum(${ofLinks(metric("pantau_link_month_seconds", month, 'class=~"down|short|excluded"'), chosen, "provider")}) / sum(${ofLinks(metric("pantau_link_month_seconds", month), chosen, "provider")})`,
        "percentunit",
        3,
      ),
    )
    .withPanel(
      headline(
        text("Bersih (net-a), $month", "Net (net-a), $month"),
        text("Tanpa gangguan pendek dan yang dikecualikan kontrak.", "Without short outages and what contracts exclude."),
        `1 - sum(${ofLinks(metric("pantau_link_month_seconds", month, 'class="down"'), chosen, "provider")}) / sum(${ofLinks(metric("pantau_link_month_seconds", month), chosen, "provider")})`,
        "percentunit",
        3,
      ),
    )
    .withPanel(
      headline(
        text("Cakupan data, $month", "Coverage, $month"),
        text("Bagian waktu yang benar-benar terlihat. Di bawah 90 % tidak ada yang dinilai.", "The share of time that was seen. Under 90 % nothing is judged."),
        `1 - sum(${ofLinks(metric("pantau_link_month_seconds", month, 'class="unknown"'), chosen, "provider")}) / sum(${ofLinks(metric("pantau_link_month_seconds", month), chosen, "provider")})`,
        "percentunit",
        2,
        [[null, colour.down], [0.9, colour.degraded], [0.98, colour.up]],
      ),
    )
    .withPanel(
      headline(
        text("Tautan memenuhi, $month", "Links that meet it, $month"),
        text("Tautan yang memenuhi target kontraknya pada bulan ini.", "Links that meet their contract's target in this month."),
        `sum(${ofLinks(metric("pantau_link_sla_met", month), chosen, "provider")})`,
        "locale",
        0,
        undefined,
        notJudged,
      ),
    )
    .withPanel(
      headline(
        text("Tautan gagal, $month", "Links that miss it, $month"),
        text("Tautan yang di bawah target kontraknya pada bulan ini.", "Links below their contract's target in this month."),
        `count(${ofLinks(`(${metric("pantau_link_sla_met", month)} == 0)`, chosen, "provider")}) or 0 * count(${ofLinks(metric("pantau_link_sla_met", month), chosen, "provider")})`,
        "locale",
        0,
        [[null, colour.up], [1, colour.down]],
        notJudged,
      ),
    )
    .withPanel(
      headline(
        text("Restitusi (Rp), $month", "Restitution (Rp), $month"),
        text("Jumlah menurut rumus setiap kontrak penyedia terpilih, utuh di semua distrik; bulan berjalan: sementara. Rincian: pantau restitution.", "By each contract's formula, of the chosen providers, whole whatever the district; of the present month so far. In detail: pantau restitution."),
        `sum(${ofContracts(metric("pantau_contract_restitution_rupiah", month))})`,
        "locale",
        0,
        undefined,
        notJudged,
      ),
    )
    .withPanel(
      panels.rows({
        title: text("Ketersediaan per tautan, $month", "Availability by link, $month"),
        about: text("Kotor di samping bersih, cakupan, target, dan penilaian atas detik bulat.", "Gross beside net, coverage, target, and the judgement on whole seconds."),
        width: 24,
        height: 11,
        by: ["site", "link", "contract"],
        empty: text("Belum ada bulan dengan data.", "No month with data yet."),
        queries: [
          {
            expr: ofLinks(metric("pantau_link_availability_ratio", month, 'basis="gross"'), chosen, "provider", "district"),
            brings: ["provider", "district"],
          },
          { expr: amongLinks(metric("pantau_link_availability_ratio", month, 'basis="net"'), chosen) },
          { expr: amongLinks(metric("pantau_link_data_coverage_ratio", month), chosen) },
          { expr: amongLinks(metric("pantau_link_sla_met", month), chosen) },
        ],
        columns: [
          { field: "link", title: text("Tautan", "Link"), links: [openLink] },
          { field: "site", title: text("Lokasi", "Site") },
          { field: "district", title: text("Distrik", "District") },
          { field: "provider", title: text("Penyedia", "Provider") },
          { field: "contract", title: text("Kontrak", "Contract") },
          { field: "Value #A", title: text("Kotor", "Gross"), unit: "percentunit", decimals: 3 },
          { field: "Value #B", title: text("Bersih", "Net"), unit: "percentunit", decimals: 3 },
          { field: "Value #C", title: text("Cakupan", "Coverage"), unit: "percentunit", decimals: 2, steps: [[null, colour.down], [0.9, colour.degraded], [0.98, "text"]] },
          {
            field: "Value #D",
            title: text("Hasil", "Judgement"),
            mappings: panels.wordMappings({ "0": [text("tidak tercapai", "missed"), colour.down], "1": [text("tercapai", "met"), colour.up] }),
          },
        ],
        sort: { column: text("Bersih", "Net"), descending: false },
      }),
    )
    .withPanel(
      panels.columns({
        title: text("Ketersediaan bersih per bulan menurut penyedia", "Net availability by month and provider"),
        about: text("Detik semua tautan penyedia digabung, bukan rata-rata persentase; tautan tanpa penyedia tidak di sini.", "Seconds of all the provider's links pooled, not a mean of ratios; links without a provider are not here."),
        width: 12,
        height: 9,
        unit: "percentunit",
        decimals: 2,
        max: 1,
        empty: text("Belum ada bulan dengan data.", "No month with data yet."),
        queries: [{ expr: `1 - ${pooled("down", "month, provider")} / ${pooled("up|down|short|excluded|planned|unknown", "month, provider")}` }],
        over: "month",
        by: "provider",
        named: {},
      }),
    )
    .withPanel(
      panels.columns({
        title: text("Jam gangguan per bulan menurut penyebab", "Hours of outage by month and cause"),
        about: text("Penyebab efektif: koreksi teknisi, kalau tidak ada dugaan pantau. Gangguan terbuka ikut dihitung.", "Effective cause: the engineer's correction, else what pantau proposed. Open outages included."),
        width: 12,
        height: 9,
        unit: panels.say(text("suffix:jam", "suffix:h")),
        decimals: 1,
        min: 0,
        empty: text("Belum ada gangguan.", "No outages."),
        queries: [{ expr: `sum by (month, cause) (${ofLinks(metric("pantau_link_month_outage_seconds"), chosen, "provider")}) / 3600` }],
        over: "month",
        by: "cause",
        named: causes,
        stacked: true,
      }),
    )
    .withPanel(
      panels.rows({
        title: text("Sisa jatah gangguan bulan ini", "Budget left this month"),
        about: text("Berapa lama lagi tautan boleh terputus sebelum gagal memenuhi target bulan ini.", "How long a link may still be down before it misses this month's target."),
        width: 12,
        height: 9,
        by: ["site", "link"],
        empty: text("Tidak ada tautan dengan kontrak.", "No links with a contract."),
        queries: [
          {
            expr: ofLinks(`${metric("pantau_link_sla_budget_remaining_seconds")} / 3600`, chosen, "provider", "contract"),
            brings: ["provider", "contract"],
          },
          { expr: amongLinks(`${metric("pantau_link_sla_budget_remaining_seconds")} / (${metric("pantau_link_sla_budget_seconds")} > 0)`, chosen) },
          { expr: amongLinks(metric("pantau_link_sla_target_ratio"), chosen) },
        ],
        columns: [
          { field: "link", title: text("Tautan", "Link"), links: [openLink] },
          { field: "provider", title: text("Penyedia", "Provider") },
          { field: "contract", title: text("Kontrak", "Contract") },
          { field: "Value #C", title: text("Target", "Target"), unit: "percentunit", decimals: 1 },
          { field: "Value #A", title: text("Sisa (jam)", "Left (hours)"), unit: "locale", decimals: 1 },
          { field: "Value #B", title: text("Bagian", "Share"), unit: "percentunit", decimals: 0, steps: [[null, colour.down], [0, colour.degraded], [0.25, colour.up]] },
          { field: "site", title: same("site"), hidden: true },
        ],
        sort: { column: text("Bagian", "Share"), descending: false },
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Laju pemakaian jatah", "Burn of the budget"),
        about: text("Bagian waktu terputus dalam 6 jam terakhir. 1 berarti terus terputus.", "The share of the last 6 hours that was down. 1 is down throughout."),
        width: 12,
        height: 9,
        unit: "percentunit",
        min: 0,
        max: 1,
        empty: text("Tidak ada tautan dengan kontrak.", "No links with a contract."),
        queries: [{ expr: `topk(10, ${ofLinks(metric("link:pantau_sla_burn:ratio_6h"), chosen, "provider")})`, legend: "{{link}}" }],
      }),
    )
    .withPanel(
      panels.rows({
        title: text("Restitusi per kontrak", "Restitution by contract"),
        about: text("Menurut rumus kontrak penyedia terpilih, dibulatkan ke rupiah. Bulan berjalan: sementara.", "By the formula of the chosen providers' contracts, in whole rupiah. The present month: so far."),
        width: 12,
        height: 8,
        by: ["contract", "month"],
        empty: text("Tidak ada kontrak dengan biaya dan rumus, atau cakupan bulan di bawah 90 %.", "No contract with a fee and a formula, or a month covered under 90 %."),
        queries: [{ expr: ofContracts(metric("pantau_contract_restitution_rupiah")) }],
        columns: [
          { field: "contract", title: text("Kontrak", "Contract") },
          { field: "month", title: text("Bulan", "Month") },
          { field: "Value", title: text("Rupiah", "Rupiah"), unit: "locale", decimals: 0 },
        ],
        sort: { column: text("Bulan", "Month"), descending: true },
      }),
    )
    .withPanel(
      panels.rows({
        title: text("Lokasi: 24 jam dan jam layanan, $month", "Sites: 24 hours and service hours, $month"),
        about: text("Ketersediaan kotor lokasi sepanjang hari dan dalam jam layanan kantor.", "Gross availability of sites round the clock and in office hours."),
        width: 12,
        height: 8,
        by: ["site"],
        empty: text("Belum ada lokasi yang beroperasi.", "No sites in service yet."),
        queries: [
          { expr: ofSites(metric("pantau_site_availability_ratio", month, 'basis="gross"'), inDistricts, "name"), brings: ["name"] },
          { expr: amongSites(metric("pantau_site_availability_ratio", month, 'basis="service_hours"'), inDistricts) },
          { expr: amongSites(metric("pantau_site_data_coverage_ratio", month), inDistricts) },
        ],
        columns: [
          { field: "name", title: text("Lokasi", "Site") },
          { field: "Value #A", title: text("Sepanjang hari", "Round the clock"), unit: "percentunit", decimals: 3 },
          { field: "Value #B", title: text("Jam layanan", "Service hours"), unit: "percentunit", decimals: 3 },
          { field: "Value #C", title: text("Cakupan", "Coverage"), unit: "percentunit", decimals: 2 },
        ],
        sort: { column: text("Sepanjang hari", "Round the clock"), descending: false },
      }),
    );
  return result;
}
