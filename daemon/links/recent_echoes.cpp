// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/recent_echoes.hpp"

#include <algorithm>
#include <chrono>

#include "daemon/links/book_clock.hpp"

namespace pantau::links {

namespace {

using Kind = icmp::EchoEvent::Kind;
using Verdict = RecentEcho::Verdict;

std::uint32_t micros(net::Nanoseconds rtt) {
  return static_cast<std::uint32_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(rtt).count());
}

std::string_view reason_name(Verdict verdict, std::uint8_t reason) {
  switch (verdict) {
    case Verdict::unsent:
      return reason < icmp::kUnsentReasonNames.size() ? icmp::kUnsentReasonNames[reason] : "";
    case Verdict::voided:
      return reason < icmp::kVoidReasonNames.size() ? icmp::kVoidReasonNames[reason] : "";
    default:
      return reason < icmp::kIcmpErrorReasonNames.size() ? icmp::kIcmpErrorReasonNames[reason] : "";
  }
}

}  // namespace

void RecentEchoes::record(const icmp::EchoEvent& event) {
  const auto number = static_cast<std::uint16_t>(event.number);
  Held& held = held_[event.number % kKept];
  const auto decide = [&held](Verdict verdict) {
    held.verdict = static_cast<std::uint8_t>(verdict) & 0xFU;
  };
  const bool known = held.sent_ns != INT64_MIN && held.number == number;
  if (event.kind == Kind::sent || (event.kind == Kind::unsent && !known)) {
    held = Held{.sent_ns = event.sent.time_since_epoch().count(), .number = number};
  } else if (!known) {
    return;
  }
  switch (event.kind) {
    case Kind::answered:
      decide(Verdict::answered);
      held.rtt_us = micros(event.rtt);
      break;
    case Kind::lost:
      decide(Verdict::lost);
      break;
    case Kind::late:
      held.late = 1;
      held.rtt_us = micros(event.rtt);
      break;
    case Kind::unsent:
      decide(Verdict::unsent);
      held.reason = event.reason;
      break;
    case Kind::voided:
      decide(Verdict::voided);
      held.reason = event.reason;
      break;
    case Kind::icmp_error:
      held.reason = event.reason;
      break;
    default:
      break;
  }
}

RecentEcho RecentEchoes::told(const Held& held, const BookClock& clock) {
  RecentEcho echo;
  echo.sent = clock.utc(net::SteadyTime{net::Nanoseconds{held.sent_ns}});
  echo.verdict = static_cast<Verdict>(held.verdict);
  echo.late = held.late != 0;
  if (echo.verdict == Verdict::answered || echo.late) {
    echo.rtt = std::chrono::microseconds{held.rtt_us};
  }
  echo.reason = reason_name(echo.verdict, held.reason);
  return echo;
}

std::vector<RecentEcho> RecentEchoes::list(const BookClock& clock) const {
  std::vector<Held> kept;
  std::ranges::copy_if(
      held_, std::back_inserter(kept), [](const Held& held) { return held.sent_ns != INT64_MIN; });
  std::ranges::sort(kept, {}, &Held::sent_ns);
  std::vector<RecentEcho> echoes;
  echoes.reserve(kept.size());
  for (const Held& held : kept) {
    echoes.push_back(told(held, clock));
  }
  return echoes;
}

}  // namespace pantau::links
