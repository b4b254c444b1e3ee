// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/interpret.hpp"

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstdlib>
#include <set>
#include <span>
#include <string_view>
#include <utility>

namespace pantau::snmp {

namespace {

using config::Quantity;
using config::Source;
using config::Subject;
using config::ValueKind;
using Arcs = std::span<const std::uint32_t>;

/// More than any agent has a reason to say; a datagram holds no more.
constexpr std::size_t kLongestText = 65536;

/// RFC 3433, EntitySensorValue: underflow and overflow of what the sensor can say.
constexpr std::int64_t kEntityLimit = 1'000'000'000;

std::strong_ordering order(Arcs left, Arcs right) {
  return std::lexicographical_compare_three_way(
      left.begin(), left.end(), right.begin(), right.end());
}

/// `whole` against `prefix` with `index` behind it, without building the latter.
std::strong_ordering order(Arcs whole, Arcs prefix, Arcs index) {
  const std::size_t cut = std::min(whole.size(), prefix.size());
  const auto head = order(whole.first(cut), prefix);
  return head != std::strong_ordering::equal ? head : order(whole.subspan(cut), index);
}

std::string dotted(Arcs index) {
  return config::to_string(config::Oid(index));
}

/// Powers up to 10^22 are exact, and so is the division by one: 531 tenths are 53.1, where
/// 531 * 0.1 is 53.1 and something.
double shifted(double number, std::int64_t decimal_places) {
  const double power = std::pow(10.0, static_cast<double>(std::abs(decimal_places)));
  return decimal_places < 0 ? number / power : number * power;
}

/// As above, for the scales that people write (0.1, 0.001, 0.125).
double scaled(double number, double scale) {
  const double inverse = std::round(1 / scale);
  constexpr double kMeant = 1e-9;
  const bool divides = std::abs(scale) < 1 && std::abs(inverse * scale - 1) < kMeant;
  return divides ? number / inverse : number * scale;
}

/// The bindings of one poll, and the sources that are looked up in them.
class Reader {
 public:
  explicit Reader(const PollResult& result) : bindings_(result.bindings) {}

  /// The sample of `source` in the row `index` (of no row: a scalar); `sample` has its name.
  bool fill(const Source& source, Arcs index, Sample& sample) const;

 private:
  [[nodiscard]] const Value* find(const Oid& oid, Arcs index) const;
  [[nodiscard]] const Value* find_beside(const Oid& oid, Arcs index) const;
  [[nodiscard]] bool holds(const config::Condition& condition, Arcs index) const;
  [[nodiscard]] std::optional<double> number(const Source& source,
                                             const Value& value,
                                             Arcs index) const;
  [[nodiscard]] std::optional<double> entity_number(const config::EntityScale& entity,
                                                    const Value& value,
                                                    Arcs index) const;

