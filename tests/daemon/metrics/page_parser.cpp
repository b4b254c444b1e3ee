// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/metrics/page_parser.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

namespace pantau::test {
namespace {

using Labels = std::map<std::string, std::string>;

bool is_name(std::string_view text, bool colons) {
  const auto is_letter = [colons](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (colons && c == ':');
  };
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return is_letter(c) || (c >= '0' && c <= '9');
         });
}

std::optional<double> read_value(std::string_view text) {
  if (text == "+Inf") {
    return std::numeric_limits<double>::infinity();
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_number = !text.empty() && (text.front() == '-' || std::isdigit(text.front()) != 0);
  if (!is_number || error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

/// Takes `"value"` off the front of `text`.
std::optional<std::string> take_quoted(std::string_view& text) {
  if (!text.starts_with('"')) {
    return std::nullopt;
  }
  std::string value;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return value;
    }
    if (text[i] == '\n') {
      return std::nullopt;
    }
    if (text[i] != '\\') {
      value += text[i];
      continue;
    }
    if (++i == text.size() || (text[i] != '\\' && text[i] != '"' && text[i] != 'n')) {
      return std::nullopt;
    }
    value += text[i] == 'n' ? '\n' : text[i];
  }
  return std::nullopt;
}

/// Takes `{a="b",...}` off the front of `text`; no empty braces, no comma at the end.
std::optional<Labels> take_labels(std::string_view& text) {
  Labels labels;
  do {
    text.remove_prefix(1);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || !is_name(text.substr(0, equals), false)) {
      return std::nullopt;
    }
    const std::string name(text.substr(0, equals));
    text.remove_prefix(equals + 1);
    const auto value = take_quoted(text);
    if (!value || !labels.emplace(name, *value).second) {
      return std::nullopt;
    }
  } while (text.starts_with(','));
  if (!text.starts_with('}')) {
    return std::nullopt;
  }
  text.remove_prefix(1);
  return labels;
}

std::string encode_utf8(char32_t code) {
  std::string text;
  const auto put = [&text](char32_t byte) { text += static_cast<char>(byte); };
  const auto rest = [&](unsigned shift) { put(0x80U | ((code >> shift) & 0x3FU)); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0U | (code >> 6U));
    rest(0);
  } else if (code < 0x10000) {
    put(0xE0U | (code >> 12U));
    rest(6);
    rest(0);
  } else {
    put(0xF0U | (code >> 18U));
    rest(12);
    rest(6);
    rest(0);
  }
  return text;
}

bool contains(const Labels& all, const Labels& some) {
  return std::all_of(some.begin(), some.end(), [&all](const auto& label) {
    const auto found = all.find(label.first);
    return found != all.end() && found->second == label.second;
  });
}

class Reader {
 public:
  explicit Reader(Syntax syntax) : syntax_(syntax) {}

  Page read(std::string_view text) {
    if (!decode_utf8(text)) {
      fail("not UTF-8");
    }
    while (!text.empty()) {
      ++line_;
      const std::size_t end = text.find('\n');
      if (end == std::string_view::npos) {
        fail("no line feed at the end");
        break;
      }
      read_line(text.substr(0, end));
      text.remove_prefix(end + 1);
    }
    end_family();
    if ((syntax_ == Syntax::openmetrics) != ended_) {
      fail("# EOF missing or misplaced");
    }
    return std::move(page_);
  }

 private:
  void fail(const std::string& what) {
    page_.errors.push_back("line " + std::to_string(line_) + ": " + what);
  }

  void read_line(std::string_view line) {
    if (ended_) {
      fail("text after # EOF");
    } else if (line == "# EOF") {
      ended_ = true;
    } else if (line.starts_with("# HELP ")) {
      read_help(line.substr(7));
    } else if (line.starts_with("# TYPE ")) {
      read_type(line.substr(7));
    } else if (line.starts_with("#")) {
      fail("unknown comment");
    } else {
      read_sample(line);
    }
  }

  void read_help(std::string_view rest) {
    end_family();
    const std::size_t blank = rest.find(' ');
    const std::string name(rest.substr(0, blank));
    if (blank == std::string_view::npos || blank + 1 == rest.size() || !is_name(name, false)) {
      fail("HELP without name or text");
    }
    if (!names_.insert(name).second) {
      fail("family " + name + " comes twice");
    }
    page_.families.push_back({name, "", std::string(rest.substr(blank + 1)), {}});
  }

  void read_type(std::string_view rest) {
    const std::size_t blank = rest.find(' ');
    if (page_.families.empty() || blank == std::string_view::npos ||
        rest.substr(0, blank) != page_.families.back().name) {
      return fail("TYPE does not follow HELP of its family");
    }
    Family& family = page_.families.back();
    if (!family.type.empty() || !family.samples.empty()) {
      fail("TYPE comes twice or after samples");
    }
    family.type = rest.substr(blank + 1);
    const bool is_total = family.name.ends_with("_total");
    const bool should_be_total = family.type == "counter" && syntax_ == Syntax::text;
    if (is_total != should_be_total) {
      fail(family.type + " " + family.name + ": _total");
    }
  }

  void read_sample(std::string_view line) {
    auto sample = parse_sample(line);
    if (!sample) {
      return fail("not a sample: " + std::string(line));
    }
    if (page_.families.empty() || page_.families.back().type.empty()) {
      return fail("sample without HELP and TYPE");
    }
    Family& family = page_.families.back();
    check_name(family, *sample);
    if (sample->value < 0 && family.type != "gauge") {
      fail("below zero");
    }
    if (!series_.insert({sample->name, sample->labels}).second) {
      fail("duplicate series " + std::string(line));
    }
    family.samples.push_back(std::move(*sample));
  }

