// SPDX-License-Identifier: Apache-2.0
#include "config/profile_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <limits>
#include <string>

#include "config/profile_oid.hpp"
#include "config/suggest.hpp"

namespace pantau::config {

namespace {

constexpr std::array<std::string_view, 14> kKeys{"metric",
                                                 "fact",
                                                 "oid",
                                                 "unit",
                                                 "scale",
                                                 "offset",
                                                 "minimum",
                                                 "maximum",
                                                 "absent",
                                                 "values",
                                                 "other",
                                                 "name",
                                                 "when",
                                                 "entity"};

constexpr std::string_view kMetricPrefix = "pantau_";

/// Beyond what any device counts; keeps the arithmetic on its values finite.
constexpr Range<double> kAnyNumber{-1e18, 1e18};
constexpr Range<double> kTruth{0, 1};

/// A label's value in every series of its device.
constexpr std::size_t kMaxNameBytes = 64;

/// Facts are what no series shows as it was read: texts, clocks, and the numbers beside them.
bool is_metric(const QuantityTraits& traits) {
  return traits.kind == ValueKind::counter || traits.kind == ValueKind::gauge ||
         traits.kind == ValueKind::truth;
}

std::string written_as(const QuantityTraits& traits) {
  return is_metric(traits) ? fmt::format("metric = \"{}{}\"", kMetricPrefix, traits.name)
                           : fmt::format("fact = \"{}\"", traits.name);
}

std::string unknown_quantity_text(std::string_view word, bool metrics) {
  std::vector<std::string> names;
  for (const auto& traits : quantity_traits()) {
    if (is_metric(traits) == metrics) {
      names.push_back(metrics ? fmt::format("{}{}", kMetricPrefix, traits.name)
                              : std::string{traits.name});
    }
  }
  Nearest nearest(word);
  for (const auto& name : names) {
    nearest.offer(name);
  }
  const auto question = nearest.question();
  return fmt::format(
      "\"{}\" is not known{}",
      word,
      question.empty() ? fmt::format(": write one of {}", fmt::join(names, ", ")) : question);
}

std::optional<Quantity> read_quantity(TableReader& reader) {
  const bool is_fact = reader.has("fact");
  if (reader.has("metric") == is_fact) {
    reader.error(reader.find("fact"),
                 is_fact ? "stands beside metric: a source is one of the two, take one out"
                         : "does not say what it reads: write metric = \"pantau_…\", or fact = "
                           "\"…\" for what is no metric");
    return std::nullopt;
  }
  const auto key = is_fact ? "fact" : "metric";
  const auto word = reader.text(key);
  if (!word) {
    return std::nullopt;
  }
  const bool prefixed = word->starts_with(kMetricPrefix);
  const auto quantity =
      find_quantity(prefixed ? std::string_view{*word}.substr(kMetricPrefix.size()) : *word);
  if (!quantity) {
    reader.error(reader.find(key), unknown_quantity_text(*word, !is_fact));
    return std::nullopt;
  }
  const auto& traits = traits_of(*quantity);
  if (is_metric(traits) == is_fact || prefixed == is_fact) {
    reader.error(reader.find(key), fmt::format("write it as {}", written_as(traits)));
    return std::nullopt;
  }
  return quantity;
}

void check_home(TableReader& reader, const QuantityTraits& traits, SourceHome home) {
  const auto found = reader.has("metric") ? reader.find("metric") : reader.find("fact");
  if (traits.subject == Subject::interface && home != SourceHome::interface_row) {
    reader.error(found,
                 "belongs to an interface: write it into a table with rows = \"interfaces\"");
  }
  const bool text = traits.kind == ValueKind::text;  // a model may stand in a row of ENTITY-MIB
  if (traits.subject == Subject::agent && !text && home != SourceHome::scalar) {
    reader.error(found, "is a clock of the whole device: write it as a [[scalar]]");
  }
}

std::string read_name(TableReader& reader, const QuantityTraits& traits) {
  auto name = reader.text("name");
  if (!name) {
    return {};
  }
  if (traits.subject == Subject::agent || traits.subject == Subject::interface) {
    reader.error(reader.find("name"),
                 "is for sensors, radios and power lines, of which a device has several: take it "
                 "out");
  } else if (name->size() > kMaxNameBytes) {
    reader.error(reader.find("name"),
                 fmt::format("has {} bytes: write at most {}", name->size(), kMaxNameBytes));
  }
  return *std::move(name);
}

std::vector<std::int64_t> read_integers(TableReader& reader, std::string_view key) {
  const auto found = reader.find(key);
  if (!found) {
    return {};
  }
  if (const auto* one = found.value().as<std::int64_t>()) {
    return {*one};
  }
  std::vector<std::int64_t> integers;
  const auto* list = found.value().as<Array>();
  if (list == nullptr || list->empty()) {
    reader.error(found, "is no list of whole numbers: write it as [1, 2]");
    return {};
  }
  for (const auto& element : *list) {
    if (const auto* integer = element.as<std::int64_t>()) {
      integers.push_back(*integer);
    } else {
      reader.problems().error(
          found.layer->place(element.at),
          found.path(),
          fmt::format("is {}: write whole numbers without quotes", kind_name(element)));
    }
  }
  return integers;
}

void read_numbers(TableReader& reader, Source& source) {
  assign(source.scale, reader.number("scale", kAnyNumber));
  if (source.scale == 0) {
    reader.error(reader.find("scale"), "is 0, which makes every value 0: write what one unit is");
  }
  assign(source.offset, reader.number("offset", kAnyNumber));
  source.minimum = reader.number("minimum", kAnyNumber);
  source.maximum = reader.number("maximum", kAnyNumber);
  if (source.minimum && source.maximum && *source.minimum > *source.maximum) {
    reader.error(reader.find("minimum"),
                 fmt::format("is above maximum, {}: no value is between them", *source.maximum));
  }
  source.absent = read_integers(reader, "absent");
}

void read_enumeration(TableReader& reader, Source& source, Range<double> range) {
  source.other = reader.number("other", range);
  if (!reader.has("values")) {
    if (reader.has("other")) {
      reader.error(reader.find("other"), "says nothing without `values`: add it");
    }
    return;
  }
  const auto layer = reader.table("values");
  if (!layer) {
    return;
  }
  TableReader numbers(reader.problems(), *layer);
  if (layer->table->entries.empty()) {
    numbers.error({}, "is empty: write { 2 = 0, 3 = 1 }");
  }
  for (const auto& entry : layer->table->entries) {
    std::int64_t integer = 0;
    const auto* const end = entry.key.data() + entry.key.size();
    const auto [last, error] = std::from_chars(entry.key.data(), end, integer);
    if (error != std::errc{} || last != end || std::to_string(integer) != entry.key) {
      reader.problems().error(layer->place(entry.at),
                              layer->path,
                              entry.key == "other"
                                  ? "other stands inside: write other = … beside values"
                                  : "has a key that is no whole number: write it as { 2 = 0, 3 = "
                                    "1 }");
    } else if (const auto number = numbers.number(entry.key, range)) {
      source.values.emplace(integer, *number);
    }
  }
}

/// A text has no arithmetic; of a counter or a clock a scale would hide where it wraps.
void refuse_meaningless(TableReader& reader, ValueKind kind) {
  const auto refuse = [&](std::initializer_list<std::string_view> keys, std::string_view where) {
    for (const auto key : keys) {
      if (reader.has(key)) {
        reader.error(reader.find(key), fmt::format("has no meaning {}: take it out", where));
      }
    }
  };
  if (kind == ValueKind::text) {
    refuse({"absent"}, "for a text");
  }
  if (kind == ValueKind::text || kind == ValueKind::counter || kind == ValueKind::ticks) {
    refuse({"scale", "offset", "minimum", "maximum", "values", "other", "entity"},
           "for a text, a counter or a clock, which are taken as they are");
  } else if (reader.has("values")) {
    refuse({"scale", "offset", "entity"}, "beside values, which give the number itself");
  }
}

void read_conditions(TableReader& reader, Source& source, OidUse use) {
  constexpr std::array<std::string_view, 2> kConditionKeys{"oid", "values"};
  for (const auto& layer : rows_of(reader, "when")) {
    TableReader condition(reader.problems(), layer);
    condition.refuse_unknown(kConditionKeys);
    condition.require({"oid", "values"});
    const auto oid = read_oid(condition, "oid", use);
    auto values = read_integers(condition, "values");
    if (oid && !values.empty()) {
      source.when.push_back({*oid, std::move(values)});
    }
  }
}

void read_entity(TableReader& reader, Source& source, OidUse use) {
  constexpr std::array<std::string_view, 2> kEntityKeys{"scale", "precision"};
  const auto layer = reader.table("entity");
  if (!layer) {
    return;
  }
  TableReader entity(reader.problems(), *layer);
  entity.refuse_unknown(kEntityKeys);
  entity.require({"scale", "precision"});
  const auto scale = read_oid(entity, "scale", use);
  const auto precision = read_oid(entity, "precision", use);
  if (scale && precision) {
    source.entity = EntityScale{*scale, *precision};
  }
}

}  // namespace

std::vector<Layer> rows_of(TableReader& reader, std::string_view key) {
  std::vector<Layer> rows;
  const auto found = reader.find(key);
  if (!found) {
    return rows;
  }
  const auto* list = found.value().as<Array>();
  if (list == nullptr) {
    reader.error(
        found,
        fmt::format("is {}: write it as rows, {} = [ {{ … }}, ]", kind_name(found.value()), key));
    return rows;
  }
  if (list->empty()) {
    reader.error(found, "is empty: write a row, as { … }, or take it out");
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto& element = (*list)[i];
    auto path = fmt::format("{}[{}]", found.path(), i + 1);
    if (const auto* table = element.as<Table>()) {
      rows.push_back({table, element.at, found.layer->file, std::move(path)});
    } else {
      reader.problems().error(found.layer->place(element.at),
                              std::move(path),
                              fmt::format("is {}: write a row, as {{ … }}", kind_name(element)));
    }
  }
  return rows;
}

std::optional<Source> read_source(Problems& problems, const Layer& layer, SourceHome home) {
  TableReader reader(problems, layer);
  const auto use = home == SourceHome::scalar ? OidUse::instance : OidUse::column;
  reader.refuse_unknown(kKeys);
  reader.require({"oid"});
  Source source;
  const auto oid = read_oid(reader, "oid", use);
  const auto quantity = read_quantity(reader);
  static_cast<void>(reader.text("unit"));  // for people
  read_numbers(reader, source);
  const bool truth = quantity && traits_of(*quantity).kind == ValueKind::truth;
  read_enumeration(reader, source, truth ? kTruth : kAnyNumber);
  read_conditions(reader, source, use);
  read_entity(reader, source, use);
  if (!quantity || !oid) {
    return std::nullopt;
  }
  const auto& traits = traits_of(*quantity);
  check_home(reader, traits, home);
  refuse_meaningless(reader, traits.kind);
  source.name = read_name(reader, traits);
  source.quantity = *quantity;
  source.oid = *oid;
  return source;
}

}  // namespace pantau::config
