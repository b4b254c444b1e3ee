// SPDX-License-Identifier: Apache-2.0
// One link: round trips, loss, delay variation, state, traffic, radio, power, with restarts and work marked.

import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";

import { annotation, board } from "./board";
import { Text, text } from "./language";
import { Panels, colour } from "./panels";
import { amongLinkSites, metric, worstLinks } from "./promql";
import { causes } from "./words";

const one = 'site=~"$site",link=~"$link"';
/** Of the sites of all chosen links. */
const there = (expression: string): string => amongLinkSites(expression, one);
/** A chart stays readable however many links are chosen: of these the worst, and of the first two more than one line. */
const few = (expression: string): string => worstLinks(expression, one, 8);
const two = (expression: string): string => worstLinks(expression, one, 2);
const metered = (expression: string): string => worstLinks(expression, one, 8, "pantau_interface_receive_bytes_total");

export function link(panels: Panels): DashboardBuilder {
  const result = board(
    panels,
    "link",
    text("Tautan", "Link"),
    text(
      "Satu tautan: latensi, kehilangan paket, variasi tunda, keadaan, lalu lintas, radio dan catu daya. Kalau banyak yang dipilih: delapan yang keadaannya paling buruk dalam rentang waktu ini, dan angka di atas yang terburuk.",
      "One link: round trips, loss, delay variation, state, traffic, radio and power. Of many chosen ones the eight that stood worst in this range of time, and above the worst figure.",
    ),
    ["district", "site", "link"],
  );
  result
    .annotation(annotation(panels, text("mulai ulang", "restart"), there(`changes(${metric("pantau_device_restarts_total")}[$__rate_interval]) > 0`), "{{device}}", colour.degraded))
    .annotation(annotation(panels, text("gangguan mulai", "outage begins"), `increase(${metric("pantau_link_outages_opened_total", one)}[$__rate_interval]) > 0`, "{{link}}", colour.down))
    .annotation(annotation(panels, text("pemeliharaan", "announced work"), `max_over_time(${metric("pantau_link_maintenance", one)}[$__rate_interval]) == 1`, "{{link}}", colour.neutral));

  const threshold = (measure: string, level: string) =>
    metric(measure === "loss" ? "pantau_link_threshold_ratio" : "pantau_link_threshold_seconds", one, `measure="${measure}"`, `level="${level}"`);
  const warn = text("waspada", "warn");
  const bad = text("buruk", "bad");
  const marks: Record<string, [Text, string]> = {
    [panels.say(warn)]: [warn, colour.degraded],
    [panels.say(bad)]: [bad, colour.down],
  };
  const markNames = Object.keys(marks);

  result
    .withPanel(
      panels
        .stat({
          title: text("Keadaan", "State"),
          about: text("Keadaan sekarang.", "The present state."),
          width: 4,
          height: 4,
          empty: text("tidak ada tautan ini", "no such link"),
          queries: [{ expr: `topk(1, ${metric("pantau_link_state_code", one)})`, legend: "{{link}}", instant: true }],
          named: true,
          steps: [[null, colour.unknown], [1, colour.up], [2, colour.degraded], [3, colour.unreachable], [4, colour.down]],
        })
        .mappings(panels.stateMappings()),
    )
    .withPanel(
      panels.stat({
        title: text("Latensi median", "Median round trip"),
        about: text("Menit lengkap terakhir.", "The last complete minute."),
        width: 4,
        height: 4,
        unit: "s",
        empty: text("tidak ada jawaban", "no answers"),
        queries: [{ expr: `topk(1, ${metric("pantau_link_rtt_median_seconds", one)})`, legend: "{{link}}", instant: true }],
        named: true,
      }),
    )
    .withPanel(
      panels.stat({
        title: text("Kehilangan paket", "Loss"),
        about: text("Menit lengkap terakhir.", "The last complete minute."),
        width: 4,
        height: 4,
        unit: "percentunit",
        decimals: 1,
        empty: text("belum ada menit", "no minute yet"),
        queries: [{ expr: `topk(1, ${metric("pantau_link_loss_ratio", one)})`, legend: "{{link}}", instant: true }],
        named: true,
        steps: [[null, colour.up], [0.03, colour.degraded], [0.1, colour.down]],
      }),
    )
    .withPanel(
      panels.stat({
        title: text("Terakhir menjawab", "Last answer"),
        about: text("Jawaban terakhir, juga dari sebelum pantau dinyalakan ulang.", "The last answer, kept over restarts of pantau."),
        width: 4,
        height: 4,
        unit: "dateTimeFromNow",
        empty: text("belum pernah", "never yet"),
        queries: [{ expr: `bottomk(1, ${metric("pantau_link_last_reply_timestamp_seconds", one)}) * 1000`, legend: "{{link}}", instant: true }],
        named: true,
      }),
    )
    .withPanel(
      panels.stat({
        title: text("Gangguan terbuka sejak", "Open outage for"),
        about: text("Lama gangguan yang masih terbuka, juga selama kami tidak melihat.", "How long the open outage has lasted, also while we are blind."),
        width: 4,
        height: 4,
        unit: "dtdhms",
        empty: text("tidak ada", "none"),
        queries: [{ expr: `time() - bottomk(1, ${metric("pantau_link_outage_start_timestamp_seconds", one)})`, legend: "{{link}}", instant: true }],
        named: true,
        steps: [[null, colour.down]],
      }),
    )
    .withPanel(
      panels.stat({
        title: text("Kuota terpakai", "Quota used"),
        about: text("Bulan ini, dari antarmuka yang dipetakan.", "This month, by the mapped interface."),
        width: 4,
        height: 4,
        unit: "percentunit",
        decimals: 0,
        empty: text("tanpa kuota", "no quota"),
        queries: [{ expr: `topk(1, ${metric("pantau_link_quota_used_bytes", one)} / ${metric("pantau_link_quota_bytes", one)})`, legend: "{{link}}", instant: true }],
        named: true,
        steps: [[null, colour.up], [0.8, colour.degraded], [1, colour.down]],
      }),
    )
    .withPanel(
      panels
        .timeline({
          title: text("Keadaan", "State"),
          about: text("Abu-abu: kami tidak dapat melihat.", "Grey: we could not see."),
          width: 24,
          height: 6,
          empty: text("Belum ada data.", "No data yet."),
          queries: [{ expr: few(metric("pantau_link_state_code", one)), legend: "{{link}}" }],
        })
        .interval("1m"),
    )
    .withPanel(
      panels.heat({
        title: text("Sebaran latensi", "Round trips"),
        about: text("Berapa gema terjawab dalam setiap rentang waktu. Dua pita: dua jalur.", "How many echoes were answered in each range of time. Two bands: two paths."),
        width: 12,
        height: 9,
        empty: text("Belum ada jawaban.", "No answers yet."),
        queries: [{ expr: `sum by (le) (increase(${metric("pantau_icmp_rtt_seconds_bucket", one)}[$__rate_interval]))` }],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Latensi: median, p95, minimum, maksimum", "Round trip: median, p95, least, most"),
        about: text("Per menit lengkap. Garis putus: batas dari konfigurasi.", "By complete minutes. Dashed: the thresholds of the configuration."),
        width: 12,
        height: 9,
        unit: "s",
        min: 0,
        empty: text("Belum ada jawaban.", "No answers yet."),
        queries: [
          { expr: few(metric("pantau_link_rtt_median_seconds", one)), legend: "{{link}} median" },
          { expr: two(metric("pantau_link_rtt_p95_seconds", one)), legend: "{{link}} p95" },
          { expr: two(metric("pantau_link_rtt_min_seconds", one)), legend: "{{link}} min" },
          { expr: two(metric("pantau_link_rtt_max_seconds", one)), legend: "{{link}} max" },
          { expr: `max(${threshold("rtt", "warn")})`, legend: markNames[0] },
          { expr: `max(${threshold("rtt", "bad")})`, legend: markNames[1] },
        ],
        named: marks,
        dashed: markNames,
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Kehilangan paket dan yang terlambat", "Loss and late answers"),
        about: text("Terlambat: dijawab setelah batas waktu; tautannya lambat, bukan putus.", "Late: answered after the timeout; slow, not gone."),
        width: 8,
        height: 8,
        unit: "percentunit",
        min: 0,
        empty: text("Belum ada data.", "No data yet."),
        queries: [
          { expr: few(metric("pantau_link_loss_ratio", one)), legend: "{{link}}" },
          {
            expr: two(`rate(${metric("pantau_icmp_replies_late_total", one)}[$__rate_interval]) / (rate(${metric("pantau_icmp_probes_total", one)}[$__rate_interval]) > 0)`),
            legend: panels.say(text("{{link}} terlambat", "{{link}} late")),
          },
          { expr: `max(${threshold("loss", "warn")})`, legend: markNames[0] },
          { expr: `max(${threshold("loss", "bad")})`, legend: markNames[1] },
        ],
        named: marks,
        dashed: markNames,
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Panjang kehilangan berturut-turut", "Length of loss runs"),
        about: text("Rentetan gema hilang per jam menurut panjangnya: satu-satu itu derau, panjang itu putus.", "Runs of lost echoes an hour by length: single ones are noise, long ones are cuts."),
        width: 8,
        height: 8,
        min: 0,
        empty: text("Belum ada yang hilang.", "Nothing was lost yet."),
        queries: [
          { expr: `sum(rate(${metric("pantau_icmp_loss_run_probes_bucket", one, 'le="1.0"')}[$__rate_interval])) * 3600`, legend: "1" },
          {
            expr: `(sum(rate(${metric("pantau_icmp_loss_run_probes_bucket", one, 'le="5.0"')}[$__rate_interval])) - sum(rate(${metric("pantau_icmp_loss_run_probes_bucket", one, 'le="1.0"')}[$__rate_interval]))) * 3600`,
            legend: "2-5",
          },
          {
            expr: `(sum(rate(${metric("pantau_icmp_loss_run_probes_count", one)}[$__rate_interval])) - sum(rate(${metric("pantau_icmp_loss_run_probes_bucket", one, 'le="5.0"')}[$__rate_interval]))) * 3600`,
            legend: "> 5",
          },
        ],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Variasi tunda", "Delay variation"),
        about: text("p95 dikurangi minimum per menit (RFC 5481), dan jitter RFC 3550.", "p95 less the least of the minute (RFC 5481), and the jitter of RFC 3550."),
        width: 8,
        height: 8,
        unit: "s",
        min: 0,
        empty: text("Belum ada jawaban.", "No answers yet."),
        queries: [
          { expr: few(metric("pantau_link_delay_variation_seconds", one)), legend: "{{link}} PDV" },
          { expr: two(metric("pantau_link_jitter_seconds", one)), legend: "{{link}} jitter" },
          { expr: `max(${threshold("delay_variation", "warn")})`, legend: markNames[0] },
          { expr: `max(${threshold("delay_variation", "bad")})`, legend: markNames[1] },
        ],
        named: marks,
        dashed: markNames,
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Lalu lintas (SNMP)", "Traffic (SNMP)"),
        about: text("Seperti dilihat lokasi: terima berarti menuju lokasi. Garis putus: kapasitas menurut kontrak.", "As the site sees it: receive is towards the site. Dashed: the contracted capacity."),
        width: 12,
        height: 8,
        unit: "bps",
        empty: text("Tidak ada antarmuka yang dipetakan ke tautan ini.", "No interface is mapped to this link."),
        queries: [
          { expr: metered(`rate(${metric("pantau_interface_receive_bytes_total", one)}[$__rate_interval]) * 8`), legend: panels.say(text("{{link}} terima", "{{link}} receive")) },
          { expr: metered(`-rate(${metric("pantau_interface_transmit_bytes_total", one)}[$__rate_interval]) * 8`), legend: panels.say(text("{{link}} kirim", "{{link}} transmit")) },
          { expr: `max(${metric("pantau_link_capacity_bytes_per_second", one, 'direction="receive"')}) * 8`, legend: panels.say(text("kapasitas terima", "capacity down")) },
          { expr: `-max(${metric("pantau_link_capacity_bytes_per_second", one, 'direction="transmit"')}) * 8`, legend: panels.say(text("kapasitas kirim", "capacity up")) },
        ],
        dashed: [panels.say(text("kapasitas terima", "capacity down")), panels.say(text("kapasitas kirim", "capacity up"))],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Galat dan paket dibuang", "Errors and discards"),
        about: text("Paket per menit pada antarmuka tautan ini.", "Packets a minute on this link's interface."),
        width: 12,
        height: 8,
        unit: panels.say(text("suffix:/menit", "suffix:/min")),
        min: 0,
        empty: text("Tidak ada antarmuka yang dipetakan ke tautan ini.", "No interface is mapped to this link."),
        queries: [
          { expr: metered(`(rate(${metric("pantau_interface_receive_errors_total", one)}[$__rate_interval]) + rate(${metric("pantau_interface_transmit_errors_total", one)}[$__rate_interval])) * 60`), legend: panels.say(text("{{link}} galat", "{{link}} errors")) },
          { expr: metered(`(rate(${metric("pantau_interface_receive_discards_total", one)}[$__rate_interval]) + rate(${metric("pantau_interface_transmit_discards_total", one)}[$__rate_interval])) * 60`), legend: panels.say(text("{{link}} dibuang", "{{link}} discards")) },
        ],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Radio", "Radio"),
        about: text("Sinyal dan derau; jaraknya (SNR) menentukan kecepatan.", "Signal and noise; the distance between them (SNR) decides the rate."),
        width: 8,
        height: 8,
        unit: "suffix:dBm",
        empty: text("Tidak ada radio di lokasi ini.", "No radio at this site."),
        queries: [
          { expr: there(metric("pantau_radio_signal_dbm")), legend: panels.say(text("{{device}} sinyal {{radio}}", "{{device}} signal {{radio}}")) },
          { expr: there(metric("pantau_radio_noise_dbm")), legend: panels.say(text("{{device}} derau {{radio}}", "{{device}} noise {{radio}}")) },
        ],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Catu daya", "Power"),
        about: text("Tegangan baterai lokasi ini; pembacaan terakhir sebelum putus adalah bukti.", "Battery voltage at the site; the last reading before silence is evidence."),
        width: 8,
        height: 8,
        unit: "volt",
        empty: text("Tidak ada pembacaan baterai.", "No battery readings."),
        queries: [{ expr: there(metric("pantau_power_battery_volts")), legend: "{{device}}" }],
      }),
    )
    .withPanel(
      panels.rows({
        title: text("Gangguan per bulan menurut penyebab", "Outages by month and cause"),
        about: text("Seperti tertulis di buku sekarang, koreksi termasuk.", "As the book says now, corrections included."),
        width: 8,
        height: 8,
        by: ["month", "cause"],
        empty: text("Belum ada gangguan.", "No outages."),
        queries: [
          { expr: `sum by (job, instance, month, cause) (${metric("pantau_link_month_outages", one)})` },
          { expr: `sum by (job, instance, month, cause) (${metric("pantau_link_month_outage_seconds", one)})` },
        ],
        columns: [
          { field: "month", title: text("Bulan", "Month") },
          { field: "cause", title: text("Penyebab", "Cause"), mappings: panels.wordMappings(causes) },
          { field: "Value #A", title: text("Jumlah", "Outages"), decimals: 0 },
          { field: "Value #B", title: text("Lama", "Time"), unit: "dtdhms" },
        ],
        sort: { column: text("Bulan", "Month"), descending: true },
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Tegangan masuk", "Input voltage"),
        about: text("Listrik yang masuk ke UPS atau pengatur. Nol: padam; naik turun: PLN atau genset tidak stabil.", "What feeds the UPS or the controller. Zero: no mains; unsteady: a poor grid or generator."),
        width: 8,
        height: 8,
        unit: "volt",
        min: 0,
        empty: text("Tidak ada pembacaan tegangan masuk.", "No readings of an input."),
        queries: [{ expr: there(metric("pantau_power_input_volts")), legend: "{{device}} {{line}}" }],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Sisa waktu baterai", "Battery time left"),
        about: text("Perkiraan alat itu sendiri dengan beban sekarang.", "The device's own estimate at the present load."),
        width: 8,
        height: 8,
        unit: "dtdhms",
        min: 0,
        empty: text("Alat di lokasi ini tidak memperkirakannya.", "No device of this site estimates it."),
        queries: [{ expr: there(metric("pantau_power_battery_remaining_seconds")), legend: "{{device}}" }],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Suhu", "Temperature"),
        about: text("Sensor perangkat di lokasi ini. Panas sebelum mulai ulang: ventilasi atau kipas.", "The sensors of the site's devices. Hot before a restart: ventilation or a fan."),
        width: 8,
        height: 8,
        unit: "celsius",
        empty: text("Tidak ada sensor suhu.", "No sensor of temperature."),
        queries: [{ expr: there(metric("pantau_sensor_celsius")), legend: "{{device}} {{sensor}}" }],
      }),
    );
  return result;
}
