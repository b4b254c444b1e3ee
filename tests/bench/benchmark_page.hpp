// SPDX-License-Identifier: Apache-2.0
/// \file
/// The page that peers were measured with, 40 series a link (25 gauges and a histogram of 15 lines,
/// four labels): once by prometheus-cpp, once by our own writer.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "daemon/metrics/label.hpp"
#include "daemon/metrics/page_writer.hpp"

namespace pantau::bench {

inline constexpr std::size_t kGauges = 25;
inline constexpr std::array<double, 12> kBounds{
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.6, 0.7, 0.8, 1, 2.5};

inline std::string site_name(std::size_t i) {
  return "jila-kantor-distrik-" + std::to_string(i);
}

inline std::string link_name(std::size_t i) {
  return "jila-vsat-" + std::to_string(i);
}

inline std::string gauge_name(std::size_t i) {
  return "pantau_link_measurement_number_" + std::to_string(i) + "_seconds";
}

/// Microseconds, as round trips are; every number its own.
struct Measured {
  std::array<double, kGauges> gauges{};
  std::array<std::uint64_t, kBounds.size() + 1> counts{};
  double sum = 0;
};

inline std::vector<Measured> measure(std::size_t links) {
  std::mt19937_64 random(9750);
  std::uniform_int_distribution<int> microseconds(450000, 1250000);
  std::uniform_int_distribution<std::uint64_t> count(0, 40);
  std::vector<Measured> all(links);
  for (Measured& one : all) {
    for (double& gauge : one.gauges) {
      gauge = microseconds(random) / 1e6;
    }
    for (std::size_t bucket = 0; bucket < one.counts.size(); ++bucket) {
      one.counts[bucket] = count(random);
      const double bound = bucket < kBounds.size() ? kBounds[bucket] : 5;
      one.sum += static_cast<double>(one.counts[bucket]) * bound;
    }
  }
  return all;
}

inline std::unique_ptr<prometheus::Registry> make_registry(const std::vector<Measured>& measured) {
  auto registry = std::make_unique<prometheus::Registry>();
  const auto labels = [](std::size_t i) {
    return prometheus::Labels{{"site", site_name(i)},
                              {"link", link_name(i)},
                              {"district", "jila"},
                              {"technology", "geo-vsat"}};
  };
  for (std::size_t gauge = 0; gauge < kGauges; ++gauge) {
    auto& family =
        prometheus::BuildGauge().Name(gauge_name(gauge)).Help("A number.").Register(*registry);
    for (std::size_t i = 0; i < measured.size(); ++i) {
      family.Add(labels(i)).Set(measured[i].gauges[gauge]);
    }
  }
  auto& family =
      prometheus::BuildHistogram().Name("pantau_rtt_seconds").Help("Times.").Register(*registry);
  for (std::size_t i = 0; i < measured.size(); ++i) {
    auto& histogram = family.Add(
        labels(i), prometheus::Histogram::BucketBoundaries(kBounds.begin(), kBounds.end()));
    const auto& counts = measured[i].counts;
    histogram.ObserveMultiple(std::vector<double>(counts.begin(), counts.end()), measured[i].sum);
  }
  return registry;
}

inline std::string write_page(const std::vector<Measured>& measured,
                              const std::vector<std::string>& heads,
                              std::size_t expected_bytes) {
  static const auto ends = metrics::bucket_ends(kBounds);
  metrics::PageWriter page(metrics::Format::text_0_0_4, expected_bytes);
  for (std::size_t gauge = 0; gauge < kGauges; ++gauge) {
    page.family(gauge_name(gauge), metrics::Type::gauge, "A number.");
    for (std::size_t i = 0; i < measured.size(); ++i) {
      page.sample(heads[i], "", measured[i].gauges[gauge]);
    }
  }
  page.family("pantau_rtt_seconds", metrics::Type::histogram, "Times.");
  for (std::size_t i = 0; i < measured.size(); ++i) {
    page.histogram(heads[i], "", {measured[i].counts, ends, measured[i].sum});
  }
  return page.finish();
}

/// What prometheus-cpp's Exposer does before it compresses.
inline std::string serialize(const prometheus::Registry& registry) {
  std::ostringstream stream;
  prometheus::TextSerializer().Serialize(stream, registry.Collect());
  return stream.str();
}

inline std::vector<std::string> make_heads(std::size_t links) {
  std::vector<std::string> heads(links);
  for (std::size_t i = 0; i < heads.size(); ++i) {
    metrics::append_label(heads[i], "site", site_name(i));
    metrics::append_label(heads[i], "link", link_name(i));
    metrics::append_label(heads[i], "district", "jila");
    metrics::append_label(heads[i], "technology", "geo-vsat");
  }
  return heads;
}

}  // namespace pantau::bench
