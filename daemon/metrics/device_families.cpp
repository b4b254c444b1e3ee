// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/device_families.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/metrics/label.hpp"
#include "daemon/metrics/put_value.hpp"
#include "daemon/metrics/reading_families.hpp"

namespace pantau::metrics {
namespace {

using devices::DeviceNumbers;
using snmp::PollNumbers;

struct Context {
  PageWriter& page;
  const DeviceHeads& heads;
  const std::vector<DeviceNumbers>& devices;
};

std::vector<Reading> readings(const DeviceHeads& heads, const std::vector<DeviceNumbers>& devices) {
  std::vector<Reading> found;
  for (std::size_t i = 0; i < std::min(heads.size(), devices.size()); ++i) {
    if (const devices::DeviceValues* const values = devices[i].values.get()) {
      found.push_back({heads.labels(i), values, part_labels(*values)});
    }
  }
  return found;
}

/// Calls `write(labels, numbers)` for each device that is asked at all.
template <typename Write>
void each_polled(const Context& context, Write write) {
  for (std::size_t i = 0; i < std::min(context.heads.size(), context.devices.size()); ++i) {
    if (context.heads.polled(i)) {
      write(context.heads.labels(i), context.devices[i]);
    }
  }
}

struct PollCounter {
  std::string_view name;
  std::string_view help;
  std::uint64_t PollNumbers::*value;
};

constexpr std::array<PollCounter, 3> kPollCounters{{
    {"pantau_snmp_requests_total",
     "SNMP datagrams sent to the device, repeated ones included.",
     &PollNumbers::requests},
    {"pantau_snmp_retries_total", "SNMP requests that were sent again.", &PollNumbers::retries},
    {"pantau_snmp_timeouts_total",
     "SNMP datagrams without an answer in time.",
     &PollNumbers::timeouts},
}};

void write_poll_counters(const Context& context) {
  PageWriter& page = context.page;
  for (const PollCounter& counter : kPollCounters) {
    page.family(counter.name, Type::counter, counter.help);
    each_polled(context, [&](std::string_view labels, const DeviceNumbers& device) {
      page.sample(labels, "", device.polls.*counter.value);
    });
  }
  static const auto reasons = [] {
    std::array<std::string, snmp::kFaultNames.size()> texts;
    for (std::size_t fault = 0; fault < texts.size(); ++fault) {
      append_label(texts.at(fault), "reason", snmp::kFaultNames.at(fault));
      texts.at(fault).insert(0, ",");
    }
    return texts;
  }();
  page.family("pantau_snmp_errors_total",
              Type::counter,
              "What went wrong with SNMP requests, once it has occurred.");
  each_polled(context, [&](std::string_view labels, const DeviceNumbers& device) {
    for (std::size_t fault = 1; fault < reasons.size(); ++fault) {  // 0 is none
      if (device.polls.faults[fault] > 0) {
        page.sample(labels, reasons[fault], device.polls.faults[fault]);
      }
    }
  });
}

void write_polls(const Context& context) {
  PageWriter& page = context.page;
  page.family("pantau_snmp_up", Type::gauge, "1 when the device answered the last SNMP poll.");
  each_polled(context, [&](std::string_view labels, const DeviceNumbers& device) {
    if (device.polled) {
      put(page, labels, "", device.up);
    }
  });
  page.family("pantau_snmp_complete",
              Type::gauge,
              "1 when all that the last SNMP poll asked for was answered.");
  each_polled(context, [&](std::string_view labels, const DeviceNumbers& device) {
    if (device.polled) {
      put(page, labels, "", device.complete);
    }
  });
  page.family("pantau_snmp_poll_duration_seconds",
              Type::gauge,
              "How long the last SNMP poll took that was answered.");
  each_polled(context, [&](std::string_view labels, const DeviceNumbers& device) {
    if (device.poll_duration) {
      page.sample(labels, "", *device.poll_duration);
    }
  });
  page.family("pantau_snmp_last_success_timestamp_seconds",
              Type::gauge,
              "When the device last answered an SNMP poll.");
  each_polled(context, [&](std::string_view labels, const DeviceNumbers& device) {
    put(page, labels, "", device.last_success);
  });
}

void write_boots(const Context& context) {
  PageWriter& page = context.page;
  page.family("pantau_device_boot_timestamp_seconds",
              Type::gauge,
              "When the device last started (snmpEngineTime, else sysUpTime).");
  each_polled(context, [&](std::string_view labels, const DeviceNumbers& device) {
    put(page, labels, "", device.boot);
  });
  page.family("pantau_device_restarts_total",
              Type::counter,
              "Restarts seen (snmpEngineBoots, snmpEngineTime, else sysUpTime).");
  each_polled(context, [&](std::string_view labels, const DeviceNumbers& device) {
    page.sample(labels, "", device.restarts);
  });
}

}  // namespace

void write_devices(PageWriter& page, const DeviceHeads& heads, const links::Snapshot& snapshot) {
  const Context context{page, heads, snapshot.devices};
  write_polls(context);
  write_poll_counters(context);
  write_boots(context);
  write_readings(page, readings(heads, snapshot.devices));
}

void write_quota_used(PageWriter& page, const LinkHeads& heads, const links::Snapshot& snapshot) {
  page.family("pantau_link_quota_used_bytes",
              Type::gauge,
              "Bytes of the present month, both ways, by the counters of the mapped interface.");
  const auto& carried = snapshot.carried_this_month;
  for (std::size_t i = 0; i < std::min(heads.size(), carried.size()); ++i) {
    if (heads.plan()->links[i].quota_bytes && carried[i]) {
      page.sample(heads.labels(i), "", *carried[i]);
    }
  }
}

}  // namespace pantau::metrics
