// SPDX-License-Identifier: Apache-2.0
// Datagrams take the same links as echoes, one way at a time: each way has half of the delay, and
// loses so often that both together lose as often as an echo.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "tests/lab/county.hpp"
#include "tests/lab/county_draws.hpp"

namespace pantau::lab {
namespace {

using Way = DatagramRecord::Fate;

constexpr std::size_t kMtu = 1500;

double half_of(double probability) {
  return 1 - std::sqrt(1 - probability);
}

DatagramRecord record_of(const Flow& flow, ByteView payload, bool answer) {
  DatagramRecord record;
  record.flow = flow;
  record.is_answer = answer;
  record.head_bytes = std::min(record.head.size(), payload.size());
  std::copy_n(payload.begin(), record.head_bytes, record.head.begin());
  return record;
}

/// What errors quote looks the same for every protocol: a header and eight bytes.
EchoRequest quotable(const Datagram& datagram) {
  return {datagram.source.address,
          datagram.destination.address,
          0,
          0,
          datagram.packet,
          datagram.udp,
          datagram.payload};
}

IcmpError port_unreachable(const Ip& address) {
  IcmpError error;
  error.type = address.is_v4() ? 3 : 1;
  error.code = address.is_v4() ? 3 : 4;
  return error;
}

}  // namespace

void DatagramCounts::add(const DatagramRecord& record) {
  requests += record.is_answer ? 0 : 1;
  answers += record.is_answer ? record.copies : 0;
  lost_requests += !record.is_answer && record.fate == Way::lost ? 1 : 0;
  lost_answers += record.is_answer && record.fate == Way::lost ? 1 : 0;
  down += record.fate == Way::down ? 1 : 0;
  silent += record.fate == Way::silent ? 1 : 0;
  refused += record.fate == Way::refused ? 1 : 0;
  request_bytes += record.is_answer ? 0 : record.length;
  answer_bytes += record.is_answer ? record.copies * record.length : 0;
}

std::string to_json(const DatagramCounts& counts) {
  return fmt::format(
      R"({{"requests":{},"answers":{},"lost_requests":{},"lost_answers":{},"down":{},"silent":{},)"
      R"("refused":{},"request_bytes":{},"answer_bytes":{}}})",
      counts.requests,
      counts.answers,
      counts.lost_requests,
      counts.lost_answers,
      counts.down,
      counts.silent,
      counts.refused,
      counts.request_bytes,
      counts.answer_bytes);
}

std::optional<std::size_t> County::agent_of(std::size_t node, std::uint16_t port) const {
  const auto& agents = config_.nodes[node].agents;
  const auto found = std::find_if(agents.begin(), agents.end(), [&](std::size_t agent) {
    return config_.agents[agent].port == port;
  });
  return found == agents.end() ? std::nullopt : std::optional(*found);
}

/// Each way has numbers of its own, so that the fates of echoes do not depend on polls, nor those
/// of answers on how many requests were lost.
County::Draws County::draws_of_way(const Flow& flow, bool answer, nanoseconds since_start) {
  AddressState& state = state_of(flow.device.address);
  if (!state.datagrams) {
    state.datagrams = std::make_unique<DatagramState>();
  }
  DatagramState& datagrams = *state.datagrams;
  const std::uint64_t counter = answer ? datagrams.answers++ : datagrams.requests++;
  const std::uint64_t hash = mix(std::hash<Ip>{}(flow.device.address) + (answer ? 2 : 1));
  return {PacketRandom(config_.seed, hash, counter),
          flow.device.address,
          *state.node,
          counter,
          since_start,
          state.change.get()};
}

/// A burst moves once an exchange: with the request.
bool County::lose_way(DatagramState& state, const Draws& draws, bool answer) const {
  bool lost = false;
  if (const Loss* loss = effective(&Behaviour::loss, draws, draws.node)) {
    Loss half{half_of(loss->probability), loss->burst};
    if (half.burst) {
      half.burst->inside = half_of(half.burst->inside);
      half.burst->enter = answer ? 0 : half.burst->enter;
      half.burst->leave = answer ? 0 : half.burst->leave;
    }
    lost = draw_loss(half, draws.random, state.in_burst);
  }
  unsigned hop = 0;
  for (auto at = config_.nodes[draws.node].parent; at; at = config_.nodes[*at].parent) {
    const Loss* loss = effective(&Behaviour::loss, draws, *at);
    lost |= loss != nullptr && draws.random.happens(half_of(loss->probability), Draw::hop, hop);
    ++hop;
  }
  return lost;
}

DatagramRecord::Fate County::judge_way(const Draws& draws, bool answer) {
  AddressState& state = state_of(draws.address);
  const bool* silent = effective(&Behaviour::silent, draws, draws.node);
  // As with echoes, bursts go on while a hop is down.
  const bool lost = lose_way(*state.datagrams, draws, answer);
  const bool cut = state.change != nullptr && state.change->down.value_or(false);
  if (cut || is_down(draws.node, draws.address, draws.since_start)) {
    return Way::down;
  }
  if (silent != nullptr && *silent) {
    return Way::silent;
  }
  return lost ? Way::lost : Way::passed;
}

void County::count(const DatagramRecord& record) {
  state_of(record.flow.device.address).datagrams->counts.add(record);
  datagram_totals_.add(record);
}

/// Duplicates and reordering are of the way back, as with echoes.
void County::send_back(Passage& passage, const Bytes& packet, const Draws& draws) {
  DatagramRecord& record = passage.record;
  const auto pieces = fragmented(packet, kMtu, next_fragment_id_++);
  record.length = 0;
  for (const Bytes& piece : pieces) {
    record.length += piece.size();
  }
  const nanoseconds all = link_delay(draws);
  record.delay = all - all / 2 + reorder_delay(draws, record.mods);
  const auto* duplicate = effective(&Behaviour::duplicate, draws, draws.node);
  record.copies = 1;
  if (duplicate != nullptr && draws.random.happens(duplicate->probability, Draw::duplicate)) {
    note(record.mods, "dup");
    record.copies += duplicate->extra;
  }
  for (std::uint32_t copy = 0; copy < record.copies; ++copy) {
    const nanoseconds after =
        record.delay + (copy > 0 ? copy * duplicate->spacing : nanoseconds{0});
    for (const Bytes& piece : pieces) {
      passage.packets.push_back({after, piece});
    }
  }
}

std::optional<Passage> County::carry_request(const Datagram& request,
                                             std::size_t wire_bytes,
                                             nanoseconds since_start) {
  const Flow flow{request.source, request.destination};
  if (!state_of(flow.device.address).node) {
    return std::nullopt;
  }
  const Draws draws = draws_of_way(flow, false, since_start);
  Passage passage{record_of(flow, request.payload, false), {}, {}};
  DatagramRecord& record = passage.record;
  record.length = wire_bytes;
  record.fate = judge_way(draws, false);
  const auto agent = agent_of(draws.node, flow.device.port);
  if (record.fate == Way::passed && agent && absent_[*agent]) {
    record.fate = Way::silent;
  }
  if (record.fate == Way::passed) {
    const nanoseconds all = link_delay(draws);
    record.delay = all / 2;
    record.copies = agent ? 1 : 0;
    passage.agent = agent;
    if (!agent) {
      record.fate = Way::refused;
      record.delay = all;
      passage.packets.push_back(
          {all,
           make_error(quotable(request), kDefaultTtl, port_unreachable(request.source.address))});
    }
  }
  count(record);
  return passage;
}

Passage County::carry_answer(const Flow& flow, ByteView payload, nanoseconds since_start) {
  const Draws draws = draws_of_way(flow, true, since_start);
  Passage passage{record_of(flow, payload, true), {}, {}};
  const auto* ttl = effective(&Behaviour::ttl, draws, draws.node);
  const Bytes packet =
      make_datagram(flow.device, flow.client, payload, ttl != nullptr ? *ttl : kDefaultTtl);
  passage.record.length = packet.size();
  passage.record.fate = judge_way(draws, true);
  if (passage.record.fate == Way::passed) {
    send_back(passage, packet, draws);
  }
  count(passage.record);
  return passage;
}

Passage County::refuse(const Flow& flow, ByteView request, nanoseconds since_start) {
  const auto datagram = parse_datagram(request);
  const Draws draws = draws_of_way(flow, true, since_start);
  Passage passage{record_of(flow, {}, true), {}, {}};
  passage.record.fate = judge_way(draws, true);
  if (passage.record.fate == Way::passed && datagram) {
    send_back(passage,
              make_error(quotable(*datagram), kDefaultTtl, port_unreachable(flow.client.address)),
              draws);
    passage.record.fate = Way::refused;
    passage.record.copies = 0;
    passage.packets.resize(1);
  }
  count(passage.record);
  return passage;
}

}  // namespace pantau::lab
