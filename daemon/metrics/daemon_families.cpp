// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/daemon_families.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/metrics/label.hpp"

namespace pantau::metrics {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::vector<ClientMetric::Label>;
using Families = std::vector<MetricFamily>;

constexpr std::array<std::string_view, 2> kFamilyNames{"ipv4", "ipv6"};  // by net::Family

double seconds(net::Nanoseconds time) {
  return static_cast<double>(time.count()) / 1e9;
}

MetricFamily& add_family(Families& families, const char* name, MetricType type, const char* help) {
  return families.emplace_back(MetricFamily{name, help, type, {}});
}

void add(MetricFamily& family, double value, Labels labels = {}) {
  ClientMetric metric;
  metric.label = std::move(labels);
  (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  family.metric.push_back(std::move(metric));
}

void add_gauge(Families& families,
               const char* name,
               const char* help,
               const std::optional<double>& value) {
  if (value) {
    add(add_family(families, name, MetricType::Gauge, help), *value);
  }
}

std::optional<double> number(const std::optional<std::uint64_t>& value) {
  return value ? std::optional(static_cast<double>(*value)) : std::nullopt;
}

/// Counters that differ in one label.
struct CounterSet {
  const char* name;
  const char* help;
  const char* label;
};

template <std::size_t size>
void add_counters(Families& families,
                  const CounterSet& set,
                  const std::array<std::string_view, size>& values,
                  const std::array<std::uint64_t, size>& counts) {
  MetricFamily& family = add_family(families, set.name, MetricType::Counter, set.help);
  for (std::size_t i = 0; i < size; ++i) {
    add(family, static_cast<double>(counts[i]), {{set.label, std::string(values[i])}});
  }
}

void add_lag(Families& families,
             const char* name,
             const char* help,
             const icmp::LagHistogram& lag) {
  constexpr double kMicrosecondsASecond = 1e6;
  ClientMetric metric;
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < lag.counts.size(); ++i) {
    count += lag.counts[i];
    const double bound =
        i < icmp::kLagBounds.size()
            ? static_cast<double>(icmp::kLagBounds[i].count()) / kMicrosecondsASecond
            : std::numeric_limits<double>::infinity();
    metric.histogram.bucket.push_back({count, bound});
  }
  metric.histogram.sample_count = count;
  metric.histogram.sample_sum = lag.sum_seconds;
  add_family(families, name, MetricType::Histogram, help).metric.push_back(std::move(metric));
}

void add_build(Families& families, const BuildInfo& build) {
  add(add_family(families, "pantau_build_info", MetricType::Gauge, "The program that runs."),
      1,
      {{"version", build.version}, {"revision", build.revision}, {"compiler", build.compiler}});
}

void add_process(Families& families, const ProcessNumbers& process) {
  if (process.cpu_seconds) {
    add(add_family(families,
                   "process_cpu_seconds_total",
                   MetricType::Counter,
                   "User and system CPU time spent."),
        *process.cpu_seconds);
  }
  add_gauge(families, "process_open_fds", "Open file descriptors.", number(process.open_fds));
  add_gauge(families, "process_max_fds", "Most file descriptors allowed.", number(process.max_fds));
  add_gauge(families,
            "process_virtual_memory_bytes",
            "Virtual memory.",
            number(process.virtual_memory_bytes));
  add_gauge(families,
            "process_virtual_memory_max_bytes",
            "Most virtual memory allowed; 2^64 when there is no limit.",
            number(process.virtual_memory_max_bytes));
  add_gauge(families,
            "process_resident_memory_bytes",
            "Resident memory.",
            number(process.resident_memory_bytes));
  add_gauge(families, "process_heap_bytes", "Heap in use.", number(process.heap_bytes));
  add_gauge(families,
            "process_start_time_seconds",
            "When the process started, Unix time.",
            process.start_time_seconds);
  add_gauge(families, "process_threads", "Threads.", number(process.threads));
}

void add_reload(Families& families, const links::ReloadNumbers& reload) {
  add_gauge(families,
            "pantau_config_last_reload_successful",
            "1 when the configuration was last read without a mistake.",
            reload.last_successful ? 1 : 0);
  if (reload.last_success != net::WallTime{}) {
    add_gauge(families,
              "pantau_config_last_reload_success_timestamp_seconds",
              "When a configuration was last taken over.",
              seconds(reload.last_success.time_since_epoch()));
  }
}

void add_icmp_counters(Families& families, const icmp::RunnerNumbers& icmp) {
  add_counters(families,
               {"pantau_icmp_send_failures_total",
                "Echoes that this machine could not send, by reason.",
                "reason"},
               icmp::kUnsentReasonNames,
               icmp.send_failures);
  add_counters(
      families,
      {"pantau_icmp_void_total", "Echoes whose fate was hidden from us, by reason.", "reason"},
      icmp::kVoidReasonNames,
      icmp.voided);
  add_counters(families,
               {"pantau_icmp_socket_drops_total",
                "Packets that the kernel dropped because our receive buffer was full.",
                "family"},
               kFamilyNames,
               icmp.socket_drops);
  add_counters(families,
               {"pantau_icmp_unmatched_total",
                "Packets received that belong to no echo of ours, by reason.",
                "reason"},
               icmp::kUnmatchedReasonNames,
               icmp.unmatched);
}

void add_icmp(Families& families, const icmp::RunnerNumbers& icmp) {
  add_icmp_counters(families, icmp);
  MetricFamily& sockets = add_family(families,
                                     "pantau_icmp_socket_info",
                                     MetricType::Gauge,
                                     "What the kernel granted for each address family.");
  for (const icmp::SocketInfo& socket : icmp.sockets) {
    const auto family = static_cast<std::size_t>(socket.family);
    add(sockets,
        1,
        {{"family", std::string(kFamilyNames.at(family))},
         {"kind", socket.kind == icmp::SocketKind::raw ? "raw" : "datagram"},
         {"timestamps", socket.kernel_timestamps ? "kernel" : "user"},
         {"receive_buffer", std::to_string(socket.receive_buffer)}});
  }
  add_lag(
      families, "pantau_scheduler_lag_seconds", "How late echoes were sent.", icmp.scheduler_lag);
  add_lag(families,
          "pantau_event_loop_lag_seconds",
          "How late the probe thread woke up.",
          icmp.event_loop_lag);
  add(add_family(families,
                 "pantau_clock_steps_total",
                 MetricType::Counter,
                 "Steps of the wall clock by more than 100 ms."),
      static_cast<double>(icmp.clock_steps));
}

void add_vantage(Families& families, const links::Snapshot& snapshot) {
  add_gauge(families,
            "pantau_vantage_ok",
            "1 while enough anchors answer: can we see?",
            snapshot.vantage_ok ? 1 : 0);
  MetricFamily& anchors = add_family(families,
                                     "pantau_vantage_anchor_up",
                                     MetricType::Gauge,
                                     "1 while an anchor answers, absent before its first verdict.");
  for (const links::AnchorNumbers& anchor : snapshot.anchors) {
    if (anchor.up) {
      add(anchors, *anchor.up ? 1 : 0, {{"anchor", anchor.anchor}});
    }
  }
}

void add_journal(Families& families, const links::JournalNumbers& journal) {
  add(add_family(families,
                 "pantau_journal_write_errors_total",
                 MetricType::Counter,
                 "Transactions that the journal could not write."),
      static_cast<double>(journal.write_errors));
  if (journal.bytes > 0) {
    add_gauge(families,
              "pantau_journal_bytes",
              "Size of the journal on disk.",
              static_cast<double>(journal.bytes));
  }
  if (journal.oldest) {
    add_gauge(families,
              "pantau_journal_oldest_timestamp_seconds",
              "Oldest time that the journal still knows of.",
              static_cast<double>(journal.oldest->time_since_epoch().count()));
  }
}

void add_http(Families& families, const DaemonNumbers& numbers) {
  MetricFamily& requests = add_family(families,
                                      "pantau_http_requests_total",
                                      MetricType::Counter,
                                      "HTTP requests answered, by route and status.");
  for (const auto& [route, count] : numbers.http_requests) {
    add(requests,
        static_cast<double>(count),
        {{"path", route.first}, {"code", std::to_string(route.second)}});
  }
  if (numbers.exposition_duration) {
    add_gauge(families,
              "pantau_exposition_duration_seconds",
              "How long the page before this one took to render.",
              seconds(*numbers.exposition_duration));
  }
}

void write_histogram(PageWriter& page,
                     const std::string& labels,
                     const ClientMetric::Histogram& histogram) {
  std::vector<double> bounds;
  std::vector<std::uint64_t> counts;
  std::uint64_t before = 0;
  for (const ClientMetric::Bucket& bucket : histogram.bucket) {
    counts.push_back(bucket.cumulative_count - before);
    before = bucket.cumulative_count;
    bounds.push_back(bucket.upper_bound);
  }
  bounds.pop_back();  // +Inf, which bucket_ends adds
  page.histogram(labels, "", {counts, bucket_ends(bounds), histogram.sample_sum});
}

void write_metric(PageWriter& page,
                  MetricType type,
                  const std::string& labels,
                  const ClientMetric& metric) {
  switch (type) {
    case MetricType::Counter:
      page.sample(labels, "", metric.counter.value);
      break;
    case MetricType::Histogram:
      write_histogram(page, labels, metric.histogram);
      break;
    default:
      page.sample(labels, "", metric.gauge.value);
  }
}

Type type_of(MetricType type) {
  switch (type) {
    case MetricType::Counter:
      return Type::counter;
    case MetricType::Histogram:
      return Type::histogram;
    default:
      return Type::gauge;
  }
}

}  // namespace

std::vector<MetricFamily> DaemonFamilies::Collect() const {
  Families families;
  add_build(families, numbers_.build);
  add_process(families, numbers_.process);
  add_reload(families, snapshot_.reload);
  add_vantage(families, snapshot_);
  add_icmp(families, snapshot_.icmp);
  add_journal(families, snapshot_.journal);
  add_http(families, numbers_);
  return families;
}

void write_family(PageWriter& page, const MetricFamily& family) {
  page.family(family.name, type_of(family.type), family.help);
  std::set<std::string> written;
  for (const ClientMetric& metric : family.metric) {
    std::string labels;
    for (const ClientMetric::Label& label : metric.label) {
      append_label(labels, label.name, label.value);
    }
    if (written.insert(labels).second) {
      write_metric(page, family.type, labels, metric);
    }
  }
}

}  // namespace pantau::metrics