  std::span<const VarBind> bindings_;
};

const Value* Reader::find(const Oid& oid, Arcs index) const {
  const auto before = [&](const VarBind& binding) {
    return std::is_lt(order(binding.oid.arcs(), oid.arcs(), index));
  };
  const auto found = std::partition_point(bindings_.begin(), bindings_.end(), before);
  if (found == bindings_.end() || std::is_neq(order(found->oid.arcs(), oid.arcs(), index)) ||
      std::holds_alternative<Missing>(found->value)) {
    return nullptr;
  }
  return &found->value;
}

/// Another column of the same row, or a scalar.
const Value* Reader::find_beside(const Oid& oid, Arcs index) const {
  const Value* const value = find(oid, index);
  return value == nullptr && !index.empty() ? find(oid, {}) : value;
}

bool Reader::holds(const config::Condition& condition, Arcs index) const {
  const Value* const value = find_beside(condition.oid, index);
  const auto integer = value == nullptr ? std::nullopt : integer_of(*value);
  return integer && std::find(condition.values.begin(), condition.values.end(), *integer) !=
                        condition.values.end();
}

std::optional<double> Reader::entity_number(const config::EntityScale& entity,
                                            const Value& value,
                                            Arcs index) const {
  constexpr std::int64_t kUnits = 9;
  constexpr std::int64_t kNone = 100;  // neither a scale nor a precision
  const auto beside = [&](const Oid& column) {
    const Value* const found = find_beside(column, index);
    return found == nullptr ? kNone : integer_of(*found).value_or(kNone);
  };
  const std::int64_t raw = integer_of(value).value_or(kEntityLimit);
  const std::int64_t scale = beside(entity.scale);
  const std::int64_t precision = beside(entity.precision);
  const bool sense = raw > -kEntityLimit && raw < kEntityLimit && scale >= 1 && scale <= 17 &&
                     precision >= -8 && precision <= 9;
  if (!sense) {
    return std::nullopt;
  }
  // A negative precision is a number of accurate digits and moves no point (RFC 3433, section 4).
  const std::int64_t places = 3 * (scale - kUnits) - std::max<std::int64_t>(precision, 0);
  return shifted(static_cast<double>(raw), places);
}

std::optional<double> Reader::number(const Source& source, const Value& value, Arcs index) const {
  if (!source.values.empty() || source.other) {
    const auto integer = integer_of(value);
    if (!integer) {
      return std::nullopt;
    }
    const auto meant = source.values.find(*integer);
    return meant == source.values.end() ? source.other : meant->second;
  }
  const auto raw = source.entity ? entity_number(*source.entity, value, index) : number_of(value);
  return raw ? std::optional(scaled(*raw, source.scale) + source.offset) : std::nullopt;
}

bool is_absent(const Source& source, const Value& value) {
  const auto raw = source.absent.empty() ? std::nullopt : integer_of(value);
  return raw && std::find(source.absent.begin(), source.absent.end(), *raw) != source.absent.end();
}

bool in_range(const Source& source, double number) {
  return std::isfinite(number) && (!source.minimum || number >= *source.minimum) &&
         (!source.maximum || number <= *source.maximum);
}

bool suits(ValueKind kind, double number) {
  switch (kind) {
    case ValueKind::truth:
      return number == 0 || number == 1;
    case ValueKind::count:
      return std::trunc(number) == number;
    default:
      return true;
  }
}

bool fill_text(const Value& value, std::string& text) {
  if (const auto* bytes = std::get_if<std::string>(&value)) {
    text = bytes->substr(0, kLongestText);
  } else if (const auto* oid = std::get_if<Oid>(&value)) {
    text = config::to_string(*oid);
  } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    text = std::to_string(*integer);
  }
  return !text.empty();
}

/// Only what the agent calls a counter is one: of an INTEGER or Gauge32 nobody knows where it
/// wraps. A scale would make wraps unrecognisable.
bool fill_counter(const Source& source, const Value& value, Counter& counter) {
  const auto* const counted = std::get_if<Counter>(&value);
  if (counted == nullptr || source.scale != 1 || source.offset != 0) {
    return false;
  }
  counter = *counted;
  return true;
}

bool fill_ticks(const Value& value, Ticks& ticks) {
  const auto* const counted = std::get_if<Ticks>(&value);
  if (counted != nullptr) {
    ticks = *counted;
  }
  return counted != nullptr;
}

bool Reader::fill(const Source& source, Arcs index, Sample& sample) const {
  const Value* const value = find(source.oid, index);
  if (value == nullptr || is_absent(source, *value) ||
      !std::all_of(source.when.begin(), source.when.end(), [&](const auto& condition) {
        return holds(condition, index);
      })) {
    return false;
  }
  const ValueKind kind = config::traits_of(source.quantity).kind;
  sample.quantity = source.quantity;
  if (kind == ValueKind::text) {
    return fill_text(*value, sample.text);
  }
  if (kind == ValueKind::counter) {
    return fill_counter(source, *value, sample.counter);
  }
  if (kind == ValueKind::ticks) {
    return fill_ticks(*value, sample.ticks);
  }
  const auto found = number(source, *value, index);
  if (!found || !in_range(source, *found) || !suits(kind, *found)) {
    return false;
  }
  sample.number = *found;
  return true;
}

struct NamedRow {
  Arcs index;
  std::string name;
};

/// The rows of one table, each with a name that no other one has: two that are called "a" become
/// "a" and "a#2", also beside one that is called "a#2" already.
std::vector<NamedRow> named_rows(const PollResult& result, std::size_t table) {
  std::vector<NamedRow> rows;
  std::set<std::string> taken;
  for (const Row& row : result.rows) {
    if (row.table != table) {
      continue;
    }
    const std::string index = dotted(row.index);
    const bool unnamed = row.name.empty() && !result.profile->tables[table].named_only;
    std::string name = unnamed ? index : row.name;
    while (!taken.insert(name).second) {
      name += '#' + index;
    }
    rows.push_back({row.index, std::move(name)});
  }
  return rows;
}

std::string label_of(const Source& source, const std::string& row_name) {
  if (config::traits_of(source.quantity).subject == Subject::agent) {
    return {};
  }
  return source.name.empty() ? row_name : source.name;
}

void read(const Reader& reader,
          const std::vector<Source>& sources,
          const NamedRow& row,
          std::vector<Sample>& samples) {
  for (const Source& source : sources) {
    Sample sample;
    if (reader.fill(source, row.index, sample)) {
      sample.name = label_of(source, row.name);
      samples.push_back(std::move(sample));
    }
  }
}

/// By quantity; of several with one name the first stays.
void keep_first_of_each(std::vector<Sample>& samples) {
  std::stable_sort(samples.begin(), samples.end(), [](const Sample& left, const Sample& right) {
    return left.quantity < right.quantity;
  });
  std::set<std::pair<Quantity, std::string>> seen;
  const auto again = [&seen](const Sample& sample) {
    return !seen.emplace(sample.quantity, sample.name).second;
  };
  std::vector<Sample> kept;
  kept.reserve(samples.size());
  for (Sample& sample : samples) {
    if (!again(sample)) {
      kept.push_back(std::move(sample));
    }
  }
  samples = std::move(kept);
}

}  // namespace

std::vector<Sample> interpret(const PollResult& result) {
  std::vector<Sample> samples;
  if (!result.profile) {
    return samples;
  }
  const Reader reader(result);
  samples.reserve(result.bindings.size());
  read(reader, result.profile->scalars, {}, samples);
  for (std::size_t table = 0; table < result.profile->tables.size(); ++table) {
    for (const NamedRow& row : named_rows(result, table)) {
      read(reader, result.profile->tables[table].columns, row, samples);
    }
  }
  keep_first_of_each(samples);
  return samples;
}

}  // namespace pantau::snmp
