// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/session.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "probes/snmp/codec_session.hpp"
#include "probes/snmp/datagram.hpp"
#include "probes/snmp/open_requests.hpp"
#include "probes/snmp/report.hpp"
#include "probes/snmp/usm_session.hpp"

namespace pantau::snmp {

namespace {

constexpr std::size_t kLargestDatagram = 65507;  // UDP over IPv4
constexpr std::size_t kShortestEngineId = 5;  // RFC 3411, 5 (SnmpEngineID)
constexpr std::size_t kLongestEngineId = 32;
/// Read for one attempt. 64 KiB of values that are no answer cost 1 to 6 ms of the thread that
/// sends the echoes: who sends more than this is not read until the next attempt.
constexpr std::size_t kMostBytesRead = 256U << 10U;
/// `Answer::received` of what nobody answered: the agent is not up because we could not ask it.
constexpr net::SteadyTime kNever{};

std::uint64_t header_bytes(const Endpoint& endpoint) {
  return endpoint.address.family == net::Family::v4 ? 28 : 48;
}

bool same(const config::Secret& left, const config::Secret& right) {
  return left.reveal() == right.reveal();
}

bool same(const Credentials& left, const Credentials& right) {
  return left.version == right.version && same(left.community, right.community) &&
         left.user == right.user && left.auth == right.auth &&
         same(left.auth_password, right.auth_password) && left.privacy == right.privacy &&
         same(left.privacy_password, right.privacy_password);
}

bool equal(ByteView bytes, std::string_view text) {
  return std::equal(bytes.begin(), bytes.end(), text.begin(), text.end(), [](auto byte, char c) {
    return byte == static_cast<std::byte>(c);
  });
}

/// One datagram of ours that may still be answered.
struct Attempt {
  MessageIds ids;
  std::uint32_t key = 0;  ///< in OpenRequests: the message id of v3, else the request id
};

struct Device {
  Endpoint endpoint;
  Credentials credentials;
  std::unique_ptr<UsmUser> user;  ///< v3, once the engine is known
  Request asked;  ///< the present step
  std::vector<Attempt> attempts;  ///< of it; empty: nothing is awaited
  std::size_t bytes_read = 0;  ///< since the last attempt
  Traffic traffic;
};

}  // namespace

struct Sessions::State {
  explicit State(Send sender) : send(std::move(sender)) {}

  void answer(Device& device, Fault fault, std::string detail, net::SteadyTime now);
  void note(const Device& device, Fault fault, std::string detail, net::SteadyTime now);
  void forget(Device& device);
  void transmit(Device& device, const Request& request, net::SteadyTime now);
  bool match(Device& device, const Datagram& datagram, std::string& wrong) const;
  void take(Device& device, const Datagram& datagram, ByteView bytes, net::SteadyTime now);
  void take_report(Device& device, const Oid& reported, net::SteadyTime now);
  void take_engine(Device& device, const Datagram& datagram, net::SteadyTime now);
  void take_decoded(Device& device, std::uint32_t key, Decoded&& decoded, net::SteadyTime now);
  void take_response(Device& device, Decoded&& decoded, net::SteadyTime now);
  void take_error(Device& device, const Decoded& decoded, net::SteadyTime now);

