// SPDX-License-Identifier: Apache-2.0
// One district: its sites, their links, power and devices.

import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";

import { board } from "./board";
import { text } from "./language";
import { Panels, State, colour, stateWord } from "./panels";
import { amongSites, metric, ofLinks, ofSites, seeing, siteStates } from "./promql";

const sites = 'district=~"$district",site=~"$site"';

export function district(panels: Panels): DashboardBuilder {
  const result = board(
    panels,
    "district",
    text("Distrik", "District"),
    text("Satu distrik: lokasi, tautan, catu daya dan perangkatnya.", "One district: its sites, links, power and devices."),
    ["district", "site", "month"],
    { single: ["month"] },
  );
  const openSite = { title: text("Tautan lokasi ini", "Links of this site"), url: panels.to("link", "var-site=${__data.fields.site}") };
  const openLink = (field: string) => ({
    title: text("Buka tautan", "Open the link"),
    url: panels.to("link", "var-site=${__field.labels.site}", ...(field ? [`var-link=\${__field.labels.${field}}`] : [])),
  });
  const named: Record<string, [typeof stateWord.up, string]> = {};
  for (const state of Object.keys(stateWord) as State[]) named[state] = [stateWord[state], colour[state]];

  result
    .withPanel(
      panels.stat({
        title: text("Penduduk terlayani", "People served"),
        about: text("Penduduk distrik terpilih yang lokasinya normal atau menurun.", "People of the chosen districts whose site is up or degraded."),
        width: 4,
        height: 4,
        decimals: 0,
        empty: text("tidak diketahui", "not known"),
        queries: [{ expr: `sum(${metric("pantau_district_population_served", 'state=~"up|degraded"', 'district=~"$district"')} and ${seeing})`, instant: true }],
      }),
    )
    .withPanel(
      panels.stat({
        title: text("Penduduk", "Population"),
        about: text("Penduduk distrik terpilih.", "People of the chosen districts."),
        width: 4,
        height: 4,
        decimals: 0,
        empty: text("penduduk belum diisi", "no population configured"),
        queries: [{ expr: `sum(${metric("pantau_district_population", 'district=~"$district"')})`, instant: true }],
      }),
    )
    .withPanel(
      panels.stat({
        title: text("Kehilangan paket 15 menit", "Loss of 15 minutes"),
        about: text("Gema yang hilang dari semua gema yang diputuskan, seluruh distrik.", "Echoes lost of all that were decided, over the district."),
        width: 4,
        height: 4,
        unit: "percentunit",
        decimals: 2,
        empty: text("belum ada data", "no data yet"),
        queries: [{ expr: `max(${metric("district:pantau_icmp_loss:ratio_15m", 'district=~"$district"')})`, instant: true }],
        steps: [[null, colour.up], [0.03, colour.degraded], [0.1, colour.down]],
      }),
    )
    .withPanel(
      panels.stat({
        title: text("Ketersediaan $month", "Availability $month"),
        about: text(
          "Kotor, seluruh detik lokasi beroperasi digabung; yang tidak terlihat dihitung tersedia, lihat cakupan.",
          "Gross, seconds of sites in service pooled; what we could not see counts as available, see coverage.",
        ),
        width: 4,
        height: 4,
        unit: "percentunit",
        decimals: 2,
        empty: text("belum ada yang beroperasi", "nothing in service yet"),
        queries: [
          {
            expr: `1 - sum(${ofSites(metric("pantau_site_month_seconds", 'state=~"down|unreachable"', 'month="$month"'), sites, "district")}) / sum(${ofSites(metric("pantau_site_month_seconds", 'month="$month"'), sites, "district")})`,
            instant: true,
          },
        ],
        steps: [[null, colour.down], [0.95, colour.up]],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Penduduk menurut layanan", "People by service"),
        about: text("Menurut keadaan terbaik lokasi yang melayaninya.", "By the best state of what serves them."),
        width: 8,
        height: 4,
        min: 0,
        decimals: 0,
        empty: text("penduduk belum diisi", "no population configured"),
        queries: [{ expr: `sum by (state) (${metric("pantau_district_population_served", 'district=~"$district"')})`, legend: "{{state}}" }],
        many: true,
        stacked: true,
        named,
      }),
    )
    .withPanel(
      panels.rows({
        title: text("Lokasi; tersedia dan cakupan $month", "Sites; available and coverage of $month"),
        about: text("Keadaan sekarang, sejak kapan terputus, kapan terakhir terlihat, ketersediaan dan cakupan bulan terpilih.", "Present state, outage so far, when it was last up, availability and coverage of the chosen month."),
        width: 24,
        height: 8,
        by: ["site"],
        empty: text("Tidak ada lokasi di distrik ini.", "No sites in this district."),
        queries: [
          { expr: metric("pantau_site_info", sites), brings: ["name", "district_name", "phase"] },
          { expr: amongSites(`(time() - ${metric("pantau_site_outage_start_timestamp_seconds")})`, sites) },
          { expr: amongSites(`${metric("pantau_site_last_up_timestamp_seconds")} * 1000`, sites) },
          { expr: amongSites(metric("pantau_site_population"), sites) },
          { expr: amongSites(metric("pantau_site_on_backup"), sites) },
          { expr: amongSites(metric("pantau_site_availability_ratio", 'month="$month"', 'basis="gross"'), sites) },
          { expr: amongSites(metric("pantau_site_data_coverage_ratio", 'month="$month"'), sites) },
          { expr: amongSites(siteStates, sites) },
        ],
        columns: [
          { field: "site", title: text("Kode", "Id"), links: [openSite] },
          { field: "name", title: text("Lokasi", "Site") },
          { field: "district_name", title: text("Distrik", "District") },
          { field: "phase", title: text("Tahap", "Phase") },
          { field: "Value #H", title: text("Keadaan", "State"), mappings: panels.stateMappings() },
          { field: "Value #B", title: text("Terputus selama", "Down for"), unit: "dtdhms" },
          { field: "Value #C", title: text("Terakhir terlihat", "Last up"), unit: "dateTimeFromNow" },
          { field: "Value #D", title: text("Penduduk", "People"), decimals: 0 },
          {
            field: "Value #E",
            title: text("Cadangan", "On backup"),
            mappings: panels.wordMappings({ "0": [text("tidak", "no"), "text"], "1": [text("ya", "yes"), colour.degraded] }),
          },
          { field: "Value #F", title: text("Tersedia", "Available"), unit: "percentunit", decimals: 2 },
          { field: "Value #G", title: text("Cakupan", "Coverage"), unit: "percentunit", decimals: 1, steps: [[null, colour.down], [0.9, colour.degraded], [0.98, "text"]] },
        ],
        sort: { column: text("Lokasi", "Site"), descending: false },
      }),
    )
    .withPanel(
      panels
        .timeline({
          title: text("Keadaan lokasi", "State of the sites"),
          about: text("Setiap baris satu lokasi, atas semua tautannya.", "A row a site, over all its links."),
          width: 12,
          height: 14,
          empty: text("Belum ada data.", "No data yet."),
          queries: [{ expr: ofSites(metric("pantau_site_state_code"), sites), legend: "{{site}}" }],
          links: [openLink("")],
        })
        .perPage(20)
        .interval("1m"),
    )
    .withPanel(
      panels
        .timeline({
          title: text("Keadaan tautan", "State of the links"),
          about: text("Setiap baris satu tautan.", "A row a link."),
          width: 12,
          height: 14,
          empty: text("Belum ada data.", "No data yet."),
          queries: [{ expr: ofLinks(metric("pantau_link_state_code"), sites), legend: "{{link}}" }],
          links: [openLink("link")],
        })
        .perPage(20)
        .interval("1m"),
    )
    .withPanel(
      panels.lines({
        title: text("Latensi (median menit)", "Round trip (median of the minute)"),
        about: text("Waktu bolak-balik; satelit GEO tidak pernah di bawah 477 ms.", "Round-trip time; a GEO satellite is never below 477 ms."),
        width: 12,
        height: 8,
        unit: "s",
        min: 0,
        empty: text("Belum ada jawaban.", "No answers yet."),
        queries: [{ expr: ofLinks(metric("pantau_link_rtt_median_seconds"), sites), legend: "{{link}}" }],
        many: true,
        links: [openLink("link")],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Kehilangan paket (menit)", "Loss (of the minute)"),
        about: text("Gema hilang dari yang dikirim, per menit lengkap.", "Echoes lost of those sent, by complete minutes."),
        width: 12,
        height: 8,
        unit: "percentunit",
        min: 0,
        empty: text("Belum ada menit yang lengkap.", "No complete minute yet."),
        queries: [{ expr: ofLinks(metric("pantau_link_loss_ratio"), sites), legend: "{{link}}" }],
        many: true,
        links: [openLink("link")],
      }),
    )
    .withPanel(
      panels.rows({
        title: text("Perangkat", "Devices"),
        about: text("Jawaban SNMP, mulai ulang 24 jam, baterai dan perkiraan sisa waktunya, tegangan masuk terendah, suhu tertinggi.", "SNMP answers, restarts of 24 hours, battery and its estimated time left, lowest input voltage, highest temperature."),
        width: 24,
        height: 7,
        by: ["site", "device"],
        empty: text("Tidak ada perangkat SNMP.", "No SNMP devices."),
        queries: [
          { expr: amongSites(metric("pantau_snmp_up"), sites) },
          { expr: amongSites(`round(increase(${metric("pantau_device_restarts_total")}[24h]))`, sites) },
          { expr: amongSites(metric("pantau_power_on_battery"), sites) },
          { expr: amongSites(metric("pantau_power_battery_charge_ratio"), sites) },
          { expr: amongSites(metric("pantau_power_battery_volts"), sites) },
          { expr: amongSites(metric("pantau_power_battery_remaining_seconds"), sites) },
          { expr: `min by (job, instance, site, device) (${amongSites(metric("pantau_power_input_volts"), sites)})` },
          { expr: amongSites(metric("pantau_sensor_celsius"), sites) },
        ],
        columns: [
          { field: "device", title: text("Perangkat", "Device") },
          { field: "site", title: text("Lokasi", "Site"), links: [openSite] },
          {
            field: "Value #A",
            title: text("SNMP", "SNMP"),
            mappings: panels.wordMappings({ "0": [text("diam", "silent"), colour.down], "1": [text("menjawab", "answers"), colour.up] }),
          },
          { field: "Value #B", title: text("Mulai ulang 24 jam", "Restarts, 24 h"), decimals: 0, steps: [[null, "text"], [1, colour.degraded], [3, colour.down]] },
          {
            field: "Value #C",
            title: text("Baterai", "Battery"),
            mappings: panels.wordMappings({ "0": [text("listrik ada", "on mains"), "text"], "1": [text("pakai baterai", "on battery"), colour.degraded] }),
          },
          { field: "Value #D", title: text("Isi", "Charge"), unit: "percentunit", decimals: 0, steps: [[null, colour.down], [0.2, colour.degraded], [0.5, "text"]] },
          { field: "Value #E", title: text("Tegangan baterai", "Battery volts"), unit: "volt", decimals: 1 },
          { field: "Value #F", title: text("Sisa waktu", "Time left"), unit: "dtdhms" },
          { field: "Value #G", title: text("Tegangan masuk", "Input volts"), unit: "volt", decimals: 0 },
          { field: "Value #H", title: text("Suhu", "Temperature"), unit: "celsius", decimals: 0 },
        ],
        sort: { column: text("Perangkat", "Device"), descending: false },
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Tegangan baterai", "Battery voltage"),
        about: text("Dengan batas rendahnya sendiri (putus-putus). Turun tiap malam: surya kurang; jatuh tiba-tiba: pemutus beban.", "With its own low mark. Falling every night: too little sun; ending at once: the load disconnect."),
        width: 12,
        height: 7,
        unit: "volt",
        empty: text("Tidak ada pembacaan baterai.", "No battery readings."),
        queries: [
          { expr: ofSites(metric("pantau_power_battery_volts"), sites), legend: "{{device}}" },
          { expr: ofSites(metric("pantau_power_battery_low_volts"), sites), legend: "{{device}} min" },
        ],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Isi baterai", "Battery charge"),
        about: text("Menurut UPS atau pengatur surya.", "As the UPS or the solar controller says."),
        width: 12,
        height: 7,
        unit: "percentunit",
        min: 0,
        max: 1,
        empty: text("Tidak ada pembacaan baterai.", "No battery readings."),
        queries: [{ expr: ofSites(metric("pantau_power_battery_charge_ratio"), sites), legend: "{{device}}" }],
        steps: [[null, colour.down], [0.2, colour.neutral]],
      }),
    );
  return result;
}
