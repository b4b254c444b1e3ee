// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/datagram.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

namespace pantau::snmp {

namespace {

constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kOctetString = 0x04;
constexpr std::uint8_t kObjectId = 0x06;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint32_t kUsm = 3;  // RFC 3411, 5
constexpr std::uint8_t kAuthFlag = 0x01;  // RFC 3412, 6.4
constexpr std::uint8_t kPrivFlag = 0x02;

struct Element {
  std::uint8_t tag = 0;
  ByteView content;
  bool whole = true;  ///< false: announces more than there is; `content` is what there is
};

/// Reads one BER element after the other (X.690 8.1, definite lengths alone, as RFC 3417, 8 has
/// it).
class Reader {
 public:
  explicit Reader(ByteView bytes) : rest_(bytes) {}

  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  std::optional<Element> any();
  std::optional<ByteView> whole(std::uint8_t tag);
  /// Not negative and below 2^31, as all integers of the headers are.
  std::optional<std::uint32_t> number();

 private:
  [[nodiscard]] std::uint8_t byte(std::size_t at) const {
    return std::to_integer<std::uint8_t>(rest_[at]);
  }

  ByteView rest_;
};

std::optional<Element> Reader::any() {
  if (rest_.size() < 2) {
    return std::nullopt;
  }
  Element element{.tag = byte(0), .content = {}};
  std::size_t header = 2;
  std::size_t length = byte(1);
  if (length >= 0x80U) {
    const std::size_t count = length & 0x7FU;
    if (count == 0 || count > 4 || rest_.size() < 2 + count) {
      return std::nullopt;
    }
    length = 0;
    for (std::size_t i = 0; i < count; ++i) {
      length = length << 8U | byte(2 + i);
    }
    header += count;
  }
  element.whole = length <= rest_.size() - header;
  const std::size_t taken = element.whole ? length : rest_.size() - header;
  element.content = rest_.subspan(header, taken);
  rest_ = rest_.subspan(header + taken);
  return element;
}

std::optional<ByteView> Reader::whole(std::uint8_t tag) {
  const auto element = any();
  if (!element || element->tag != tag || !element->whole) {
    return std::nullopt;
  }
  return element->content;
}

std::optional<std::uint32_t> Reader::number() {
  const auto content = whole(kInteger);
  if (!content || content->empty() || content->size() > 4 ||
      std::to_integer<std::uint8_t>(content->front()) >= 0x80U) {
    return std::nullopt;
  }
  std::uint32_t value = 0;
  for (const std::byte part : *content) {
    value = value << 8U | std::to_integer<std::uint32_t>(part);
  }
  return value;
}

/// Of one object identifier. No Oid: one on the heap for each binding cost more than all else here.
struct Arcs {
  std::array<std::uint32_t, config::Oid::kMaxLength> all{};
  std::size_t count = 0;

