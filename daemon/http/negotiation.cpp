// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/negotiation.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace pantau::http {

namespace {

/// Weights are kept in thousandths: RFC 9110 allows three decimals, and integers compare exactly.
constexpr int kFullWeight = 1000;

struct Item {
  std::string name;  ///< lower case
  std::string version;  ///< of a media range; empty: none given
  int weight = kFullWeight;
};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    return {};
  }
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return result;
}

/// Cuts at `separator` outside of quoted strings.
std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> pieces;
  std::size_t start = 0;
  bool quoted = false;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == separator && !quoted)) {
      pieces.push_back(trimmed(text.substr(start, i - start)));
      start = i + 1;
    } else if (text[i] == '"') {
      quoted = !quoted;
    }
  }
  return pieces;
}

/// qvalue = "0" ["." 0*3DIGIT] / "1" ["." 0*3("0")]
std::optional<int> parse_weight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1') ||
      (text.size() > 1 && text[1] != '.')) {
    return std::nullopt;
  }
  int weight = text[0] == '1' ? kFullWeight : 0;
  int unit = kFullWeight / 10;
  for (const char digit : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (digit < '0' || digit > '9') {
      return std::nullopt;
    }
    weight += (digit - '0') * unit;
    unit /= 10;
  }
  return weight <= kFullWeight ? std::optional(weight) : std::nullopt;
}

std::string_view unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

std::optional<Item> parse_item(std::string_view text) {
  const auto pieces = split(text, ';');
  Item item;
  item.name = lower(pieces.front());
  if (item.name.empty()) {
    return std::nullopt;
  }
  for (std::size_t i = 1; i < pieces.size(); ++i) {
    const auto equals = pieces[i].find('=');
    if (equals == std::string_view::npos) {
      continue;
    }
    const auto name = lower(trimmed(pieces[i].substr(0, equals)));
    const auto value = unquoted(trimmed(pieces[i].substr(equals + 1)));
    if (name == "version") {
      item.version = value;
    } else if (name == "q") {
      const auto weight = parse_weight(value);
      if (!weight) {
        return std::nullopt;
      }
      item.weight = *weight;
    }
  }
  return item;
}

std::vector<Item> parse_list(std::string_view text) {
  std::vector<Item> items;
  for (const auto piece : split(text, ',')) {
    if (auto item = parse_item(piece)) {
      items.push_back(std::move(*item));
    }
  }
  return items;
}

std::optional<int> best(const std::vector<Item>& items,
                        std::string_view name,
                        std::string_view version) {
  std::optional<int> weight;
  for (const auto& item : items) {
    if (item.name == name && (item.version.empty() || item.version == version)) {
      weight = std::max(weight.value_or(0), item.weight);
    }
  }
  return weight;
}

/// The most specific range that covers the text format decides (RFC 9110, 12.5.1).
int text_weight(const std::vector<Item>& items) {
  for (const std::string_view range : {"text/plain", "text/*", "*/*"}) {
    if (const auto weight = best(items, range, "0.0.4")) {
      return *weight;
    }
  }
  return 0;
}

}  // namespace

metrics::Format choose_format(std::string_view accept) {
  const auto items = parse_list(accept);
  // A wildcard is no request for OpenMetrics: browsers and curl send it and mean "anything".
  const int open_metrics = best(items, "application/openmetrics-text", "1.0.0").value_or(0);
  return open_metrics > text_weight(items) ? metrics::Format::openmetrics_1_0
                                           : metrics::Format::text_0_0_4;
}

Coding choose_coding(std::string_view accept_encoding) {
  const auto items = parse_list(accept_encoding);
  const auto any = best(items, "*", "");
  auto gzip = best(items, "gzip", "");
  if (!gzip) {
    gzip = best(items, "x-gzip", "");
  }
  if (!gzip) {
    gzip = any;
  }
  if (gzip.value_or(0) == 0) {
    return Coding::identity;
  }
  const auto named_identity = best(items, "identity", "");
  if (named_identity.value_or(any.value_or(kFullWeight)) == 0) {
    return Coding::gzip_only;
  }
  return named_identity.value_or(0) > *gzip ? Coding::identity : Coding::gzip;
}

}  // namespace pantau::http
