// SPDX-License-Identifier: Apache-2.0
#include "config/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "config/address_text.hpp"
#include "config/quantity.hpp"
#include "config/text_table.hpp"

namespace pantau::config {

namespace {

/// One side of a plan's language; both sides together read like a glossary.
struct Words {
  std::string_view districts, phases, sites, links, probed, planned, devices, anchors;
  std::string_view link, technology, interval, bytes_per_day, series, total, not_probed, note;
};

constexpr Words kEnglish{"districts",
                         "phases",
                         "sites",
                         "links",
                         "probed",
                         "planned, without an address",
                         "devices",
                         "anchors",
                         "link",
                         "technology",
                         "interval",
                         "a day",
                         "series",
                         "total",
                         "planned",
                         "a day: bytes of probing both ways, with IP and ICMP headers"};

constexpr Words kIndonesian{"distrik",
                            "tahap",
                            "lokasi",
                            "tautan",
                            "diukur",
                            "direncanakan, tanpa alamat",
                            "perangkat",
                            "jangkar",
                            "tautan",
                            "teknologi",
                            "selang",
                            "per hari",
                            "deret",
                            "jumlah",
                            "rencana",
                            "per hari: bita pengukuran dua arah, dengan kepala IP dan ICMP"};

/// "2.9 MB", as the table of technologies in the manual writes it.
std::string megabytes(std::uint64_t bytes) {
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

std::string counts(const Plan& plan, const Words& words, std::size_t probed) {
  return fmt::format("{} {}, {} {}, {} {}, {} {} ({} {}, {} {}), {} {}, {} {}\n",
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
                     plan.vantage.anchors.size(),
                     words.anchors);
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

std::string summary(const Plan& plan, const std::function<std::size_t(const Link&)>& series_of) {
  const auto& words = plan.daemon.language == Language::en ? kEnglish : kIndonesian;
  const auto text = [](std::string_view word) { return std::string{word}; };
  TextTable table({text(words.link),
                   text(words.technology),
                   text(words.interval),
                   text(words.bytes_per_day),
                   text(words.series)},
                  {2, 3, 4});
  std::uint64_t total = 0;
  std::size_t probed = 0;
  std::size_t all_series = 0;
  for (const auto& link : plan.links) {
    const std::size_t series = series_of(link);
    all_series += series;
    if (link.address.empty()) {
      table.add({link.id, link.technology, text(words.not_probed), "-", fmt::to_string(series)});
      continue;
    }
    const auto bytes = probing_bytes_per_day(link);
    total += bytes;
    ++probed;
    table.add({link.id,
               link.technology,
               format_duration(link.profile.interval),
               megabytes(bytes),
               fmt::to_string(series)});
  }
  auto result = counts(plan, words, probed);
  if (!plan.links.empty()) {
    table.add({text(words.total), "", "", megabytes(total), fmt::to_string(all_series)});
    result += fmt::format("\n{}\n{}\n", table.text(), words.note);
  }
  return result;
}

}  // namespace pantau::config
