// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <variant>

#include "probes/icmp/cookie.hpp"
#include "probes/icmp/engine.hpp"
#include "probes/icmp/engine_state.hpp"
#include "probes/icmp/packet.hpp"

namespace pantau::icmp {

void EchoEngine::receive(const ReceivedPacket& packet) {
  std::optional<UnmatchedReason> unmatched = UnmatchedReason::length;
  if (packet.icmp.size() >= kIcmpHeaderSize) {
    switch (kind_of(packet.source.family, packet.icmp[0])) {
      case PacketKind::echo_reply:
        unmatched = state_->on_reply(packet);
        break;
      case PacketKind::error:
        unmatched = state_->on_error(packet);
        break;
      default:
        unmatched = UnmatchedReason::type;
    }
  }
  if (unmatched) {
    state_->count(*unmatched);
  }
}

void EchoEngine::receive_error(const QuotedError& error) {
  if (const auto unmatched = state_->on_quote(error)) {
    state_->count(*unmatched);
  }
}

std::uint16_t EchoEngine::State::identifier(net::Family family) const {
  return family == net::Family::v4 ? identity.identifier_v4 : identity.identifier_v6;
}

bool EchoEngine::State::checksum_wrong(net::Family family,
                                       std::span<const std::uint8_t> icmp) const {
  // For IPv6 our own address would be needed, and no socket shows a message whose checksum is
  // wrong.
  return family == net::Family::v4 && identity.checksum_visible_v4 && internet_checksum(icmp) != 0;
}

Target* EchoEngine::State::match_cookie(std::span<const std::uint8_t> icmp) {
  const EchoToken token = read_echo_token(icmp);
  Target* target = find(token.slot);
  if (target == nullptr || target->address == AddressTable::kNone) {
    return nullptr;
  }
  const EchoHeader header = read_echo_header(icmp);
  // A number comes again after 2^32 echoes: then the sequence tells the old one from the new.
  const Echo* echo = target->ledger.find(token.number);
  if (echo != nullptr && echo->sequence != header.sequence) {
    return nullptr;
  }
  const std::uint64_t cookie = echo_cookie(identity.cookie_key,
                                           {.slot = token.slot,
                                            .number = token.number,
                                            .generation = target->generation,
                                            .sequence = header.sequence,
                                            .address = addresses[target->address].address});
  return cookie == token.cookie ? target : nullptr;
}

std::optional<UnmatchedReason> EchoEngine::State::on_reply(const ReceivedPacket& packet) {
  const net::Family family = packet.source.family;
  if (read_echo_header(packet.icmp).identifier != identifier(family)) {
    return UnmatchedReason::identifier;
  }
  if (packet.icmp.size() < kTokenEnd) {
    return UnmatchedReason::length;
  }
  Target* target = match_cookie(packet.icmp);
  if (target == nullptr) {
    return checksum_wrong(family, packet.icmp) ? UnmatchedReason::checksum
                                               : UnmatchedReason::cookie;
  }
  if (addresses[target->address].address != packet.source) {
    return UnmatchedReason::source;
  }
  const EchoToken token = read_echo_token(packet.icmp);
  Echo* echo = target->ledger.find(token.number);
  if (echo == nullptr || !target->remembers(*echo, packet.at)) {
    return UnmatchedReason::expired;
  }
  return on_valid_reply({token.slot, target, echo, token.number}, packet);
}

std::optional<UnmatchedReason> EchoEngine::State::on_valid_reply(const Found& found,
                                                                 const ReceivedPacket& packet) {
  Echo& echo = *found.echo;
  const net::Family family = packet.source.family;
  EchoEvent reply = event(EchoEvent::Kind::duplicate, found.id, found.number, echo.sent());
  reply.hop_limit = packet.hop_limit;
  reply.bytes = packet.ip_length != 0 ? packet.ip_length : ip_length(family, packet.icmp.size());
  const bool code_is_zero = packet.icmp[1] == 0;
  if (packet.icmp.size() != kIcmpHeaderSize + echo.payload_size || !code_is_zero ||
      checksum_wrong(family, packet.icmp) || !pattern_intact(packet.icmp)) {
    reply.kind = EchoEvent::Kind::corrupt;
    emit(reply);
    return std::nullopt;
  }
  // A reply cannot be older than its echo; two clocks of one machine can differ by a little.
  reply.rtt = std::max(packet.at - echo.sent(), net::Nanoseconds{0});
  if (echo.state() == Echo::State::answered) {
    emit(reply);
  } else if (echo.state() == Echo::State::lost || reply.rtt > echo.timeout()) {
    on_late_reply(found, reply);
  } else {
    echo.set_state(Echo::State::answered);
    reply.kind = EchoEvent::Kind::answered;
    emit(reply);
    Target& target = *found.target;
    const bool newest = !target.has_answered ||
                        static_cast<std::int32_t>(found.number - target.newest_answered) > 0;
    if (newest) {
      target.newest_answered = found.number;
      target.has_answered = true;
    } else {
      reply.kind = EchoEvent::Kind::reordered;
      emit(reply);
    }
  }
  return std::nullopt;
}

void EchoEngine::State::on_late_reply(const Found& found, const EchoEvent& reply) {
  if (found.echo->replied_late != 0) {
    emit(reply);  // a duplicate of a late reply
    return;
  }
  found.echo->replied_late = 1;
  EchoEvent late = reply;
  late.kind = EchoEvent::Kind::late;
  if (found.echo->state() == Echo::State::lost) {
    emit(late);
  } else {
    deferred.push_back({late, found.target->generation});
  }
}

std::optional<UnmatchedReason> EchoEngine::State::on_error(const ReceivedPacket& packet) {
  const net::Family family = packet.source.family;
  if (checksum_wrong(family, packet.icmp)) {
    return UnmatchedReason::checksum;
  }
  const auto read = read_quote(family, packet.icmp);
  if (const auto* reason = std::get_if<UnmatchedReason>(&read)) {
    return *reason;
  }
  const Quote& quote = std::get<Quote>(read);
  QuotedError error{.reporter = packet.source,
                    .destination = quote.destination,
                    .type = packet.icmp[0],
                    .code = packet.icmp[1],
                    .ip_length = packet.ip_length,
                    .quoted = quote.icmp,
                    .at = packet.at};
  if (error.ip_length == 0) {
    error.ip_length = ip_length(family, packet.icmp.size());
  }
  const auto& bytes = quote.destination.bytes;
  if (family == net::Family::v6 && bytes[0] == 0xfe && (bytes[1] & 0xc0U) == 0x80) {
    error.destination.scope =
        packet.source.scope;  // link-local: errors about it never leave the link
  }
  return on_quote(error);
}

std::variant<Found, UnmatchedReason> EchoEngine::State::find_quoted(const QuotedError& error) {
  const std::uint32_t address = addresses.find(error.destination);
  if (address == AddressTable::kNone) {
    return UnmatchedReason::source;
  }
  if (error.quoted.size() < kTokenEnd) {
    return find_by_sequence(address, read_echo_header(error.quoted).sequence, error.at);
  }
  Target* target = match_cookie(error.quoted);
  if (target == nullptr) {
    return UnmatchedReason::cookie;
  }
  if (target->address != address) {
    return UnmatchedReason::source;
  }
  const EchoToken token = read_echo_token(error.quoted);
  Echo* echo = target->ledger.find(token.number);
  if (echo == nullptr || !target->remembers(*echo, error.at)) {
    return UnmatchedReason::expired;
  }
  return Found{token.slot, target, echo, token.number};
}

std::variant<Found, UnmatchedReason> EchoEngine::State::find_by_sequence(std::uint32_t address,
                                                                         std::uint16_t sequence,
                                                                         net::SteadyTime at) {
  // After 65,536 echoes to one address a sequence comes again: the youngest is meant.
  std::variant<Found, UnmatchedReason> best = UnmatchedReason::expired;
  net::SteadyTime youngest = net::SteadyTime::min();
  for (TargetId id = addresses[address].first_target; id != AddressTable::kNone;
       id = targets[id].next_of_address) {
    Target& target = targets[id];
    const EchoLedger& ledger = target.ledger;
    for (std::uint32_t n = ledger.oldest_number(); n != ledger.next_number(); ++n) {
      Echo* echo = target.ledger.find(n);
      if (echo->sequence == sequence && target.remembers(*echo, at) && echo->sent() > youngest) {
        youngest = echo->sent();
        best = Found{id, &target, echo, n};
      }
    }
  }
  return best;
}

std::optional<UnmatchedReason> EchoEngine::State::on_quote(const QuotedError& error) {
  const net::Family family = error.destination.family;
  if (error.quoted.size() < kIcmpHeaderSize) {
    return UnmatchedReason::length;
  }
  if (kind_of(family, error.quoted[0]) != PacketKind::echo_request) {
    return UnmatchedReason::type;
  }
  if (read_echo_header(error.quoted).identifier != identifier(family)) {
    return UnmatchedReason::identifier;
  }
  const auto match = find_quoted(error);
  if (const auto* reason = std::get_if<UnmatchedReason>(&match)) {
    return *reason;
  }
  const Found& found = std::get<Found>(match);
  EchoEvent reported =
      event(EchoEvent::Kind::icmp_error, found.id, found.number, found.echo->sent());
  reported.reason = static_cast<std::uint8_t>(error_reason(family, error.type, error.code));
  reported.bytes = error.ip_length;
  reported.from = error.reporter;
  emit(reported);
  return std::nullopt;
}

}  // namespace pantau::icmp
