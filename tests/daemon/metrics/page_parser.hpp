// SPDX-License-Identifier: Apache-2.0
/// \file
/// A reader of metric pages that shares no code with the writer and forgives nothing: what
/// Prometheus would only tolerate is an error here too.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pantau::test {

enum class Syntax : std::uint8_t { text, openmetrics };

struct Sample {
  std::string name;
  std::map<std::string, std::string> labels;
  double value = 0;
};

struct Family {
  std::string name;  ///< as HELP and TYPE have it
  std::string type;
  std::string help;
  std::vector<Sample> samples;
};

struct Page {
  std::vector<Family> families;
  std::vector<std::string> errors;  ///< empty when the page is sound

  [[nodiscard]] const Family* family(const std::string& name) const;
  /// Value of the only sample with this name that has at least these labels.
  [[nodiscard]] std::optional<double> value(
      const std::string& name, const std::map<std::string, std::string>& labels = {}) const;
  [[nodiscard]] std::size_t count(const std::string& name,
                                  const std::map<std::string, std::string>& labels = {}) const;
};

[[nodiscard]] Page parse_page(std::string_view text, Syntax syntax);

/// One line `name{labels} value` without its line feed; nullopt when it is not one.
[[nodiscard]] std::optional<Sample> parse_sample(std::string_view line);

/// By decoding and encoding again, so by other means than the daemon's table of lead bytes.
[[nodiscard]] std::optional<std::vector<char32_t>> decode_utf8(std::string_view text);

}  // namespace pantau::test
