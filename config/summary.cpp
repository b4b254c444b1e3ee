// SPDX-License-Identifier: Apache-2.0
#include "config/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "config/address_text.hpp"
#include "config/quantity.hpp"
#include "config/table_reader.hpp"
#include "config/text_table.hpp"
#include "config/words.hpp"

namespace pantau::config {

namespace {

/// One side of a plan's language; both sides together read like a glossary.
struct Words {
  std::string_view districts, phases, sites, links, probed, planned, devices, anchors;
  std::string_view polled;
  std::string_view link, technology, interval, bytes_per_day, series, total, not_probed, no_link;
  std::string_view note;
  std::string_view phase, name, start, end, no_phase, weights, test;
};

constexpr Words kEnglish{"districts",
                         "phases",
                         "sites",
                         "links",
                         "probed",
                         "planned, without an address",
                         "devices",
                         "anchors",
                         "polled by SNMP",
                         "link",
                         "technology",
                         "interval",
                         "a day",
                         "series",
                         "total",
                         "planned",
                         "(devices without a link)",
                         "bytes a day, both ways, with the headers of IP; SNMP: an estimate of "
                         "polling the devices\nthat are reached over the link, without retries",
                         "phase",
                         "name",
                         "start",
                         "end",
                         "(no phase: infrastructure)",
                         "sites weigh by",
                         "acceptance test"};

constexpr Words kIndonesian{"distrik",
                            "tahap",
                            "lokasi",
                            "tautan",
                            "diukur",
                            "direncanakan, tanpa alamat",
                            "perangkat",
                            "jangkar",
                            "ditanya lewat SNMP",
                            "tautan",
                            "teknologi",
                            "selang",
                            "per hari",
                            "deret",
                            "jumlah",
                            "rencana",
                            "(perangkat tanpa tautan)",
                            "bita per hari, dua arah, dengan kepala IP; SNMP: perkiraan untuk "
                            "menanyai perangkat\nyang dicapai lewat tautan itu, tanpa "
                            "pengulangan",
                            "tahap",
                            "nama",
                            "mulai",
                            "selesai",
                            "(tanpa tahap: prasarana)",
                            "bobot lokasi menurut",
                            "uji terima"};

/// "2.9 MB", as the table of technologies in the manual writes it.
std::string megabytes(std::uint64_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

std::string counts(const Plan& plan, const Words& words, std::size_t probed) {
  const auto polled =
      std::count_if(plan.devices.begin(), plan.devices.end(), [](const Device& device) {
        return !device.credentials.empty();
      });
  return fmt::format("{} {}, {} {}, {} {}, {} {} ({} {}, {} {}), {} {} ({} {}), {} {}\n",
                     plan.districts.size(),
                     words.districts,
                     plan.phases.size(),
                     words.phases,
                     plan.sites.size(),
                     words.sites,
                     plan.links.size(),
                     words.links,
                     probed,
                     words.probed,
                     plan.links.size() - probed,
                     words.planned,
                     plan.devices.size(),
                     words.devices,
                     polled,
                     words.polled,
                     plan.vantage.anchors.size(),
                     words.anchors);
}

std::string date_or_dash(const std::optional<Date>& date) {
  return date ? format_date(*date) : "-";
}

/// Who is in which phase, at a glance: a site that forgot its phase is counted at the end.
std::string phases(const Plan& plan, const Words& words) {
  std::map<std::string_view, std::size_t> sites;
  for (const auto& site : plan.sites) {
    ++sites[site.phase];
  }
  TextTable table({std::string{words.phase},
                   std::string{words.name},
                   std::string{words.start},
                   std::string{words.end},
                   std::string{words.sites}},
                  {4});
  for (const auto& phase : plan.phases) {
    table.add({phase.id,
               phase.name,
               date_or_dash(phase.start),
               date_or_dash(phase.end),
               fmt::to_string(sites[phase.id])});
  }
  if (sites[{}] > 0) {
    table.add({std::string{words.no_phase}, "", "", "", fmt::to_string(sites[{}])});
  }
  return fmt::format("\n{}{} {}, {} {}\n",
                     table.text(),
                     words.weights,
                     word_of(kWeightWords, plan.rollout.weights),
                     words.test,
                     format_duration(plan.acceptance.duration));
}

/// What one row of the table, and the last of them, says in numbers.
struct Row {
  std::uint64_t icmp_bytes = 0;
  std::uint64_t snmp_bytes = 0;
  std::size_t series = 0;

  Row& operator+=(const Row& other) {
    icmp_bytes += other.icmp_bytes;
    snmp_bytes += other.snmp_bytes;
    series += other.series;
    return *this;
  }
};

class CostTable {
 public:
  explicit CostTable(const Words& words)
      : table_({std::string{words.link},
                std::string{words.technology},
                std::string{words.interval},
                "ICMP",
                "SNMP",
                std::string{words.bytes_per_day},
                std::string{words.series}},
               {2, 3, 4, 5, 6}) {}

  void add(std::vector<std::string> names, const Row& row) {
    const auto shown = [](std::uint64_t bytes) { return bytes == 0 ? "-" : megabytes(bytes); };
    names.push_back(shown(row.icmp_bytes));
    names.push_back(shown(row.snmp_bytes));
    names.push_back(shown(row.icmp_bytes + row.snmp_bytes));
    names.push_back(row.series == 0 ? "-" : fmt::to_string(row.series));
    table_.add(std::move(names));
  }

  [[nodiscard]] std::string text() const { return table_.text(); }

 private:
  TextTable table_;
};

/// By link; under "" what no link carries.
std::map<std::string, std::uint64_t> snmp_bytes(const Plan& plan, const Costs& costs) {
  std::map<std::string, std::uint64_t> by_link;
  for (const Device& device : plan.devices) {
    const bool known = plan.find_link(device.via) != nullptr;
    by_link[known ? device.via : std::string{}] += costs.snmp_bytes_of(device);
  }
  return by_link;
}

}  // namespace

std::uint64_t probing_bytes_per_day(const Link& link) {
  if (link.address.empty()) {
    return 0;
  }
  constexpr double kNanosecondsPerDay = 86'400e9;
  const std::uint64_t ip_header = is_ipv6_literal(link.address) ? 40 : 20;
  constexpr std::uint64_t kIcmpHeader = 8;
  const auto packet = link.profile.payload_size + kIcmpHeader + ip_header;
  const auto echoes = kNanosecondsPerDay / static_cast<double>(link.profile.interval.count());
  return static_cast<std::uint64_t>(std::llround(echoes * static_cast<double>(packet * 2)));
}

std::string summary(const Plan& plan, const Costs& costs) {
  const auto& words = plan.daemon.language == Language::en ? kEnglish : kIndonesian;
  auto by_link = snmp_bytes(plan, costs);
  CostTable table(words);
  Row total;
  std::size_t probed = 0;
  for (const auto& link : plan.links) {
    const bool planned = link.address.empty();
    probed += planned ? 0 : 1;
    const Row row{probing_bytes_per_day(link), by_link[link.id], costs.series_of(link)};
    total += row;
    table.add({link.id,
               link.technology,
               planned ? std::string{words.not_probed} : format_duration(link.profile.interval)},
              row);
  }
  if (const auto bytes = by_link[{}]; bytes > 0) {
    const Row row{.snmp_bytes = bytes};
    total += row;
    table.add({std::string{words.no_link}, "", ""}, row);
  }
  auto result = counts(plan, words, probed);
  if (!plan.phases.empty()) {
    result += phases(plan, words);
  }
  if (!plan.links.empty() || total.snmp_bytes > 0) {
    table.add({std::string{words.total}, "", ""}, total);
    result += fmt::format("\n{}\n{}\n", table.text(), words.note);
  }
  return result;
}

}  // namespace pantau::config
