// SPDX-License-Identifier: Apache-2.0
// The wall of the NOC: what is down now and why, as roots with what hangs behind them; and what was. All of it has room on
// one screen of 1920 by 1080: 27 units of 38 pixels.

import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";

import { board } from "./board";
import { text } from "./language";
import { State, Panels, colour, stateWord } from "./panels";
import { causes } from "./words";
import { amongLinks, metric, ofLinks, ofSites, onLink, onSite, orNone, seeing } from "./promql";

/** In service; or not, but others hang behind it. */
const rooted = `(${metric("pantau_link_outage_info", 'attribution="own"')} and ${onLink} (${metric("pantau_link_live")} == 1 or ${metric("pantau_link_affected_sites")} > 0))`;
const inService = `${onSite} ${metric("pantau_site_live")} == 1`;
const here = 'district=~"$district",phase=~"$phase|"';

export function wall(panels: Panels): DashboardBuilder {
  const result = board(
    panels,
    "wall",
    text("Layar pantauan NOC", "Wall"),
    text("Apa yang terganggu sekarang, akar penyebabnya, dan riwayat sehari terakhir.", "What is down now, its root causes, and the last day."),
    ["district", "phase"],
    { refresh: "30s" },
  );
  const own = `(${amongLinks(rooted, here)})`;
  const openLink = {
    title: text("Buka tautan", "Open the link"),
    url: panels.to("link", "var-site=${__data.fields.site}", "var-link=${__data.fields.link}"),
  };
  const openDistrict = { title: text("Buka distrik", "Open the district"), url: panels.to("district", "var-district=${__data.fields.district}") };
  const count = (state: State, worse: string) =>
    panels.stat({
      title: text(`Lokasi ${stateWord[state].id}`, `Sites ${stateWord[state].en}`),
      about: text("Jumlah lokasi beroperasi dalam keadaan ini sekarang.", "Sites in service that are in this state now."),
      width: 3,
      height: 4,
      decimals: 0,
      empty: text("tidak diketahui", "not known"),
      queries: [
        {
          expr: `sum(${ofSites(`(${metric("pantau_site_state", `state="${state}"`)} and ${inService})`, here)}) ${orNone}`,
          instant: true,
        },
      ],
      steps: [[null, state === "up" ? worse : colour.neutral], [1, colour[state]]],
    });
  result
    .withPanel(count("up", colour.neutral))
    .withPanel(count("degraded", colour.neutral))
    .withPanel(count("unreachable", colour.neutral))
    .withPanel(count("down", colour.neutral))
    .withPanel(count("unknown", colour.neutral))
    .withPanel(
      panels.stat({
        title: text("Akar gangguan", "Root causes"),
        about: text(
          "Tautan yang putus karena gangguannya sendiri, beroperasi atau dengan lokasi lain di belakangnya; yang ikut terputus tidak dihitung.",
          "Links that are down by their own fault, in service or with others behind them; what hangs behind is not counted.",
        ),
        width: 3,
        height: 4,
        decimals: 0,
        empty: text("tidak diketahui", "not known"),
        queries: [
          {
            expr: `count(${ofLinks(rooted, here)}) ${orNone}`,
            instant: true,
          },
        ],
        steps: [[null, colour.up], [1, colour.down]],
      }),
    )
    .withPanel(
      panels.stat({
        title: text("Penduduk terlayani", "People served"),
        about: text("Penduduk yang lokasinya normal atau menurun sekarang.", "People whose site is up or degraded now."),
        width: 3,
        height: 4,
        decimals: 0,
        empty: text("tidak diketahui", "not known"),
        queries: [{ expr: `sum(${metric("pantau_district_population_served", 'state=~"up|degraded"', 'district=~"$district"')} and ${seeing})`, instant: true }],
        steps: [[null, colour.neutral]],
      }),
    )
    .withPanel(
      panels.stat({
        title: text("Titik pantau", "Vantage"),
        about: text(
          "1: gateway ini melihat; 0: jalurnya sendiri putus, maka tautan tidak diketahui.",
          "1: this gateway sees; 0: its own uplink is gone, so links are unknown.",
        ),
        width: 3,
        height: 4,
        empty: text("pantau tidak menjawab", "pantau does not answer"),
        queries: [{ expr: `min(${metric("pantau_vantage_ok")})`, instant: true }],
        steps: [[null, colour.down], [1, colour.up]],
      }).mappings(panels.wordMappings({ "0": [text("buta", "blind"), colour.down], "1": [text("melihat", "sees"), colour.up] })),
    )
    .withPanel(
      panels.rows({
        title: text("Akar gangguan sekarang", "Root causes now"),
        about: text(
          "Setiap gangguan yang terbuka karena sebabnya sendiri: sejak kapan, dugaan penyebab, dan siapa yang ikut terputus di belakangnya.",
          "Each open outage by its own fault: since when, its cause so far, and what hangs behind it.",
        ),
        width: 24,
        height: 7,
        by: ["site", "link"],
        empty: text("Tidak ada gangguan yang diketahui.", "Nothing is known to be down."),
        queries: [
          {
            expr: ofLinks(
              `(time() - ${metric("pantau_link_outage_start_timestamp_seconds")}) * ${onLink} group_left (cause, root) ${rooted}`,
              here,
              "district",
              "role",
              "provider",
            ),
            brings: ["cause", "district", "role", "provider"],
          },
          { expr: `${metric("pantau_link_affected_sites")} and ${onLink} ${own}` },
          { expr: `${metric("pantau_link_affected_population")} and ${onLink} ${own}` },
          { expr: `${metric("pantau_link_maintenance")} and ${onLink} ${own}` },
        ],
        columns: [
          {
            field: "link",
            title: text("Tautan", "Link"),
            links: [openLink],
          },
          {
            field: "site",
            title: text("Lokasi", "Site"),
          },
          {
            field: "district",
            title: text("Distrik", "District"),
            links: [openDistrict],
          },
          {
            field: "role",
            title: text("Jalur", "Role"),
            mappings: panels.wordMappings({ primary: [text("utama", "primary"), "text"], backup: [text("cadangan", "backup"), "text"] }),
          },
          { field: "provider", title: text("Penyedia", "Provider") },
          { field: "cause", title: text("Penyebab", "Cause"), mappings: panels.wordMappings(causes) },
          { field: "Value #A", title: text("Selama", "For"), unit: "dtdhms" },
          { field: "Value #B", title: text("Lokasi di belakangnya", "Sites behind"), decimals: 0, steps: [[null, "text"], [1, colour.degraded], [5, colour.down]] },
          { field: "Value #C", title: text("Penduduk di belakangnya", "People behind"), decimals: 0 },
          {
            field: "Value #D",
            title: text("Terjadwal", "Announced"),
            mappings: panels.wordMappings({ "0": [text("tidak", "no"), "text"], "1": [text("ya", "yes"), colour.neutral] }),
          },
        ],
        sort: { column: text("Penduduk di belakangnya", "People behind"), descending: true },
      }),
    )
    .withPanel(
      panels.rows({
        title: text("Ikut terputus", "Cut off by others"),
        about: text("Lokasi yang terputus karena gangguan di hulu, menurut akarnya.", "Sites that are cut off by something upstream, by root."),
        width: 13,
        height: 8,
        by: ["root", "site"],
        empty: text("Tidak ada yang diketahui ikut terputus.", "Nobody is known to be cut off by others."),
        queries: [
          {
            expr: ofSites(
              `(time() - ${metric("pantau_site_outage_start_timestamp_seconds")}) * ${onSite} group_left (root) (${metric("pantau_site_outage_info", 'attribution="upstream"')} and ${inService})`,
              here,
              "district",
              "name",
            ),
            brings: ["district", "name"],
          },
        ],
        columns: [
          { field: "root", title: text("Akar", "Root") },
          { field: "name", title: text("Lokasi", "Site") },
          { field: "district", title: text("Distrik", "District"), links: [openDistrict] },
          { field: "Value", title: text("Selama", "For"), unit: "dtdhms" },
        ],
        sort: { column: text("Akar", "Root"), descending: false },
      }).gridPos({ x: 0, y: 11, w: 13, h: 8 }),
    )
    .withPanel(
      panels.rows({
        title: text("Perhatikan juga", "Also worth a look"),
        about: text("Tautan yang menurun mutunya, dan jalur cadangan yang sedang dipakai lokasinya.", "Links that are degraded, with the reason, and backups that carry their site now."),
        width: 13,
        height: 8,
        by: ["site", "link", "reason"],
        empty: text("Tidak ada yang diketahui.", "Nothing is known."),
        queries: [
          {
            expr: `${ofLinks(`(${metric("pantau_link_degraded")} == 1 and ${onLink} ${metric("pantau_link_live")} == 1)`, here, "district")} or label_replace(${ofLinks(`(${metric("pantau_link_up")} == 1 and ${onSite} ${metric("pantau_site_on_backup")} == 1 and ${inService})`, `${here},role="backup"`, "district")}, "reason", "backup", "", "")`,
            brings: ["district"],
          },
        ],
        columns: [
          { field: "site", title: text("Lokasi", "Site") },
          { field: "link", title: text("Tautan", "Link"), links: [openLink] },
          { field: "district", title: text("Distrik", "District"), links: [openDistrict] },
          {
            field: "reason",
            title: text("Sebab", "Reason"),
            mappings: panels.wordMappings({
              loss: [text("kehilangan paket", "loss"), colour.degraded],
              rtt: [text("latensi", "round trip"), colour.degraded],
              delay_variation: [text("variasi tunda", "delay variation"), colour.degraded],
              backup: [text("jalur cadangan", "on backup"), colour.neutral],
            }),
          },
        ],
      }).gridPos({ x: 0, y: 19, w: 13, h: 8 }),
    )
    .withPanel(
      panels
        .timeline({
          title: text("Keadaan semua tautan", "State of all links"),
          about: text(
            "Setiap baris satu tautan. Abu-abu: kami tidak dapat melihat, jadi bukan gangguan.",
            "A row a link. Grey: we could not see, which is no outage.",
          ),
          width: 11,
          height: 16,
          empty: text("Belum ada tautan.", "No links yet."),
          queries: [{ expr: ofLinks(metric("pantau_link_state_code"), here), legend: "{{link}}" }],
          links: [
            {
              title: text("Buka tautan", "Open the link"),
              url: panels.to("link", "var-site=${__field.labels.site}", "var-link=${__field.labels.link}"),
            },
          ],
        })
        .perPage(32)
        .interval("1m")
        .gridPos({ x: 13, y: 11, w: 11, h: 16 }),
    );
  return result;
}
