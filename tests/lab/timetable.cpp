// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/timetable.hpp"

#include <algorithm>

namespace pantau::lab {
namespace {

// A restart needs time to be noticed by whoever looks only now and then.
constexpr std::chrono::milliseconds kMoment{100};

nanoseconds length_of(const AgentEvent& event) {
  return std::max<nanoseconds>(event.until - event.from, kMoment);
}

/// Since the event last began; negative before it ever did.
nanoseconds since_begin(const AgentEvent& event, nanoseconds since_start) {
  const nanoseconds since = since_start - event.from;
  return since.count() < 0 || event.every.count() == 0 ? since : since % event.every;
}

}  // namespace

bool is_active(const AgentEvent& event, nanoseconds since_start) {
  const nanoseconds since = since_begin(event, since_start);
  return since.count() >= 0 && since < length_of(event);
}

nanoseconds next_edge(const AgentEvent& event, nanoseconds since_start) {
  const nanoseconds since = since_begin(event, since_start);
  if (since.count() < 0) {
    return -since;
  }
  if (since < length_of(event)) {
    return length_of(event) - since;
  }
  return event.every.count() == 0 ? nanoseconds{std::chrono::hours{1}} : event.every - since;
}

std::optional<double> value_at(const CountyConfig& config,
                               std::size_t agent,
                               std::string_view name,
                               nanoseconds since_start) {
  std::optional<double> found;
  for (const AgentEvent& event : config.agent_events) {
    if (event.agent != agent || !is_active(event, since_start)) {
      continue;
    }
    const double share = static_cast<double>(since_begin(event, since_start).count()) /
                         static_cast<double>(length_of(event).count());
    for (const Ramp& ramp : event.values) {
      if (ramp.name == name) {
        found = ramp.first + (ramp.last - ramp.first) * share;
      }
    }
  }
  return found;
}

}  // namespace pantau::lab
