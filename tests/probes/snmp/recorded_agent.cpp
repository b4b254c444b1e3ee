// SPDX-License-Identifier: Apache-2.0
#include "tests/probes/snmp/recorded_agent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <span>
#include <stdexcept>
#include <utility>
#include <variant>

#include "probes/snmp/interpret.hpp"

namespace pantau::snmp {

namespace {

using config::ProfileTable;
using config::RowChoice;
using config::Source;
using config::ValueKind;

std::string from_hex(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

/// Types of snmpsim: the BER tag in decimal, with "x" behind it when the value is in hexadecimal.
Value value_of(const std::string& type, const std::string& text) {
  if (type == "2" || type == "66") {
    return static_cast<std::int64_t>(std::stoll(text));
  }
  if (type == "65" || type == "70") {
    return Counter{std::stoull(text), static_cast<std::uint8_t>(type == "65" ? 32 : 64)};
  }
  if (type == "67") {
    return Ticks{static_cast<std::uint32_t>(std::stoul(text))};
  }
  if (type == "5") {
    return std::monostate{};
  }
  if (type == "6") {
    return config::parse_oid(text).value_or(Oid{0, 0});
  }
  if (type.ends_with('x')) {
    return from_hex(text);
  }
  return text;
}

void take_line(const std::string& line, std::map<Oid, Value>& values) {
  const auto first = line.find('|');
  const auto second = line.find('|', first + 1);
  const auto oid = config::parse_oid(line.substr(0, first));
  if (!oid || second == std::string::npos) {
    throw std::runtime_error("not OID|type|value: " + line);
  }
  values[*oid] = value_of(line.substr(first + 1, second - first - 1), line.substr(second + 1));
}

/// What stands beside a column belongs to the same row, or is a scalar.
Oid beside(const Oid& oid, std::span<const std::uint32_t> index) {
  return oid.arcs().back() == 0 ? oid : oid.with(index);
}

std::vector<Oid> objects_of(const Source& source, std::span<const std::uint32_t> index) {
  std::vector<Oid> objects{source.oid.with(index)};
  for (const auto& condition : source.when) {
    objects.push_back(beside(condition.oid, index));
  }
  if (source.entity) {
    objects.push_back(beside(source.entity->scale, index));
    objects.push_back(beside(source.entity->precision, index));
  }
  return objects;
}

std::vector<Oid> objects_of(const PollResult& result) {
  std::vector<Oid> objects;
  const auto add = [&](const std::vector<Source>& sources, std::span<const std::uint32_t> index) {
    for (const auto& source : sources) {
      const auto more = objects_of(source, index);
      objects.insert(objects.end(), more.begin(), more.end());
    }
  };
  add(result.profile->scalars, {});
  for (const auto& row : result.rows) {
    const auto& table = result.profile->tables[row.table];
    if (table.name) {
      objects.push_back(table.name->with(row.index));
    }
    add(table.columns, row.index);
  }
  return objects;
}

std::string text_of(const Value& value) {
  const auto* const text = std::get_if<std::string>(&value);
  return text == nullptr ? std::string{} : *text;
}

std::size_t bytes_of(std::uint64_t number, unsigned bits) {
  std::size_t bytes = 1;
  while ((number >>= bits) != 0) {
    ++bytes;
  }
  return bytes;
}

std::size_t bytes_of(const Oid& oid) {
  std::size_t bytes = 1;  // the first two arcs
  for (const std::uint32_t arc : oid.after(2)) {
    bytes += bytes_of(arc, 7);
  }
  return bytes;
}

/// Whole numbers take up to one byte more than their bits, for the sign.
std::size_t bytes_of(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return bytes_of(static_cast<std::uint64_t>(*integer < 0 ? ~*integer : *integer) << 1U, 8);
  }
  if (const auto* counter = std::get_if<Counter>(&value)) {
    return bytes_of(counter->value, 8) + 1;
  }
  if (const auto* ticks = std::get_if<Ticks>(&value)) {
    return bytes_of(ticks->value, 8) + 1;
  }
  if (const auto* oid = std::get_if<Oid>(&value)) {
    return bytes_of(*oid);
  }
  return text_of(value).size();
}

/// Tags and lengths of a binding, its name and its value; lengths up to 127 take one byte.
std::size_t bytes_of(const VarBind& binding) {
  const std::size_t inside = 2 + bytes_of(binding.oid) + 2 + bytes_of(binding.value);
  return inside + (inside > 127 ? 3 : 2);
}

}  // namespace

RecordedAgent::RecordedAgent(const std::filesystem::path& recording) {
  std::ifstream file(recording, std::ios::binary);
  if (!file) {
    throw std::runtime_error("cannot read " + recording.string());
  }
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line.front() != '#') {
      take_line(line, values_);
    }
  }
}

const Value* RecordedAgent::find(const Oid& oid) const {
  const auto found = values_.find(oid);
  return found == values_.end() ? nullptr : &found->second;
}

const Value* RecordedAgent::find(std::string_view oid) const {
  return find(config::parse_oid(oid).value());
}

