// SPDX-License-Identifier: Apache-2.0
/// \file
/// One page of metrics, written family by family into one growing buffer. Knows the two text
/// formats and nothing of what is measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/metrics/number.hpp"

namespace pantau::metrics {

enum class Format : std::uint8_t { text_0_0_4, openmetrics_1_0 };
enum class Type : std::uint8_t { counter, gauge, histogram };

/// Ends of bucket lines, `,le="0.001"} ` and so on to `,le="+Inf"} `, made once for a set of
/// bounds.
[[nodiscard]] std::vector<std::string> bucket_ends(std::span<const double> bounds);

/// Counts a bucket, not cumulative, the last one is +Inf; as many as there are ends.
struct HistogramView {
  std::span<const std::uint64_t> counts;
  std::span<const std::string> ends;
  double sum = 0;
};

class PageWriter {
 public:
  PageWriter(Format format, std::size_t expected_bytes);

  /// The samples that follow belong to this family. Names of counters end in `_total`; `help` has
  /// no line feed, backslash or quote. HELP and TYPE are written with the first sample, so a family
  /// without one leaves no trace. Each family comes once.
  void family(std::string_view name, Type type, std::string_view help);

  /// `labels` is what append_label made; `more` adds to it and begins with a comma, or is empty.
  template <typename Number>
  void sample(std::string_view labels, std::string_view more, Number value) {
    char* at = begin_line(labels.size() + more.size());
    at = put(put(at, name_), labels.empty() ? "" : "{");
    at = put(put(put(at, labels), more), labels.empty() ? " " : "} ");
    end_line(write_number(at, value));
  }

  void histogram(std::string_view labels, std::string_view more, const HistogramView& values);

  /// The page; the writer is empty afterwards.
  [[nodiscard]] std::string finish();

 private:
  static char* put(char* at, std::string_view text);
  char* begin_line(std::size_t label_bytes);
  void end_line(const char* end);
  char* room(std::size_t bytes);
  void write_head();
  void bucket(std::string_view labels,
              std::string_view more,
              std::string_view end,
              std::uint64_t count);

  Format format_;
  std::string page_;  ///< longer than what is written: the rest is room
  std::size_t used_ = 0;
  std::string name_;  ///< of samples; for histograms of the part being written
  std::string_view help_;
  Type type_ = Type::gauge;
  bool head_due_ = false;
};

inline char* PageWriter::put(char* at, std::string_view text) {
  return at + text.copy(at, text.size());
}

}  // namespace pantau::metrics
