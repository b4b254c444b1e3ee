// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/device_heads.hpp"

#include <set>
#include <utility>

#include "daemon/devices/polling_change.hpp"
#include "daemon/metrics/label.hpp"

namespace pantau::metrics {
namespace {

/// `name` with `suffix`, cut between characters so that both fit into a label. `name` is clean.
std::string with_suffix(std::string name, const std::string& suffix) {
  if (name.size() + suffix.size() > kMaxLabelBytes) {
    std::size_t end = kMaxLabelBytes - suffix.size();
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) {
      --end;  // a continuation byte of UTF-8
    }
    name.resize(end);
  }
  return name + suffix;
}

class DistinctNames {
 public:
  [[nodiscard]] std::string take(std::string_view name) {
    const std::string cleaned = clean(name);
    std::string distinct = cleaned;
    for (std::size_t number = 2; !taken_.insert(distinct).second; ++number) {
      distinct = with_suffix(cleaned, "#" + std::to_string(number));
    }
    return distinct;
  }

 private:
  std::set<std::string> taken_;
};

std::string more_label(std::string_view name, std::string_view value) {
  std::string label;
  append_label(label, name, value);
  return "," + label;
}

std::string label_if_any(std::string_view name, std::string_view value) {
  return value.empty() ? std::string{} : more_label(name, value);
}

std::vector<std::string> sensors(const std::vector<devices::NamedNumber>& numbers) {
  DistinctNames names;
  std::vector<std::string> labels;
  labels.reserve(numbers.size());
  for (const devices::NamedNumber& number : numbers) {
    labels.push_back(more_label("sensor", names.take(number.name)));
  }
  return labels;
}

void add_interfaces(const std::vector<devices::InterfaceNumbers>& interfaces, PartLabels& labels) {
  DistinctNames names;
  for (const devices::InterfaceNumbers& interface : interfaces) {
    std::string label;
    append_label(label, "interface", names.take(interface.interface));
    std::string info = label;
    append_label(label, "link", interface.link);
    append_label(info, "alias", interface.alias);
    append_label(info, "if_type", interface.if_type);
    labels.interfaces.push_back("," + label);
    labels.interface_infos.push_back("," + info);
  }
}

}  // namespace

DeviceHeads::DeviceHeads(const config::Plan& plan) {
  devices_.reserve(plan.devices.size());
  for (const config::Device& device : plan.devices) {
    std::string labels;
    append_label(labels, "site", device.site);
    append_label(labels, "device", device.id);
    devices_.push_back({.labels = std::move(labels), .polled = devices::is_polled(plan, device)});
  }
}

PartLabels part_labels(const devices::DeviceValues& values) {
  PartLabels labels;
  add_interfaces(values.interfaces, labels);
  DistinctNames lines;
  for (const devices::NamedNumber& line : values.power.input_volts) {
    labels.lines.push_back(label_if_any("line", lines.take(line.name)));
  }
  DistinctNames radios;
  for (const devices::RadioNumbers& radio : values.radios) {
    labels.radios.push_back(label_if_any("radio", radios.take(radio.radio)));
  }
  labels.celsius = sensors(values.celsius);
  labels.volts = sensors(values.volts);
  return labels;
}

}  // namespace pantau::metrics
