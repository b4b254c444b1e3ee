// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/ping_statistics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include <boost/json.hpp>

namespace pantau::cli {

namespace {

using Kind = icmp::EchoEvent::Kind;

double seconds(net::Nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

double milliseconds(net::Nanoseconds duration) {
  return seconds(duration) * 1e3;
}

/// The ceil(percent/100 * n)-th of n sorted values (semantics.md 2).
net::Nanoseconds percentile(const std::vector<net::Nanoseconds>& sorted, std::size_t percent) {
  const std::size_t rank = (percent * sorted.size() + 99) / 100;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace

std::optional<std::string> PingStatistics::record(const icmp::EchoEvent& event) {
  switch (event.kind) {
    case Kind::answered:
      if (previous_rtt_) {  // RFC 3550 A.8, over round trips
        const double difference = std::abs(seconds(event.rtt) - seconds(*previous_rtt_));
        jitter_seconds_ += (difference - jitter_seconds_) / 16;
      }
      previous_rtt_ = event.rtt;
      rtts_.push_back(event.rtt);
      return fmt::format("{} bytes from {}: seq={} ttl={} time={:.3f} ms",
                         event.bytes,
                         name_,
                         event.number,
                         event.hop_limit,
                         milliseconds(event.rtt));
    case Kind::lost:
      ++lost_;
      return lost_line(event);
    case Kind::unsent:
      ++unsent_;
      return fmt::format("{}: seq={} not sent by this machine: {}",
                         name_,
                         event.number,
                         icmp::kUnsentReasonNames.at(event.reason));
    case Kind::voided:
      ++voided_;
      return fmt::format("{}: seq={} sent, but its answer was hidden from us: {}",
                         name_,
                         event.number,
                         icmp::kVoidReasonNames.at(event.reason));
    default:
      return note_line(event);
  }
}

std::string PingStatistics::lost_line(const icmp::EchoEvent& event) const {
  return fmt::format("{}: seq={} no answer within {} s", name_, event.number, seconds(timeout_));
}

std::optional<std::string> PingStatistics::note_line(const icmp::EchoEvent& event) {
  switch (event.kind) {
    case Kind::late:
      ++late_;
      return fmt::format("{}: seq={} late: answered after {:.3f} ms",
                         name_,
                         event.number,
                         milliseconds(event.rtt));
    case Kind::duplicate:
      ++duplicates_;
      return fmt::format(
          "{}: seq={} duplicate after {:.3f} ms", name_, event.number, milliseconds(event.rtt));
    case Kind::reordered:
      ++reordered_;
      return std::nullopt;
    case Kind::corrupt:
      ++corrupt_;
      return fmt::format("{}: seq={} corrupt answer, not counted", name_, event.number);
    case Kind::icmp_error:
      ++errors_.at(event.reason);
      return fmt::format("{}: seq={} {} reported by {}",
                         name_,
                         event.number,
                         icmp::kIcmpErrorReasonNames.at(event.reason),
                         net::to_string(event.from));
    default:
      return std::nullopt;
  }
}

std::string PingStatistics::summary() const {
  const std::uint64_t sent = answered() + lost_;
  std::string text = fmt::format("--- {}: {} sent, {} answered", name_, sent, answered());
  if (sent > 0) {
    text += fmt::format(", {:.3g} % loss",
                        100.0 * static_cast<double>(lost_) / static_cast<double>(sent));
  }
  text += fmt::format(", {} late, {} duplicates, {} reordered, {} corrupt",
                      late_,
                      duplicates_,
                      reordered_,
                      corrupt_);
  if (unsent_ + voided_ > 0) {
    text += fmt::format(", {} not sent, {} void", unsent_, voided_);
  }
  for (std::size_t reason = 0; reason < errors_.size(); ++reason) {
    if (errors_.at(reason) > 0) {
      text += fmt::format(", {} x {}", errors_.at(reason), icmp::kIcmpErrorReasonNames.at(reason));
    }
  }
  text += '\n';
  if (!rtts_.empty()) {
    std::vector<net::Nanoseconds> sorted = rtts_;
    std::sort(sorted.begin(), sorted.end());
    text += fmt::format(
        "    rtt min/median/p95/max = {:.3f}/{:.3f}/{:.3f}/{:.3f} ms, jitter {:.3f} ms\n",
        milliseconds(sorted.front()),
        milliseconds(percentile(sorted, 50)),
        milliseconds(percentile(sorted, 95)),
        milliseconds(sorted.back()),
        jitter_seconds_ * 1e3);
  }
  return text;
}

std::string PingStatistics::json() const {
  boost::json::object errors;
  for (std::size_t reason = 0; reason < errors_.size(); ++reason) {
    if (errors_.at(reason) > 0) {
      errors[icmp::kIcmpErrorReasonNames.at(reason)] = errors_.at(reason);
    }
  }
  boost::json::object document{{"target", name_},
                               {"sent", answered() + lost_},
                               {"answered", answered()},
                               {"lost", lost_},
                               {"unsent", unsent_},
                               {"void", voided_},
                               {"late", late_},
                               {"duplicates", duplicates_},
                               {"reordered", reordered_},
                               {"corrupt", corrupt_},
                               {"icmp_errors", errors},
                               {"min", nullptr},
                               {"median", nullptr},
                               {"p95", nullptr},
                               {"max", nullptr},
                               {"jitter", nullptr}};
  if (!rtts_.empty()) {
    std::vector<net::Nanoseconds> sorted = rtts_;
    std::sort(sorted.begin(), sorted.end());
    document["min"] = seconds(sorted.front());
    document["median"] = seconds(percentile(sorted, 50));
    document["p95"] = seconds(percentile(sorted, 95));
    document["max"] = seconds(sorted.back());
  }
  if (rtts_.size() > 1) {
    document["jitter"] = jitter_seconds_;
  }
  return boost::json::serialize(document);
}

}  // namespace pantau::cli
