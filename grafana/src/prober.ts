// SPDX-License-Identifier: Apache-2.0
// pantau itself: can it see, is it in time, does it write? Its failures are never a link's.

import type { DashboardBuilder } from "@grafana/grafana-foundation-sdk/dashboard";

import { board } from "./board";
import { Text, text } from "./language";
import { Panels, State, colour, stateWord } from "./panels";
import { metric } from "./promql";

export function prober(panels: Panels): DashboardBuilder {
  const result = board(
    panels,
    "prober",
    text("pantau sendiri", "pantau itself"),
    text("Kesehatan pemantau: pandangan, ketepatan waktu, paket yang dibuang, jurnal, konfigurasi; dan seluruh armada menurut teknologi dan keadaan.", "Health of the watcher: sight, timeliness, drops, journal, configuration; and the whole fleet by technology and state."),
    ["technology"],
    { from: "now-6h" },
  );
  const yesNo = (yes: ReturnType<typeof text>, no: ReturnType<typeof text>) => panels.wordMappings({ "1": [yes, colour.up], "0": [no, colour.down] });
  const small = (title: ReturnType<typeof text>, about: ReturnType<typeof text>, expr: string, options: { unit?: string; decimals?: number; steps?: [number | null, string][]; legend?: string; named?: boolean } = {}) =>
    panels.stat({ title, about, width: 4, height: 4, empty: text("tidak menjawab", "no answer"), queries: [{ expr, legend: options.legend ?? "{{instance}}", instant: true }], ...options });

  result
    .withPanel(small(text("Menjawab", "Answers"), text("Prometheus dapat membaca pantau.", "Prometheus can scrape pantau."), metric("up"), { steps: [[null, colour.down], [1, colour.up]] }).mappings(yesNo(text("ya", "yes"), text("tidak", "no"))))
    .withPanel(small(text("Melihat", "Sees"), text("Jangkar menjawab: jalur ke atas bekerja.", "Anchors answer: the uplink works."), metric("pantau_vantage_ok"), { steps: [[null, colour.down], [1, colour.up]] }).mappings(yesNo(text("ya", "yes"), text("buta", "blind"))))
    .withPanel(small(text("Konfigurasi", "Configuration"), text("Pemuatan ulang terakhir berhasil.", "The last reload was accepted."), metric("pantau_config_last_reload_successful"), { steps: [[null, colour.down], [1, colour.up]] }).mappings(yesNo(text("baik", "good"), text("salah", "has mistakes"))))
    .withPanel(small(text("Galat jurnal, 1 jam", "Journal errors, 1 h"), text("Penulisan buku catatan yang gagal.", "Writes of the book of record that failed."), `round(increase(${metric("pantau_journal_write_errors_total")}[1h]))`, { decimals: 0, steps: [[null, colour.up], [1, colour.down]] }))
    .withPanel(small(text("Buku tertinggal", "Book behind"), text("Seberapa jauh buku di belakang sekarang; beberapa menit itu biasa.", "How far the book settles behind the present; a few minutes are normal."), `time() - max by (instance) (${metric("pantau_link_settled_timestamp_seconds")})`, { unit: "dtdhms", steps: [[null, colour.up], [900, colour.degraded], [1800, colour.down]] }))
    .withPanel(small(text("Versi dan lama berjalan", "Version and uptime"), text("Versi program, dan sejak kapan proses ini berjalan.", "The program's version, and how long this process has been running."), `(time() - ${metric("process_start_time_seconds")}) * on (job, instance) group_left (version) ${metric("pantau_build_info")}`, { legend: "{{version}}", named: true, unit: "dtdhms" }))
    .withPanel(
      panels.lines({
        title: text("Keterlambatan kirim", "Scheduler lag"),
        about: text("Seberapa terlambat gema dikirim. Tidak pernah dihitung sebagai kehilangan tautan.", "How late echoes are sent. Never counted as a link's loss."),
        width: 12,
        height: 8,
        unit: "s",
        min: 0,
        empty: text("Belum ada data.", "No data yet."),
        queries: [
          { expr: `histogram_quantile(0.99, sum by (instance, le) (rate(${metric("pantau_scheduler_lag_seconds_bucket")}[$__rate_interval])))`, legend: "{{instance}} p99" },
          { expr: `histogram_quantile(0.5, sum by (instance, le) (rate(${metric("pantau_scheduler_lag_seconds_bucket")}[$__rate_interval])))`, legend: "{{instance}} p50" },
        ],
        steps: [[null, colour.neutral], [0.2, colour.down]],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Gema per detik", "Echoes a second"),
        about: text("Diputuskan, tidak terkirim oleh kami, dan yang nasibnya tersembunyi dari kami.", "Decided, not sent by us, and those whose fate was hidden from us."),
        width: 12,
        height: 8,
        unit: "suffix:/s",
        min: 0,
        empty: text("Belum ada data.", "No data yet."),
        queries: [
          { expr: `sum by (instance) (rate(${metric("pantau_icmp_probes_total")}[$__rate_interval]))`, legend: panels.say(text("{{instance}} diputuskan", "{{instance}} decided")) },
          { expr: `sum by (instance) (rate(${metric("pantau_icmp_probes_unsent_total")}[$__rate_interval]))`, legend: panels.say(text("{{instance}} tidak terkirim", "{{instance}} unsent")) },
          { expr: `sum by (instance) (rate(${metric("pantau_icmp_probes_void_total")}[$__rate_interval]))`, legend: panels.say(text("{{instance}} tersembunyi", "{{instance}} void")) },
        ],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Gagal kirim dan paket dibuang", "Send failures and drops"),
        about: text("Kesalahan mesin ini per menit: tanpa rute, penyangga penuh, disaring; dan soket yang penuh.", "Failures of this machine a minute: no route, no buffer, filtered; and a full socket."),
        width: 12,
        height: 8,
        unit: panels.say(text("suffix:/menit", "suffix:/min")),
        min: 0,
        empty: text("Belum ada data.", "No data yet."),
        queries: [
          { expr: `sum by (instance, reason) (rate(${metric("pantau_icmp_send_failures_total")}[$__rate_interval])) * 60`, legend: "{{instance}} {{reason}}" },
          { expr: `sum by (instance, family) (rate(${metric("pantau_icmp_socket_drops_total")}[$__rate_interval])) * 60`, legend: panels.say(text("{{instance}} dibuang {{family}}", "{{instance}} dropped {{family}}")) },
        ],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Paket asing", "Unmatched packets"),
        about: text("Per menit jawaban yang bukan milik kami; tidak mengubah tautan mana pun.", "Replies a minute that are not ours; they change no link."),
        width: 12,
        height: 8,
        unit: panels.say(text("suffix:/menit", "suffix:/min")),
        min: 0,
        empty: text("Belum ada data.", "No data yet."),
        queries: [{ expr: `sum by (instance, reason) (rate(${metric("pantau_icmp_unmatched_total")}[$__rate_interval])) * 60`, legend: "{{instance}} {{reason}}" }],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Prosesor", "Processor"),
        about: text("Bagian satu inti yang dipakai pantau.", "The share of one core that pantau uses."),
        width: 8,
        height: 7,
        unit: "percentunit",
        min: 0,
        empty: text("Belum ada data.", "No data yet."),
        queries: [{ expr: `rate(${metric("process_cpu_seconds_total")}[$__rate_interval])`, legend: "{{instance}}" }],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Memori", "Memory"),
        about: text("Memori yang menetap.", "Resident memory."),
        width: 8,
        height: 7,
        unit: "bytes",
        min: 0,
        empty: text("Belum ada data.", "No data yet."),
        queries: [{ expr: metric("process_resident_memory_bytes"), legend: "{{instance}}" }],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Jurnal", "Journal"),
        about: text("Besar buku catatan di disk.", "Size of the book of record on disk."),
        width: 8,
        height: 7,
        unit: "bytes",
        min: 0,
        empty: text("Belum ada data.", "No data yet."),
        queries: [{ expr: metric("pantau_journal_bytes"), legend: "{{instance}}" }],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Lama menyusun halaman", "Time to render a page"),
        about: text("Berapa lama halaman metrik disusun.", "How long the page of metrics takes to write."),
        width: 8,
        height: 7,
        unit: "s",
        min: 0,
        empty: text("Belum ada data.", "No data yet."),
        queries: [{ expr: metric("pantau_exposition_duration_seconds"), legend: "{{instance}}" }],
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Permintaan HTTP", "HTTP requests"),
        about: text("Menurut jalur dan kode.", "By path and code."),
        width: 8,
        height: 7,
        unit: "reqps",
        min: 0,
        empty: text("Belum ada data.", "No data yet."),
        queries: [{ expr: `sum by (path, code) (rate(${metric("pantau_http_requests_total")}[$__rate_interval]))`, legend: "{{path}} {{code}}" }],
      }),
    )
    .withPanel(
      panels
        .timeline({
          title: text("Jangkar", "Anchors"),
          about: text("Jangkar yang menjawab; kalau kurang dari kuorum, kami buta.", "Anchors that answer; with fewer than the quorum we are blind."),
          width: 8,
          height: 7,
          empty: text("Tidak ada jangkar: pandangan dianggap selalu ada.", "No anchors: sight is taken for granted."),
          queries: [{ expr: metric("pantau_vantage_anchor_up"), legend: "{{anchor}}" }],
        })
        .mappings(yesNo(text("menjawab", "answers"), text("diam", "silent"))),
    )
    .withPanel(
      panels.rows({
        title: text("Soket", "Sockets"),
        about: text("Jenis soket, cap waktu kernel, dan penyangga yang diberikan.", "Kind of socket, kernel time stamps, and the buffer that was granted."),
        width: 24,
        height: 5,
        by: ["family"],
        empty: text("Belum ada data.", "No data yet."),
        queries: [{ expr: metric("pantau_icmp_socket_info"), brings: ["kind", "timestamps", "receive_buffer"] }],
        columns: [
          { field: "instance", title: text("Gateway", "Gateway") },
          { field: "family", title: text("Keluarga", "Family") },
          { field: "kind", title: text("Jenis", "Kind") },
          { field: "timestamps", title: text("Cap waktu", "Time stamps") },
          { field: "receive_buffer", title: text("Penyangga (bita)", "Buffer (bytes)") },
        ],
      }),
    );

  const named: Record<string, [Text, string]> = {};
  for (const state of Object.keys(stateWord) as State[]) named[state] = [stateWord[state], colour[state]];
  const chosen = 'technology=~"$technology"';
  const fleet = (title: Text, about: Text, recorded: string) =>
    panels.lines({
      title,
      about,
      width: 12,
      height: 8,
      min: 0,
      decimals: 0,
      empty: text("Belum ada data tercatat.", "Nothing recorded yet."),
      queries: [{ expr: `sum by (state) (${metric(recorded)})`, legend: "{{state}}" }],
      stacked: true,
      named,
    });
  result
    .withPanel(
      panels.lines({
        title: text("Latensi menurut teknologi", "Round trip by technology"),
        about: text("Median dan p95 dari 5 menit, semua tautan teknologi itu digabung. Satu teknologi saja yang naik: lihat penyedianya.", "Median and p95 of 5 minutes over all links of a technology. Only one of them rises: look at its provider."),
        width: 12,
        height: 8,
        unit: "s",
        min: 0,
        empty: text("Belum ada data tercatat.", "Nothing recorded yet."),
        queries: [
          { expr: `max by (technology) (${metric("technology:pantau_icmp_rtt_seconds:p50_5m", chosen)})`, legend: "{{technology}} median" },
          { expr: `max by (technology) (${metric("technology:pantau_icmp_rtt_seconds:p95_5m", chosen)})`, legend: "{{technology}} p95" },
        ],
        many: true,
      }),
    )
    .withPanel(
      panels.lines({
        title: text("Kehilangan paket menurut teknologi", "Loss by technology"),
        about: text("Gema yang hilang dari semua gema 15 menit terakhir.", "Echoes lost of all echoes of the last 15 minutes."),
        width: 12,
        height: 8,
        unit: "percentunit",
        min: 0,
        empty: text("Belum ada data tercatat.", "Nothing recorded yet."),
        queries: [{ expr: `max by (technology) (${metric("technology:pantau_icmp_loss:ratio_15m", chosen)})`, legend: "{{technology}}" }],
        many: true,
      }),
    )
    .withPanel(fleet(text("Tautan menurut keadaan", "Links by state"), text("Semua tautan semua gateway.", "All links of all gateways."), "state:pantau_link_state:sum"))
    .withPanel(fleet(text("Lokasi menurut keadaan", "Sites by state"), text("Semua lokasi semua gateway.", "All sites of all gateways."), "state:pantau_site_state:sum"));
  return result;
}
