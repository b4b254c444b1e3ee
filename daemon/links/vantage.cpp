// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/vantage.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace pantau::links {

namespace {

// No verdict comes later than timeout (30 s) plus the longest wait behind an undecided echo (30 s).
constexpr net::Nanoseconds kBlindKept{std::chrono::minutes{10}};

}  // namespace

void Vantage::configure(const config::VantageSettings& settings, net::SteadyTime now) {
  std::vector<Anchor> old = std::exchange(anchors_, {});
  for (const std::string& name : settings.anchors) {
    const auto known = std::ranges::find(old, name, &Anchor::name);
    if (known != old.end()) {
      anchors_.push_back(*known);
      known->name.clear();
    } else {
      anchors_.push_back(Anchor{.name = name, .since = now});
    }
  }
  quorum_ = std::clamp<std::size_t>(settings.quorum, 1, std::max<std::size_t>(1, anchors_.size()));
  interval_ = settings.interval;
  timeout_ = settings.timeout;
}

void Vantage::record(std::size_t index, const icmp::EchoEvent& event) {
  using Kind = icmp::EchoEvent::Kind;
  Anchor& anchor = anchors_[index];
  if (event.kind == Kind::answered) {
    anchor.judged = true;
    anchor.last_answered = std::max(anchor.last_answered.value_or(event.sent), event.sent);
    if (anchor.first_unanswered && *anchor.first_unanswered <= *anchor.last_answered) {
      anchor.first_unanswered.reset();
    }
    return;
  }
  // A void echo may well have been answered, so it does not date a loss of sight; an unsent one
  // does: what keeps us from sending keeps us from seeing.
  if (event.kind != Kind::lost && event.kind != Kind::unsent) {
    return;
  }
  anchor.judged = true;
  if (!anchor.last_answered || event.sent > *anchor.last_answered) {
    anchor.first_unanswered = std::min(anchor.first_unanswered.value_or(event.sent), event.sent);
  }
}

bool Vantage::answers(const Anchor& anchor, net::SteadyTime now) const {
  return anchor.last_answered && *anchor.last_answered >= now - window();
}

Vantage::Turn Vantage::judge(net::SteadyTime now) {
  std::size_t answering = 0;
  std::size_t undecided = 0;
  for (const Anchor& anchor : anchors_) {
    if (answers(anchor, now)) {
      ++answering;
    } else if (now - window() < std::max(anchor.since, watched_since_)) {
      ++undecided;
    }
  }
  const bool holds = anchors_.empty() || answering >= quorum_;
  if (lost_ && holds) {
    lost_ = false;
    blind_.back().until = std::max(blind_.back().from, seen_until().value_or(now));
    return Turn::returned;
  }
  std::erase_if(blind_, [now](const Blind& blind) { return blind.until < now - kBlindKept; });
  if (!lost_ && !holds && answering + undecided < quorum_) {
    lost_ = true;
    blind_.push_back({unseen_since(now), net::SteadyTime::max()});
    return Turn::lost;
  }
  return Turn::none;
}

std::optional<net::SteadyTime> Vantage::seen_until() const {
  std::vector<net::SteadyTime> answered;
  for (const Anchor& anchor : anchors_) {
    if (anchor.last_answered) {
      answered.push_back(*anchor.last_answered);
    }
  }
  if (anchors_.empty() || answered.size() < quorum_) {
    return std::nullopt;
  }
  std::ranges::sort(answered, std::greater<>{});
  return answered[quorum_ - 1];
}

net::SteadyTime Vantage::unseen_since(net::SteadyTime now) const {
  // Of several silent anchors the one that broke the quorum dates the loss: an anchor that has been
  // dead for weeks says nothing about when we went blind.
  std::vector<net::SteadyTime> silent;
  for (const Anchor& anchor : anchors_) {
    if (!answers(anchor, now)) {
      silent.push_back(anchor.first_unanswered.value_or(
          anchor.last_answered ? *anchor.last_answered + interval_ : anchor.since));
    }
  }
  std::ranges::sort(silent);
  return silent[anchors_.size() - quorum_];
}

bool Vantage::blind_at(net::SteadyTime sent) const {
  return std::ranges::any_of(
      blind_, [sent](const Blind& blind) { return sent >= blind.from && sent < blind.until; });
}

bool Vantage::saw_throughout(net::SteadyTime from, net::SteadyTime until) const {
  return std::ranges::none_of(blind_, [from, until](const Blind& blind) {
    return blind.from < until && from < blind.until;
  });
}

net::SteadyTime Vantage::seen(net::SteadyTime now) const {
  return anchors_.empty() || lost_ ? now : seen_until().value_or(net::SteadyTime{});
}

bool Vantage::confirms(net::SteadyTime first_loss) const {
  if (anchors_.empty()) {
    return true;
  }
  const std::optional<net::SteadyTime> seen = seen_until();
  return seen && *seen >= first_loss;
}

std::optional<bool> Vantage::up(std::size_t index, net::SteadyTime now) const {
  const Anchor& anchor = anchors_[index];
  if (!anchor.judged) {
    return std::nullopt;
  }
  return answers(anchor, now);
}

}  // namespace pantau::links