  Send send;
  std::unordered_map<DeviceId, Device> devices;
  OpenRequests requests;
  MasterKeys keys;
  std::vector<Answer> answers;
  std::uint64_t unmatched = 0;
};

void Sessions::State::forget(Device& device) {
  for (const Attempt& attempt : device.attempts) {
    requests.remove(attempt.key);
  }
  device.attempts.clear();
}

void Sessions::State::note(const Device& device,
                           Fault fault,
                           std::string detail,
                           net::SteadyTime now) {
  answers.push_back(Answer{.device = device.asked.device,
                           .step = device.asked.step,
                           .fault = fault,
                           .final = false,
                           .bindings = {},
                           .detail = std::move(detail),
                           .received = now});
}

void Sessions::State::answer(Device& device, Fault fault, std::string detail, net::SteadyTime now) {
  note(device, fault, std::move(detail), now);
  answers.back().final = true;
  forget(device);
}

void Sessions::State::transmit(Device& device, const Request& request, net::SteadyTime now) {
  const bool v3 = device.credentials.version == Version::v3;
  const bool discovers = request.kind == RequestKind::discover_engine;
  device.bytes_read = 0;
  if (v3 && !discovers && !device.user) {
    answer(device, Fault::unknown_engine, "no engine is known", kNever);
    return;
  }
  if ((discovers && !v3) ||
      (request.kind == RequestKind::get_bulk && device.credentials.version == Version::v1)) {
    answer(device, Fault::other, "this version has no such request", kNever);
    return;
  }
  const std::uint32_t key = requests.add(request.device);
  const Attempt attempt{.ids = {.request = v3 ? random_id() : key, .message = key}, .key = key};
  device.attempts.push_back(attempt);
  const Speaker speaker{.credentials = device.credentials,
                        .user = discovers ? nullptr : device.user.get()};
  const auto datagram = encode(speaker, request, attempt.ids, now);
  if (datagram.empty()) {
    answer(device, Fault::other, "cannot be encoded", kNever);
  } else if (!send(device.endpoint, datagram)) {
    answer(device, Fault::other, "cannot be sent", kNever);
  } else {
    device.traffic.sent_bytes += datagram.size() + header_bytes(device.endpoint);
  }
}

/// Whether a datagram with the right id and source can be the answer.
bool Sessions::State::match(Device& device, const Datagram& datagram, std::string& wrong) const {
  if (datagram.version != device.credentials.version) {
    wrong = "another version";
  } else if (!datagram.well_formed) {
    wrong = "malformed";
  } else if (datagram.version != Version::v3 &&
             !equal(datagram.community, device.credentials.community.reveal())) {
    wrong = "another community";
  } else if (datagram.version != Version::v3 && datagram.pdu_type != kResponsePdu) {
    wrong = "not a response";
  }
  return wrong.empty();
}

void Sessions::State::take(Device& device,
                           const Datagram& datagram,
                           ByteView bytes,
                           net::SteadyTime now) {
  const bool v3 = datagram.version == Version::v3;
  if (device.asked.kind == RequestKind::discover_engine) {
    take_engine(device, datagram, now);
    return;
  }
  if (v3 && !datagram.authenticated && datagram.pdu_type == kReportPdu) {
    take_report(device, datagram.report, now);
    return;
  }
  if (v3) {
    const Engine& engine = device.user->engine();
    const bool same_engine =
        std::equal(datagram.engine_id.begin(),
                   datagram.engine_id.end(),
                   engine.id.begin(),
                   engine.id.end(),
                   [](std::byte left, std::uint8_t right) { return left == std::byte{right}; });
    if (!same_engine || !equal(datagram.user, device.credentials.user)) {
      note(device, Fault::decode, "another engine or user", now);
      return;
    }
    // What asks for a level gets its answer at that level (RFC 3412, 7.2 step 13).
    if (datagram.authenticated != (device.credentials.auth != AuthProtocol::none) ||
        (datagram.pdu_type != kReportPdu &&
         datagram.encrypted != (device.credentials.privacy != PrivacyProtocol::none))) {
      note(device, Fault::decode, "another security level", now);
      return;
    }
  }
  const Speaker speaker{.credentials = device.credentials, .user = device.user.get()};
  take_decoded(device, datagram.id, decode(speaker, bytes, now), now);
}

void Sessions::State::take_engine(Device& device, const Datagram& datagram, net::SteadyTime now) {
  if (datagram.pdu_type != kReportPdu || datagram.authenticated) {
    note(device, Fault::decode, "not a report", now);
    return;
  }
  const std::size_t size = datagram.engine_id.size();
  if (size < kShortestEngineId || size > kLongestEngineId) {
    note(device, Fault::decode, "engine id of " + std::to_string(size) + " bytes", now);
    return;
  }
  Engine engine{.id = std::vector<std::uint8_t>(size),
                .boots = datagram.engine_boots,
                .time = datagram.engine_time,
                .at = now};
  std::transform(
      datagram.engine_id.begin(), datagram.engine_id.end(), engine.id.begin(), [](std::byte byte) {
        return std::to_integer<std::uint8_t>(byte);
      });
  device.user = UsmUser::make(device.credentials, engine, keys);
  if (device.user) {
    answer(device, Fault::none, {}, now);
  } else {
    answer(device, Fault::auth, "no key can be made of the password", now);
  }
}

void Sessions::State::take_report(Device& device, const Oid& reported, net::SteadyTime now) {
  const Report report = read_report(reported);
  answer(device, report.fault, report.name, now);
}

void Sessions::State::take_decoded(Device& device,
                                   std::uint32_t key,
                                   Decoded&& decoded,
                                   net::SteadyTime now) {
  const auto attempt = std::find_if(device.attempts.begin(),
                                    device.attempts.end(),
                                    [key](const Attempt& each) { return each.key == key; });
  switch (decoded.kind) {
    case Decoded::Kind::malformed:
      note(device, Fault::decode, "malformed", now);
      return;
    case Decoded::Kind::not_authentic:
      note(device, Fault::decode, "not authentic", now);
      return;
    case Decoded::Kind::not_in_time:
      answer(device, Fault::unknown_engine, "out of the time window", now);
      return;
    case Decoded::Kind::report:
      take_report(device, decoded.bindings.empty() ? Oid{} : decoded.bindings.front().oid, now);
      return;
    case Decoded::Kind::response:
      break;
  }
  if (attempt == device.attempts.end() || decoded.request_id != attempt->ids.request) {
    note(device, Fault::decode, "another request id", now);
  } else if (decoded.error_status != 0) {
    take_error(device, decoded, now);
  } else {
    take_response(device, std::move(decoded), now);
  }
}

void Sessions::State::take_response(Device& device, Decoded&& decoded, net::SteadyTime now) {
  const auto& asked = device.asked.oids;
  const auto& got = decoded.bindings;
  const bool as_asked = std::equal(
      asked.begin(), asked.end(), got.begin(), got.end(), [](const Oid& oid, const VarBind& bound) {
        return oid == bound.oid;
      });
  if (device.asked.kind == RequestKind::get && !as_asked) {
    note(device, Fault::decode, "not what was asked for", now);
    return;
  }
  answer(device, Fault::none, {}, now);
  answers.back().bindings = std::move(decoded.bindings);
}

void Sessions::State::take_error(Device& device, const Decoded& decoded, net::SteadyTime now) {
  constexpr std::int64_t kTooBig = 1;
  constexpr std::int64_t kNoSuchName = 2;
  const auto& oids = device.asked.oids;
  const auto index = static_cast<std::uint64_t>(decoded.error_index);
  const bool names_one = decoded.error_index >= 1 && index <= oids.size();
  std::string detail = error_name(decoded.error_status);
  if (names_one) {
    detail += " at " + config::to_string(oids[index - 1]);
  }
  Fault fault = Fault::other;
  if (decoded.error_status == kTooBig) {
    fault = Fault::too_big;
  } else if (decoded.error_status == kNoSuchName) {
    fault = Fault::no_such_name;
  }
  answer(device, fault, std::move(detail), now);
  if (fault == Fault::no_such_name && names_one) {
    answers.back().error_index = static_cast<std::uint32_t>(index);
  }
}

Sessions::Sessions(Send send) : state_(std::make_unique<State>(std::move(send))) {
  start_library();
}

Sessions::~Sessions() = default;

void Sessions::open(DeviceId device, const Endpoint& endpoint, const Credentials& credentials) {
  Device& known = state_->devices[device];
  state_->forget(known);
  const bool same_agent =
      known.endpoint == endpoint && known.credentials.user == credentials.user &&
      credentials.version == Version::v3 && known.credentials.version == Version::v3;
  if (!same_agent) {
    known.user.reset();
  } else if (known.user && !same(known.credentials, credentials)) {
    const Engine engine = known.user->engine();
    known.user = UsmUser::make(credentials, engine, state_->keys);
  }
  known.endpoint = endpoint;
  known.credentials = credentials;
}

void Sessions::close(DeviceId device) {
  forget(device);
  state_->devices.erase(device);
}

void Sessions::send(const Request& request, net::SteadyTime now) {
  const auto found = state_->devices.find(request.device);
  if (found == state_->devices.end()) {
    state_->answers.push_back(Answer{.device = request.device,
                                     .step = request.step,
                                     .fault = Fault::other,
                                     .bindings = {},
                                     .detail = "not open",
                                     .received = kNever});
    return;
  }
  Device& device = found->second;
  if (device.attempts.empty() || device.asked.step != request.step) {
    state_->forget(device);
    device.asked = request;
  }
  state_->transmit(device, request, now);
}

void Sessions::forget(DeviceId device) {
  const auto found = state_->devices.find(device);
  if (found != state_->devices.end()) {
    state_->forget(found->second);
  }
}

void Sessions::receive(const Endpoint& from,
                       std::span<const std::byte> datagram,
                       net::SteadyTime now) {
  const auto head = datagram.size() <= kLargestDatagram ? read_datagram(datagram) : std::nullopt;
  const auto id = head ? state_->requests.find(head->id) : std::nullopt;
  if (!id) {
    ++state_->unmatched;
    return;
  }
  Device& device = state_->devices.at(*id);
  if (device.bytes_read >= kMostBytesRead) {
    ++state_->unmatched;
    return;
  }
  device.bytes_read += datagram.size();
  device.traffic.received_bytes += datagram.size() + header_bytes(from);
  std::string wrong;
  if (from != device.endpoint) {
    state_->note(device, Fault::wrong_source, "answer from " + net::to_string(from.address), now);
  } else if (!state_->match(device, *head, wrong)) {
    state_->note(device, Fault::decode, std::move(wrong), now);
  } else {
    state_->take(device, *head, datagram, now);
  }
}

std::vector<Answer> Sessions::take_answers() {
  return std::exchange(state_->answers, {});
}

Traffic Sessions::traffic(DeviceId device) const {
  const auto found = state_->devices.find(device);
  return found == state_->devices.end() ? Traffic{} : found->second.traffic;
}

std::uint64_t Sessions::unmatched() const {
  return state_->unmatched;
}

}  // namespace pantau::snmp
