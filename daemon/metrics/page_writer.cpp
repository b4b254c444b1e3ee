// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/page_writer.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>

namespace pantau::metrics {
namespace {

/// The buffer grows by blocks, since growing a string fills it with zeros: in the cache that is
/// free.
constexpr std::size_t kBlockBytes = 65536;

/// What a line has beside name, labels and number: braces, suffix, `le`, line feed.
constexpr std::size_t kPunctuationBytes = 64;

constexpr std::string_view kTotal = "_total";

std::string_view type_name(Type type) {
  switch (type) {
    case Type::counter:
      return "counter";
    case Type::gauge:
      return "gauge";
    case Type::histogram:
      return "histogram";
  }
  return "unknown";
}

/// A page of 10,000 links is 80 MB of fresh memory: taken in pieces of 4 KiB, the page faults cost
/// more than the writing (madvise(2), MADV_HUGEPAGE). Small pages and kernels without huge ones are
/// left as they are.
void ask_for_huge_pages(std::string& memory) {
  constexpr std::uintptr_t kHugePage = std::uintptr_t{2} << 20U;
  const auto begin = reinterpret_cast<std::uintptr_t>(memory.data());
  const std::uintptr_t first = (begin + kHugePage - 1) / kHugePage * kHugePage;
  const std::uintptr_t last = (begin + memory.capacity()) / kHugePage * kHugePage;
  if (first < last) {
    // An error means that the memory comes in small pages, as ever.
    (void)::madvise(memory.data() + (first - begin), last - first, MADV_HUGEPAGE);
  }
}

}  // namespace

std::vector<std::string> bucket_ends(std::span<const double> bounds) {
  std::vector<std::string> ends;
  ends.reserve(bounds.size() + 1);
  for (const double bound : bounds) {
    ends.push_back(",le=\"" + bound_text(bound) + "\"} ");
  }
  ends.push_back(",le=\"" + bound_text(std::numeric_limits<double>::infinity()) + "\"} ");
  return ends;
}

PageWriter::PageWriter(Format format, std::size_t expected_bytes) : format_(format) {
  page_.reserve(expected_bytes + kBlockBytes);
  ask_for_huge_pages(page_);
}

void PageWriter::family(std::string_view name, Type type, std::string_view help) {
  name_ = name;
  type_ = type;
  help_ = help;
  head_due_ = true;
}

void PageWriter::histogram(std::string_view labels,
                           std::string_view more,
                           const HistogramView& values) {
  const std::size_t base = name_.size();
  if (head_due_) {
    write_head();
  }
  name_ += "_bucket";
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < values.ends.size(); ++i) {
    count += values.counts[i];
    bucket(labels, more, values.ends[i], count);
  }
  name_.replace(base, std::string::npos, "_sum");
  sample(labels, more, values.sum);
  name_.replace(base, std::string::npos, "_count");
  sample(labels, more, count);
  name_.resize(base);
}

void PageWriter::bucket(std::string_view labels,
                        std::string_view more,
                        std::string_view end,
                        std::uint64_t count) {
  char* at = put(put(begin_line(labels.size() + more.size()), name_), "{");
  if (labels.empty()) {
    end.remove_prefix(1);  // the comma
  }
  end_line(write_number(put(put(put(at, labels), more), end), count));
}

std::string PageWriter::finish() {
  if (format_ == Format::openmetrics_1_0) {
    constexpr std::string_view kEnd = "# EOF\n";
    put(room(kEnd.size()), kEnd);
    used_ += kEnd.size();
  }
  page_.resize(used_);
  used_ = 0;
  return std::move(page_);
}

char* PageWriter::begin_line(std::size_t label_bytes) {
  if (head_due_) {
    write_head();
  }
  return room(name_.size() + label_bytes + kPunctuationBytes + kNumberBytes);
}

void PageWriter::end_line(const char* end) {
  used_ = static_cast<std::size_t>(end - page_.data());
  page_[used_++] = '\n';
}

char* PageWriter::room(std::size_t bytes) {
  if (page_.size() - used_ < bytes) {
    page_.resize(used_ + std::max(bytes, kBlockBytes));
  }
  return page_.data() + used_;
}

void PageWriter::write_head() {
  head_due_ = false;
  std::string_view name = name_;
  if (format_ == Format::openmetrics_1_0 && type_ == Type::counter && name.ends_with(kTotal)) {
    name.remove_suffix(kTotal.size());
  }
  char* at = room(2 * name.size() + help_.size() + kPunctuationBytes);
  at = put(put(put(put(at, "# HELP "), name), " "), help_);
  at = put(put(put(put(at, "\n# TYPE "), name), " "), type_name(type_));
  end_line(at);
}

}  // namespace pantau::metrics
