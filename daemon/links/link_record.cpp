// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/link_record.hpp"

namespace pantau::links {

namespace {

using Kind = icmp::EchoEvent::Kind;

// RFC 3550, 6.4.1 and A.8: the gain of the jitter estimator.
constexpr double kJitterGain = 1.0 / 16.0;

}  // namespace

void LinkRecord::count(const icmp::EchoEvent& event, LinkNumbers& numbers) const {
  switch (event.kind) {
    case Kind::answered:
      ++numbers.probes;
      numbers.rtt.observe(event.rtt);
      if (pooled != nullptr) {
        pooled->observe(event.rtt);
      }
      numbers.bytes_from_site += event.bytes;
      break;
    case Kind::lost:
      ++numbers.probes;
      ++numbers.lost;
      break;
    case Kind::unsent:
      ++numbers.unsent;
      break;
    case Kind::voided:
      ++numbers.voided;
      break;
    case Kind::late:
      ++numbers.late;
      numbers.bytes_from_site += event.bytes;
      break;
    case Kind::duplicate:
      ++numbers.duplicates;
      numbers.bytes_from_site += event.bytes;
      break;
    case Kind::reordered:
      ++numbers.reordered;
      break;
    case Kind::corrupt:
      ++numbers.corrupt;
      numbers.bytes_from_site += event.bytes;
      break;
    case Kind::icmp_error:
      ++numbers.icmp_errors[event.reason];
      // A router on the way may have sent it: only the address itself is certain to lie behind the
      // link.
      if (own_address == event.from) {
        numbers.bytes_from_site += event.bytes;
      }
      break;
    case Kind::sent:
      numbers.bytes_to_site += event.bytes;
      break;
  }
}

void LinkRecord::measure(const Verdict& verdict, LinkNumbers& numbers) {
  if (verdict.kind == Verdict::Kind::skipped) {
    return;
  }
  numbers.last_answered = verdict.kind == Verdict::Kind::answered;
  if (verdict.kind == Verdict::Kind::lost) {
    ++loss_run;
    numbers.last_rtt = net::Nanoseconds{0};
    return;
  }
  numbers.last_rtt = verdict.rtt;
  if (loss_run > 0) {
    numbers.loss_runs.observe(loss_run);
    loss_run = 0;
  }
  if (previous_rtt) {
    const double change =
        std::chrono::duration<double>(std::chrono::abs(verdict.rtt - *previous_rtt)).count();
    numbers.jitter_seconds += (change - numbers.jitter_seconds) * kJitterGain;
    ++numbers.jitter_samples;
  }
  previous_rtt = verdict.rtt;
}

void LinkRecord::collect(const icmp::EchoEvent& event, const MinuteSlot& slot) {
  if (slot.id < next_minute) {
    return;
  }
  switch (event.kind) {
    case Kind::answered:
      minutes.answered(slot.id, event.rtt);
      break;
    case Kind::lost:
      minutes.lost(slot.id);
      break;
    case Kind::late:
      minutes.late(slot.id);
      break;
    case Kind::duplicate:
      minutes.duplicate(slot.id);
      break;
    default:
      break;
  }
}

void LinkRecord::note_reply(const icmp::EchoEvent& event,
                            net::Nanoseconds wall_offset,
                            LinkNumbers& numbers) {
  const net::SteadyTime at = event.sent + event.rtt;
  if (newest_reply && at < *newest_reply) {
    return;
  }
  newest_reply = at;
  numbers.last_reply = net::WallTime{at.time_since_epoch() + wall_offset};
  if (event.hop_limit != 0) {
    numbers.reply_hop_limit = event.hop_limit;
  }
}

void LinkRecord::judge_physics(LinkNumbers& numbers) const {
  const bool last = numbers.minute && numbers.minute->answered() && numbers.minute->min < kGeoFloor;
  numbers.rtt_below_physics = crosses_satellite && (last || minutes.any_reply_under(kGeoFloor));
}

void LinkRecord::restart_runs(const BookedTime& now, LinkNumbers& numbers) {
  for (const Verdict& verdict : order.take_decided()) {
    measure(verdict, numbers);
  }
  previous_rtt.reset();
  loss_run = 0;
  line.restart(now);
  publish_runs(numbers);
}

void LinkRecord::publish_runs(LinkNumbers& numbers) const {
  numbers.losing_run = line.losing();
  numbers.answering_run = line.answering();
}

}  // namespace pantau::links