  [[nodiscard]] bool add(std::uint64_t arc) {
    if (arc > UINT32_MAX || count == all.size()) {
      return false;
    }
    all[count++] = static_cast<std::uint32_t>(arc);
    return true;
  }
};

/// X.690 8.19: 7 bits a byte; the first number holds two arcs.
bool read_arcs(ByteView content, Arcs& arcs) {
  arcs.count = 0;
  std::uint64_t arc = 0;
  bool open = true;
  for (const std::byte part : content) {
    const auto value = std::to_integer<std::uint8_t>(part);
    arc = arc << 7U | (value & 0x7FU);
    open = (value & 0x80U) != 0;
    if (arc > UINT32_MAX) {
      return false;
    }
    if (open) {
      continue;
    }
    if (arcs.count == 0) {
      const std::uint64_t first = std::min<std::uint64_t>(arc / 40, 2);
      arc -= 40 * first;
      (void)arcs.add(first);  // the first always has room
    }
    if (!arcs.add(arc)) {
      return false;
    }
    arc = 0;
  }
  return !open;
}

/// Whether `length` is possible for a value of this type (RFC 2578, 7.1).
bool possible(std::uint8_t tag, std::size_t length) {
  switch (tag) {
    case kInteger:
    case 0x41:  // Counter32
    case 0x42:  // Gauge32
    case 0x43:  // TimeTicks
    case 0x47:  // Unsigned32 of RFC 1442
      return length >= 1 && length <= 5;
    case 0x46:  // Counter64
      return length >= 1 && length <= 9;
    case kObjectId:
      return length >= 1;
    case 0x40:  // IpAddress
      return length == 4;
    case 0x05:  // NULL
    case 0x80:  // noSuchObject
    case 0x81:  // noSuchInstance
    case 0x82:  // endOfMibView
      return length == 0;
    case kOctetString:
    case 0x44:  // Opaque
    case 0x45:  // NsapAddress
      return true;
    default:
      return false;
  }
}

/// \return whether the binding is whole.
bool read_binding(ByteView binding, Arcs& name) {
  Reader reader{binding};
  const auto content = reader.whole(kObjectId);
  const auto value = reader.any();
  return content && value && value->whole && reader.at_end() &&
         possible(value->tag, value->content.size()) && read_arcs(*content, name);
}

/// What follows the request id.
bool read_rest_of_pdu(Reader pdu, Datagram& datagram) {
  const auto status = pdu.number();
  const auto index = pdu.number();
  const auto list = pdu.whole(kSequence);
  if (!status || !index || !list || !pdu.at_end()) {
    return false;
  }
  bool first = true;
  Arcs name;
  for (Reader bindings{*list}; !bindings.at_end(); first = false) {
    const auto binding = bindings.whole(kSequence);
    if (!binding || !read_binding(*binding, name)) {
      return false;
    }
    if (first && datagram.pdu_type == kReportPdu) {
      datagram.report = config::Oid{std::span(name.all).first(name.count)};
    }
  }
  return true;
}

std::optional<Datagram> read_community_message(Reader message, Datagram datagram) {
  const auto community = message.whole(kOctetString);
  const auto element = message.any();
  if (!community || !element) {
    return std::nullopt;
  }
  datagram.community = *community;
  datagram.pdu_type = element->tag;
  Reader pdu{element->content};
  const auto id = pdu.number();
  if (!id) {
    return std::nullopt;
  }
  datagram.id = *id;
  datagram.well_formed =
      datagram.well_formed && element->whole && message.at_end() && read_rest_of_pdu(pdu, datagram);
  return datagram;
}

/// RFC 3414, 2.4
bool read_security(ByteView parameters, Datagram& datagram) {
  Reader outer{parameters};
  const auto sequence = outer.whole(kSequence);
  if (!sequence || !outer.at_end()) {
    return false;
  }
  Reader reader{*sequence};
  const auto engine_id = reader.whole(kOctetString);
  const auto boots = reader.number();
  const auto time = reader.number();
  const auto user = reader.whole(kOctetString);
  const auto digest = reader.whole(kOctetString);
  const auto salt = reader.whole(kOctetString);
  if (!engine_id || !boots || !time || !user || !digest || !salt || !reader.at_end()) {
    return false;
  }
  datagram.engine_id = *engine_id;
  datagram.engine_boots = *boots;
  datagram.engine_time = *time;
  datagram.user = *user;
  return true;
}

/// RFC 3412, 6.8
bool read_scoped_pdu(ByteView scoped, Datagram& datagram) {
  Reader reader{scoped};
  const auto engine_id = reader.whole(kOctetString);
  const auto context = reader.whole(kOctetString);
  const auto element = reader.any();
  if (!engine_id || !context || !element || !element->whole || !reader.at_end()) {
    return false;
  }
  datagram.pdu_type = element->tag;
  Reader pdu{element->content};
  // A report may answer what could not be read, so that its request id means nothing (RFC 3412,
  // 7.1 step 3).
  return pdu.number() && read_rest_of_pdu(pdu, datagram);
}

/// After msgID.
bool read_secured_message(Reader header, Reader message, Datagram& datagram) {
  const auto size = header.number();
  const auto flags = header.whole(kOctetString);
  const auto model = header.number();
  if (!size || !flags || flags->size() != 1 || model != kUsm || !header.at_end()) {
    return false;
  }
  const auto bits = std::to_integer<std::uint8_t>(flags->front());
  datagram.authenticated = (bits & kAuthFlag) != 0;
  datagram.encrypted = (bits & kPrivFlag) != 0;
  const auto security = message.whole(kOctetString);
  const auto data = message.any();
  if ((datagram.encrypted && !datagram.authenticated) || !security || !data || !data->whole ||
      !message.at_end() || !read_security(*security, datagram)) {
    return false;
  }
  if (datagram.encrypted) {
    return data->tag == kOctetString;
  }
  return data->tag == kSequence && read_scoped_pdu(data->content, datagram);
}

std::optional<Datagram> read_v3_message(Reader message, Datagram datagram) {
  const auto element = message.any();
  if (!element || element->tag != kSequence) {
    return std::nullopt;
  }
  Reader header{element->content};
  const auto id = header.number();
  if (!id) {
    return std::nullopt;
  }
  datagram.id = *id;
  datagram.well_formed =
      datagram.well_formed && element->whole && read_secured_message(header, message, datagram);
  return datagram;
}

}  // namespace

std::optional<Datagram> read_datagram(ByteView bytes) {
  Reader outer{bytes};
  const auto element = outer.any();
  if (!element || element->tag != kSequence) {
    return std::nullopt;
  }
  Reader message{element->content};
  const auto version = message.number();
  if (!version) {
    return std::nullopt;
  }
  Datagram datagram;
  datagram.well_formed = element->whole && outer.at_end();
  switch (*version) {
    case 0:
      datagram.version = Version::v1;
      return read_community_message(message, datagram);
    case 1:
      datagram.version = Version::v2c;
      return read_community_message(message, datagram);
    case 3:
      datagram.version = Version::v3;
      return read_v3_message(message, datagram);
    default:
      return std::nullopt;
  }
}

}  // namespace pantau::snmp