  void check_name(const Family& family, const Sample& sample) {
    std::set<std::string> allowed{family.name};
    if (family.type == "histogram") {
      allowed = {family.name + "_bucket", family.name + "_sum", family.name + "_count"};
    } else if (family.type == "counter" && syntax_ == Syntax::openmetrics) {
      allowed = {family.name + "_total"};
    } else if (family.type != "counter" && family.type != "gauge") {
      fail("unknown type " + family.type);
    }
    if (!allowed.contains(sample.name)) {
      fail("sample " + sample.name + " inside family " + family.name);
    }
    if (sample.labels.contains("le") != sample.name.ends_with("_bucket")) {
      fail("le where it does not belong");
    }
  }

  struct Buckets {
    double bound = -std::numeric_limits<double>::infinity();
    double reached = 0;
    bool has_sum = false;
    bool has_count = false;
  };

  void end_family() {
    if (page_.families.empty()) {
      return;
    }
    const Family& family = page_.families.back();
    if (family.samples.empty()) {
      fail("family " + family.name + " is empty");
    }
    if (family.type == "histogram") {
      check_histograms(family);
    }
  }

  void check_histograms(const Family& family) {
    std::map<Labels, Buckets> all;
    for (const Sample& sample : family.samples) {
      Labels labels = sample.labels;
      labels.erase("le");
      Buckets& buckets = all[labels];
      if (sample.name.ends_with("_bucket")) {
        check_bucket(buckets, sample);
      } else if (sample.name.ends_with("_sum")) {
        buckets.has_sum = true;
      } else {
        buckets.has_count = true;
        if (!std::isinf(buckets.bound) || buckets.bound < 0 || sample.value != buckets.reached) {
          fail(family.name + ": +Inf is not the count");
        }
      }
    }
    for (const auto& [labels, buckets] : all) {
      if (!buckets.has_sum || !buckets.has_count) {
        fail(family.name + ": no sum or no count");
      }
    }
  }

  void check_bucket(Buckets& buckets, const Sample& sample) {
    const std::string& le = sample.labels.at("le");
    const auto bound = read_value(le);
    if (!bound || (le != "+Inf" && (le.find('.') == std::string::npos ||
                                    le.find_first_not_of("0123456789.") != std::string::npos))) {
      return fail("le=" + le);
    }
    if (*bound <= buckets.bound || sample.value < buckets.reached) {
      fail(sample.name + ": bounds or counts fall");
    }
    buckets.bound = *bound;
    buckets.reached = sample.value;
  }

  Syntax syntax_;
  Page page_;
  std::set<std::string> names_;
  std::set<std::pair<std::string, Labels>> series_;
  std::size_t line_ = 0;
  bool ended_ = false;
};

}  // namespace

std::optional<std::vector<char32_t>> decode_utf8(std::string_view text) {
  std::vector<char32_t> codes;
  while (!text.empty()) {
    const auto first = static_cast<std::uint8_t>(text[0]);
    const auto ones = static_cast<std::size_t>(std::countl_one(first));
    const std::size_t bytes = ones == 0 ? 1 : ones;
    if (ones == 1 || ones > 4 || bytes > text.size()) {
      return std::nullopt;
    }
    char32_t code = ones == 0 ? first : first & (0xFFU >> (ones + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
      code = (code << 6U) | (static_cast<std::uint8_t>(text[i]) & 0x3FU);
    }
    const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
    if (code > 0x10FFFF || is_surrogate || encode_utf8(code) != text.substr(0, bytes)) {
      return std::nullopt;
    }
    codes.push_back(code);
    text.remove_prefix(bytes);
  }
  return codes;
}

std::optional<Sample> parse_sample(std::string_view line) {
  Sample sample;
  const std::size_t end = line.find_first_of("{ ");
  if (end == std::string_view::npos || !is_name(line.substr(0, end), false)) {
    return std::nullopt;
  }
  sample.name = line.substr(0, end);
  line.remove_prefix(end);
  if (line.starts_with('{')) {
    auto labels = take_labels(line);
    if (!labels) {
      return std::nullopt;
    }
    sample.labels = std::move(*labels);
  }
  if (!line.starts_with(' ')) {
    return std::nullopt;
  }
  const auto value = read_value(line.substr(1));
  if (!value) {
    return std::nullopt;
  }
  sample.value = *value;
  return sample;
}

Page parse_page(std::string_view text, Syntax syntax) {
  return Reader(syntax).read(text);
}

const Family* Page::family(const std::string& name) const {
  const auto found = std::find_if(families.begin(), families.end(), [&name](const Family& family) {
    return family.name == name;
  });
  return found == families.end() ? nullptr : &*found;
}

std::optional<double> Page::value(const std::string& name, const Labels& labels) const {
  std::optional<double> found;
  for (const Family& family : families) {
    for (const Sample& sample : family.samples) {
      if (sample.name == name && contains(sample.labels, labels)) {
        if (found) {
          return std::nullopt;
        }
        found = sample.value;
      }
    }
  }
  return found;
}

std::size_t Page::count(const std::string& name, const Labels& labels) const {
  std::size_t found = 0;
  for (const Family& family : families) {
    for (const Sample& sample : family.samples) {
      found += sample.name == name && contains(sample.labels, labels) ? 1U : 0U;
    }
  }
  return found;
}

}  // namespace pantau::test