std::shared_ptr<const config::DeviceProfile> RecordedAgent::choose(
    const config::ProfileList& profiles) const {
  const auto* const value = find("1.3.6.1.2.1.1.2.0");
  const auto* const oid = value == nullptr ? nullptr : std::get_if<Oid>(value);
  return config::choose_profile(profiles, oid == nullptr ? Oid{} : *oid, [this](const Oid& object) {
    return find(object) != nullptr;
  });
}

std::vector<VarBind> RecordedAgent::walk(const Oid& column) const {
  std::vector<VarBind> rows;
  for (auto at = values_.upper_bound(column); at != values_.end() && at->first.starts_with(column);
       ++at) {
    rows.push_back({Oid(at->first.after(column.size())), at->second});
  }
  return rows;
}

std::string RecordedAgent::label_of(const ProfileTable& table, const Oid& index) const {
  const auto* const name = table.name ? find(table.name->with(index.arcs())) : nullptr;
  const auto text = name == nullptr ? std::string{} : text_of(*name);
  return text.empty() && !table.named_only ? config::to_string(index) : text;
}

std::optional<Oid> RecordedAgent::find_interface(const ProfileTable& table,
                                                 const std::string& name) const {
  for (const auto& column : table.find) {
    const auto rows = walk(column);
    const auto found = std::find_if(
        rows.begin(), rows.end(), [&](const VarBind& row) { return text_of(row.value) == name; });
    if (found != rows.end()) {
      return found->oid;
    }
  }
  return std::nullopt;
}

void RecordedAgent::find_rows(const ProfileTable& table,
                              std::uint32_t place,
                              const std::vector<std::string>& interfaces,
                              PollResult& result) const {
  const auto add = [&](const Oid& index, std::string name) {
    result.rows.push_back({place, {index.arcs().begin(), index.arcs().end()}, std::move(name)});
  };
  if (table.rows == RowChoice::all) {
    auto rows = walk(table.find.front());
    if (table.named_only) {
      const bool alone = table.single && rows.size() == 1;
      std::erase_if(rows,
                    [&](const VarBind& row) { return !alone && label_of(table, row.oid).empty(); });
    }
    rows.resize(std::min<std::size_t>(rows.size(), table.max_rows));
    for (const auto& row : rows) {
      add(row.oid, label_of(table, row.oid));
    }
    return;
  }
  for (const auto& wanted : interfaces) {
    if (const auto index = find_interface(table, wanted)) {
      add(*index, wanted);
    } else {
      result.missing_interfaces.push_back(wanted);
    }
  }
}

PollResult RecordedAgent::poll(const std::shared_ptr<const config::DeviceProfile>& profile,
                               const std::vector<std::string>& interfaces) const {
  PollResult result;
  result.profile = profile;
  result.answered = true;
  result.complete = true;
  for (std::uint32_t place = 0; place < profile->tables.size(); ++place) {
    find_rows(profile->tables[place], place, interfaces, result);
  }
  std::map<Oid, Value> answer;
  for (const auto& oid : objects_of(result)) {
    if (const auto* value = find(oid)) {
      answer[oid] = *value;
    }
  }
  for (auto& [oid, value] : answer) {
    result.bindings.push_back({oid, value});
  }
  return result;
}

AnswerSize answer_size(const PollResult& result) {
  PollResult needed = result;
  // Only those sources that interpret() misses when their object is gone.
  const auto whole = lines_of(interpret(result));
  for (std::size_t i = needed.bindings.size(); i-- > 0;) {
    const VarBind binding = needed.bindings[i];
    needed.bindings.erase(needed.bindings.begin() + static_cast<std::ptrdiff_t>(i));
    if (lines_of(interpret(needed)) != whole) {
      needed.bindings.insert(needed.bindings.begin() + static_cast<std::ptrdiff_t>(i), binding);
    }
  }
  AnswerSize size;
  // Message, version, community of eight characters, PDU with its four fields, bindings.
  size.bytes = 4 + 3 + 10 + 4 + 6 + 3 + 3 + 4;
  for (const auto& binding : needed.bindings) {
    size.bytes += bytes_of(binding);
  }
  size.objects = needed.bindings.size();
  return size;
}

std::string line_of(const Sample& sample) {
  const auto& traits = config::traits_of(sample.quantity);
  const auto label = sample.name.empty() ? std::string{} : fmt::format(" [{}]", sample.name);
  switch (traits.kind) {
    case ValueKind::text:
      return fmt::format("{}{} {}", traits.name, label, sample.text);
    case ValueKind::ticks:
      return fmt::format("{}{} {}", traits.name, label, sample.ticks.value);
    case ValueKind::counter:
      return fmt::format("{}{} {} of {} bits",
                         traits.name,
                         label,
                         sample.counter.value,
                         static_cast<unsigned>(sample.counter.bits));
    default:
      return fmt::format("{}{} {}", traits.name, label, sample.number);
  }
}

std::vector<std::string> lines_of(const std::vector<Sample>& samples) {
  std::vector<std::string> lines;
  lines.reserve(samples.size());
  for (const auto& sample : samples) {
    lines.push_back(line_of(sample));
  }
  return lines;
}

}  // namespace pantau::snmp
