// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/county.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "tests/lab/county_draws.hpp"
#include "tests/lab/grammar.hpp"

namespace pantau::lab {
namespace {

std::string_view name_of(Corrupt::Kind kind) {
  constexpr std::array<std::string_view, 4> kNames{"payload", "checksum", "truncate", "extend"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name_of(Forgery::Kind kind) {
  constexpr std::array<std::string_view, 6> kNames{
      "cookie", "source", "identifier", "sequence", "zero", "ones"};
  return kNames[static_cast<std::size_t>(kind)];
}

TruthRecord record_of(const EchoRequest& request) {
  TruthRecord record;
  record.destination = request.destination;
  record.identifier = request.identifier;
  record.sequence = request.sequence;
  record.length = request.packet.size();
  record.payload_bytes = std::min(record.payload.size(), request.payload.size());
  std::copy_n(request.payload.begin(), record.payload_bytes, record.payload.begin());
  return record;
}

void append_counts(std::string& text, const Counts& counts) {
  text +=
      fmt::format(R"("requests":{},"replies":{},"lost":{},"down":{},"silent":{},"duplicates":{})",
                  counts.requests,
                  counts.replies,
                  counts.lost,
                  counts.down,
                  counts.silent,
                  counts.duplicates);
}

}  // namespace

bool is_active(const Event& event, nanoseconds since_start) {
  if (since_start < event.from) {
    return false;
  }
  if (event.every.count() == 0) {
    return since_start < event.until;
  }
  return (since_start - event.from) % event.every < event.until - event.from;
}

void Counts::add(const TruthRecord& record) {
  ++requests;
  replies += record.fate == Fate::reply ? 1 : 0;
  lost += record.fate == Fate::lost ? 1 : 0;
  down += record.fate == Fate::down ? 1 : 0;
  silent += record.fate == Fate::silent ? 1 : 0;
  duplicates += record.copies > 1 ? record.copies - 1 : 0;
}

County::County(CountyConfig config)
    : config_(std::move(config)),
      changes_(config_.nodes.size()),
      node_events_(config_.nodes.size()),
      absent_(config_.agents.size()) {
  const auto& nodes = config_.nodes;
  for (std::size_t i = 0; i < config_.events.size(); ++i) {
    node_events_[config_.events[i].node].push_back(i);
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (nodes[i].range && nodes[i].range->is_single()) {
      singles_.emplace(nodes[i].range->first, i);
    } else if (nodes[i].range) {
      ranges_.push_back(i);
    }
  }
  // Of ranges that overlap the one that begins last lies inside the others, or is as good as any.
  std::stable_sort(ranges_.begin(), ranges_.end(), [&nodes](std::size_t a, std::size_t b) {
    return nodes[a].range->first > nodes[b].range->first ||
           (nodes[a].range->first == nodes[b].range->first &&
            nodes[a].range->last < nodes[b].range->last);
  });
}

std::optional<std::size_t> County::find_host(const Ip& address) const {
  if (const auto single = singles_.find(address); single != singles_.end()) {
    return single->second;
  }
  const auto range = std::find_if(ranges_.begin(), ranges_.end(), [&](std::size_t node) {
    return config_.nodes[node].range->contains(address);
  });
  return range == ranges_.end() ? std::nullopt : std::optional(*range);
}

County::AddressState& County::state_of(const Ip& address) {
  const auto [entry, is_new] = addresses_.try_emplace(address);
  if (is_new) {
    entry->second.node = find_host(address);
  }
  return entry->second;
}

bool County::is_down(std::size_t node, const Ip& address, nanoseconds since_start) const {
  for (std::optional<std::size_t> at = node; at; at = config_.nodes[*at].parent) {
    const auto& events = node_events_[*at];
    const bool scheduled = std::any_of(events.begin(), events.end(), [&](std::size_t index) {
      const Event& event = config_.events[index];
      return event.down && (!event.address || *event.address == address) &&
             is_active(event, since_start);
    });
    if (changes_[*at].down.value_or(scheduled)) {
      return true;
    }
  }
  return false;
}

bool County::lose(AddressState& state, const Draws& draws, std::string& mods) const {
  bool lost = false;
  if (const Loss* loss = effective(&Behaviour::loss, draws, draws.node)) {
    lost = draw_loss(*loss, draws.random, state.in_burst);
    if (state.in_burst) {
      note(mods, "burst");
    }
  }
  unsigned hop = 0;
  for (auto at = config_.nodes[draws.node].parent; at; at = config_.nodes[*at].parent) {
    const Loss* loss = effective(&Behaviour::loss, draws, *at);
    lost |= loss != nullptr && draws.random.happens(loss->probability, Draw::hop, hop);
    ++hop;
  }
  return lost;
}

nanoseconds County::link_delay(const Draws& draws) const {
  const std::uint64_t hash = std::hash<Ip>{}(draws.address);
  nanoseconds sum{0};
  for (std::optional<std::size_t> at = draws.node; at; at = config_.nodes[*at].parent) {
    if (const Delay* delay = effective(&Behaviour::delay, draws, *at)) {
      sum += draw_delay(*delay, draws.random, draws.counter, draws.since_start, hash);
    }
  }
  return sum;
}

nanoseconds County::reorder_delay(const Draws& draws, std::string& mods) const {
  const Reorder* reorder = effective(&Behaviour::reorder, draws, draws.node);
  if (reorder == nullptr || !draws.random.happens(reorder->probability, Draw::reorder)) {
    return nanoseconds{0};
  }
  note(mods, "reorder");
  return reorder->extra;
}

void County::answer(Judgement& judgement, const EchoRequest& request, const Draws& draws) const {
  auto& [record, packets] = judgement;
  const auto happens = [&draws](const auto* what, Draw purpose) {
    return what != nullptr && draws.random.happens(what->probability, purpose);
  };
  const auto* written_ttl = effective(&Behaviour::ttl, draws, draws.node);
  const std::uint8_t ttl = written_ttl != nullptr ? *written_ttl : kDefaultTtl;
  record.delay = link_delay(draws) + reorder_delay(draws, record.mods);
  bool valid = true;
  if (const auto* error = effective(&Behaviour::error, draws, draws.node);
      happens(error, Draw::error)) {
    note(record.mods, fmt::format("error:{}/{}", error->type, error->code));
    packets.push_back({record.delay, make_error(request, ttl, *error)});
    valid = valid && error->also;
  }
  if (const auto* forge = effective(&Behaviour::forge, draws, draws.node);
      happens(forge, Draw::forge)) {
    note(record.mods, fmt::format("forged:{}", name_of(forge->kind)));
    packets.push_back({record.delay, make_forged_reply(request, ttl, *forge)});
    valid = valid && forge->also;
  }
  if (const auto* corrupt = effective(&Behaviour::corrupt, draws, draws.node);
      valid && happens(corrupt, Draw::corrupt)) {
    note(record.mods, fmt::format("corrupt:{}", name_of(corrupt->kind)));
    packets.push_back({record.delay, make_corrupt_reply(request, ttl, *corrupt)});
    valid = false;
  }
  if (!valid) {
    record.fate = Fate::lost;
    return;
  }
  const auto* duplicate = effective(&Behaviour::duplicate, draws, draws.node);
  record.copies = 1;
  if (happens(duplicate, Draw::duplicate)) {
    note(record.mods, "dup");
    record.copies += duplicate->extra;
  }
  const Bytes reply = make_reply(request, ttl);
  for (std::uint32_t copy = 0; copy < record.copies; ++copy) {
    packets.push_back(
        {record.delay + (copy > 0 ? copy * duplicate->spacing : nanoseconds{0}), reply});
  }
}

void County::judge(Judgement& judgement,
                   const EchoRequest& request,
                   AddressState& state,
                   const Draws& draws) const {
  TruthRecord& record = judgement.record;
  const bool* silent = effective(&Behaviour::silent, draws, draws.node);
  // Bursts go on while a hop is down, so that an outage does not shift the fate of later packets.
  const bool lost = lose(state, draws, record.mods);
  const bool cut = state.change != nullptr && state.change->down.value_or(false);
  if (cut || is_down(draws.node, draws.address, draws.since_start)) {
    record.fate = Fate::down;
  } else if (silent != nullptr && *silent) {
    record.fate = Fate::silent;
  } else if (lost) {
    record.fate = Fate::lost;
  } else {
    answer(judgement, request, draws);
  }
}

std::optional<Judgement> County::receive(ByteView packet, nanoseconds since_start) {
  const auto request = parse_echo_request(packet);
  if (!request) {
    return std::nullopt;
  }
  AddressState& state = state_of(request->destination);
  Judgement judgement{record_of(*request), {}};
  if (state.node) {
    const std::uint64_t counter = state.packets++;
    const std::uint64_t hash = std::hash<Ip>{}(request->destination);
    judge(judgement,
          *request,
          state,
          {PacketRandom(config_.seed, hash, counter),
           request->destination,
           *state.node,
           counter,
           since_start,
           state.change.get()});
  } else {
    judgement.record.fate = Fate::silent;
    note(judgement.record.mods, "unknown");
  }
  state.counts.add(judgement.record);
  totals_.add(judgement.record);
  return judgement;
}

County::Change* County::change_of(std::string_view target, std::string& problem) {
  if (const auto address = parse_ip(target)) {
    AddressState& state = state_of(*address);
    if (state.node) {
      if (!state.change) {
        state.change = std::make_unique<Change>();
      }
      return state.change.get();
    }
  } else if (const auto node = config_.find(target)) {
    return &changes_[*node];
  }
  problem = fmt::format("'{}' is no node, host or address of a host", target);
  return nullptr;
}

std::string County::set(std::string_view target, std::string_view key, std::string_view value) {
  std::string problem;
  Change* change = change_of(target, problem);
  const auto node = config_.find(target);
  const bool hop = node && !config_.nodes[*node].range;
  if (hop && key != "delay" && (key != "loss" || value.find("burst") != std::string_view::npos)) {
    return "a node has delay and a plain loss alone";
  }
  return change == nullptr ? problem : set_behaviour(change->behaviour, key, value);
}

std::string County::clear(std::string_view target) {
  std::string problem;
  if (Change* change = change_of(target, problem)) {
    *change = {};
  }
  return problem;
}

std::string County::force(std::string_view target, std::optional<bool> down) {
  std::string problem;
  if (Change* change = change_of(target, problem)) {
    change->down = down;
  }
  return problem;
}

std::string County::stats(std::string_view target) const {
  std::string text = "{";
  append_counts(text, totals_);
  if (datagram_totals_.requests > 0) {
    text += ",\"udp\":" + to_json(datagram_totals_);
  }
  text += ",\"addresses\":{";
  bool first = true;
  const auto wanted = parse_ip(target);
  const auto node = config_.find(target);
  std::vector<const std::pair<const Ip, AddressState>*> entries;
  for (const auto& entry : addresses_) {
    const bool asked =
        target.empty() || wanted == entry.first || (node && entry.second.node == node);
    if (asked && (entry.second.counts.requests > 0 || entry.second.datagrams)) {
      entries.push_back(&entry);
    }
  }
  std::sort(entries.begin(), entries.end(), [](const auto* a, const auto* b) {
    return a->first < b->first;
  });
  for (const auto* entry : entries) {
    const auto& [address, state] = *entry;
    text += fmt::format("{}\"{}\":{{", first ? "" : ",", to_string(address));
    append_counts(text, state.counts);
    text += (state.datagrams ? ",\"udp\":" + to_json(state.datagrams->counts) : "") + '}';
    first = false;
  }
  return text + "}}";
}

}  // namespace pantau::lab
