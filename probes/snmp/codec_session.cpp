// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/codec_session.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <memory>
#include <span>
#include <utility>

#include "probes/snmp/open_requests.hpp"

// net-snmp-config.h has to be the first of its headers.
// clang-format off
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/snmp_secmod.h>
#include <net-snmp/library/snmpusm.h>
#include <net-snmp/library/snmpv3.h>

// clang-format on
// Macros of net-snmp that hide a member of ours.
#undef non_repeaters
#undef max_repetitions

namespace pantau::snmp {

namespace {

constexpr std::size_t kLargestMessage = 65507;  // UDP over IPv4

struct FreePdu {
  void operator()(netsnmp_pdu* pdu) const { ::snmp_free_pdu(pdu); }
};

using Pdu = std::unique_ptr<netsnmp_pdu, FreePdu>;

struct FreeMemory {
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): this is the owner's hand
  void operator()(u_char* memory) const { std::free(memory); }
};

long version_of(Version version) {
  switch (version) {
    case Version::v1:
      return SNMP_VERSION_1;
    case Version::v2c:
      return SNMP_VERSION_2c;
    case Version::v3:
      break;
  }
  return SNMP_VERSION_3;
}

int command_of(RequestKind kind) {
  switch (kind) {
    case RequestKind::get_next:
      return SNMP_MSG_GETNEXT;
    case RequestKind::get_bulk:
      return SNMP_MSG_GETBULK;
    case RequestKind::get:
    case RequestKind::discover_engine:
      break;
  }
  return SNMP_MSG_GET;
}

int level_of(const Speaker& speaker) {
  if (speaker.user == nullptr || speaker.credentials.auth == AuthProtocol::none) {
    return SNMP_SEC_LEVEL_NOAUTH;
  }
  return speaker.credentials.privacy == PrivacyProtocol::none ? SNMP_SEC_LEVEL_AUTHNOPRIV
                                                              : SNMP_SEC_LEVEL_AUTHPRIV;
}

// net-snmp does not write through the pointers of a session that it only codes with, but its struct
// has no const.
template <typename To, typename From>
To* unconst(const From* text) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast)
  return reinterpret_cast<To*>(const_cast<From*>(text));
}

/// Points into `speaker`.
netsnmp_session session_of(const Speaker& speaker) {
  const Credentials& credentials = speaker.credentials;
  netsnmp_session session{};
  session.version = version_of(credentials.version);
  session.rcvMsgMaxSize = kLargestMessage;
  session.sndMsgMaxSize = kLargestMessage;
  if (credentials.version != Version::v3) {
    session.community = unconst<u_char>(credentials.community.reveal().data());
    session.community_len = credentials.community.reveal().size();
    return session;
  }
  session.securityModel = SNMP_SEC_MODEL_USM;
  session.securityLevel = level_of(speaker);
  // We are not, but else net-snmp sets what it knows of the agent's clock to zero with each message
  // that it reads, and takes old messages for new ones (ENSURE_ENGINE_RECORD in lcd_time.h).
  session.isAuthoritative = SNMP_SESS_AUTHORITATIVE;
  session.contextName = unconst<char>("");
  session.securityName = unconst<char>("");
  if (speaker.user != nullptr) {
    const Engine& engine = speaker.user->engine();
    session.securityName = unconst<char>(credentials.user.c_str());
    session.securityNameLen = credentials.user.size();
    session.securityEngineID = unconst<u_char>(engine.id.data());
    session.securityEngineIDLen = engine.id.size();
    session.contextEngineID = session.securityEngineID;
    session.contextEngineIDLen = session.securityEngineIDLen;
  }
  return session;
}

Pdu pdu_of(const Speaker& speaker, const Request& request, const MessageIds& ids) {
  Pdu pdu{::snmp_pdu_create(command_of(request.kind))};
  if (!pdu) {
    return pdu;
  }
  pdu->version = version_of(speaker.credentials.version);
  pdu->reqid = ids.request;
  pdu->msgid = ids.message;
  pdu->errstat = 0;
  pdu->errindex = 0;
  if (request.kind == RequestKind::discover_engine) {
    // An empty name of its own, else snmp_build takes it for a forgotten one.
    pdu->securityName = ::strdup("");
  }
  if (request.kind == RequestKind::get_bulk) {
    // The same place holds max-repetitions (RFC 3416, 3); non-repeaters is the one before.
    pdu->errindex = request.max_repetitions;
  }
  return pdu;
}

/// The objects of a request as net-snmp's list, lent to a PDU: snmp_add_null_var takes 1.1 KiB of
/// the heap for each, which malloc(3) does not keep at hand, and that was a tenth of a poll.
class LentVariables {
 public:
  LentVariables(netsnmp_pdu& pdu, const std::vector<Oid>& names) : pdu_(pdu) {
    // Kept for the next request; net-snmp knows one thread alone anyway.
    static std::vector<netsnmp_variable_list> kept;
    kept.resize(std::max(kept.size(), names.size()));
    for (std::size_t i = names.size(); i > 0; --i) {
      netsnmp_variable_list& variable = kept[i - 1];
      const Oid& name = names[i - 1];
      variable.type = ASN_NULL;
      variable.name = std::data(variable.name_loc);
      variable.name_length = std::min(name.size(), std::size(variable.name_loc));
      std::copy_n(name.arcs().begin(), variable.name_length, variable.name);
      variable.next_variable = pdu.variables;
      pdu.variables = &variable;
    }
  }

  /// Else the PDU would free what is not its own.
  ~LentVariables() { pdu_.variables = nullptr; }

  LentVariables(const LentVariables&) = delete;
  LentVariables& operator=(const LentVariables&) = delete;
  LentVariables(LentVariables&&) = delete;
  LentVariables& operator=(LentVariables&&) = delete;

 private:
  netsnmp_pdu& pdu_;
};

std::vector<std::byte> build(netsnmp_session& session, netsnmp_pdu& pdu) {
  // Enough for most, and malloc(3) keeps blocks of this size at hand; snmp_build lets it grow.
  std::size_t size = 1024;
  std::size_t used = 0;
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): snmp_build may move it, then it is owned
  auto* memory = static_cast<u_char*>(std::malloc(size));
  const int failed = memory == nullptr ? -1 : ::snmp_build(&memory, &size, &used, &session, &pdu);
  const std::unique_ptr<u_char, FreeMemory> owner{memory};
  if (failed != 0 || used > size || used > kLargestMessage) {
    return {};
  }
  // It builds from the end of its memory (NETSNMP_DS_LIB_REVERSE_ENCODE).
  const auto* const first = reinterpret_cast<const std::byte*>(memory + (size - used));
  return {first, first + used};
}

std::string octets(const netsnmp_variable_list& variable) {
  return {reinterpret_cast<const char*>(variable.val.string), variable.val_len};
}

std::uint32_t low_32_bits(const netsnmp_variable_list& variable) {
  return static_cast<std::uint32_t>(*variable.val.integer);
}

std::uint64_t whole_64_bits(const netsnmp_variable_list& variable) {
  return static_cast<std::uint64_t>(variable.val.counter64->high) << 32U |
         (variable.val.counter64->low & 0xFFFFFFFFU);
}

Oid oid_of(const oid* arcs, std::size_t count) {
  std::array<std::uint32_t, config::Oid::kMaxLength> copy{};
  const std::size_t taken = std::min(count, copy.size());
  std::copy_n(arcs, taken, copy.begin());
  return Oid{std::span(copy).first(taken)};
}

/// Net-SNMP's own types inside Opaque (NETSNMP_WITH_OPAQUE_SPECIAL_TYPES).
std::optional<Value> opaque_value(const netsnmp_variable_list& variable) {
  switch (variable.type) {
    case ASN_OPAQUE_FLOAT:
      return Value{static_cast<double>(*variable.val.floatVal)};
    case ASN_OPAQUE_DOUBLE:
      return Value{*variable.val.doubleVal};
    case ASN_OPAQUE_I64:
      return Value{static_cast<std::int64_t>(whole_64_bits(variable))};
    case ASN_OPAQUE_COUNTER64:
    case ASN_OPAQUE_U64:
      return Value{Counter{.value = whole_64_bits(variable), .bits = 64}};
    default:
      return std::nullopt;
  }
}

std::optional<Value> value_of(const netsnmp_variable_list& variable) {
  switch (variable.type) {
    case ASN_INTEGER:
      return Value{static_cast<std::int64_t>(static_cast<std::int32_t>(*variable.val.integer))};
    case ASN_GAUGE:
    case ASN_UINTEGER:
      return Value{static_cast<std::int64_t>(low_32_bits(variable))};
    case ASN_COUNTER:
      return Value{Counter{.value = low_32_bits(variable), .bits = 32}};
    case ASN_COUNTER64:
      return Value{Counter{.value = whole_64_bits(variable), .bits = 64}};
    case ASN_TIMETICKS:
      return Value{Ticks{low_32_bits(variable)}};
    case ASN_OCTET_STR:
    case ASN_IPADDRESS:
    case ASN_OPAQUE:
    case ASN_NSAP:
      return Value{octets(variable)};
    case ASN_OBJECT_ID:
      return Value{oid_of(variable.val.objid, variable.val_len / sizeof(oid))};
    case ASN_NULL:
      return Value{};
    case SNMP_NOSUCHOBJECT:
      return Value{Missing::no_such_object};
    case SNMP_NOSUCHINSTANCE:
      return Value{Missing::no_such_instance};
    case SNMP_ENDOFMIBVIEW:
      return Value{Missing::end_of_mib_view};
    default:
      return opaque_value(variable);
  }
}

Decoded take(const netsnmp_pdu& pdu) {
  Decoded decoded;
  if (pdu.command != SNMP_MSG_RESPONSE && pdu.command != SNMP_MSG_REPORT) {
    return decoded;
  }
  std::size_t count = 0;
  for (const auto* each = pdu.variables; each != nullptr; each = each->next_variable) {
    ++count;
  }
  decoded.bindings.reserve(count);
  for (const auto* variable = pdu.variables; variable != nullptr;
       variable = variable->next_variable) {
    auto value = value_of(*variable);
    if (!value) {
      return decoded;
    }
    decoded.bindings.push_back(
        VarBind{oid_of(variable->name, variable->name_length), std::move(*value)});
  }
  decoded.kind = pdu.command == SNMP_MSG_RESPONSE ? Decoded::Kind::response : Decoded::Kind::report;
  decoded.request_id = static_cast<std::uint32_t>(pdu.reqid);
  decoded.error_status = pdu.errstat;
  decoded.error_index = pdu.errindex;
  return decoded;
}

Decoded::Kind kind_of_failure(int result) {
  switch (result) {
    case SNMPERR_USM_NOTINTIMEWINDOW:
      return Decoded::Kind::not_in_time;
    case SNMPERR_USM_AUTHENTICATIONFAILURE:
    case SNMPERR_USM_UNKNOWNSECURITYNAME:
    case SNMPERR_USM_UNKNOWNENGINEID:
    case SNMPERR_USM_UNSUPPORTEDSECURITYLEVEL:
      return Decoded::Kind::not_authentic;
    default:
      return Decoded::Kind::malformed;
  }
}

void set_library_switches() {
  // No handler writes, and with none registered net-snmp would write to standard error.
  ::netsnmp_register_loghandler(NETSNMP_LOGHANDLER_NONE, LOG_DEBUG);
  // Part of the name of the files that are not read; init_usm fails without one.
  (void)::netsnmp_ds_set_string(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_APPTYPE, "pantau");
  const auto set = [](int item) { (void)::netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, item, 1); };
  set(NETSNMP_DS_LIB_DONT_READ_CONFIGS);
  set(NETSNMP_DS_LIB_DONT_PERSIST_STATE);
  set(NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD);
  set(NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE);
  set(NETSNMP_DS_LIB_REVERSE_ENCODE);
  // Else it would answer questions for our own engine id (RFC 5343).
  set(NETSNMP_DS_LIB_NO_DISCOVERY);
}

/// Without an engine id of ours net-snmp reads no authentic message. One at random: its own way
/// asks the resolver for our host name (setup_engineID in snmpv3.c).
void choose_engine_id() {
  // Of no enterprise, octets as we like (RFC 3411, 5: SnmpEngineID).
  std::array<u_char, 13> id{0x80, 0, 0, 0, 5};
  for (std::size_t i = 5; i < id.size(); i += 4) {
    const std::uint32_t value = random_id();
    std::memcpy(&id.at(i), &value, sizeof value);
  }
  (void)::set_exact_engineID(id.data(), id.size());
}

}  // namespace

void start_library() {
  // Not init_snmp: that reads MIBS, MIBDIRS and SNMPCONFPATH, files, and asks the resolver for our
  // own host name.
  static const bool started = [] {
    set_library_switches();
    ::init_callbacks();
    choose_engine_id();
    ::init_usm();
    // Where init_usm has registered what draws the first salts at random.
    (void)::snmp_call_callbacks(
        SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_POST_PREMIB_READ_CONFIG, nullptr);
    return true;
  }();
  (void)started;
}

std::vector<std::byte> encode(const Speaker& speaker,
                              const Request& request,
                              const MessageIds& ids,
                              net::SteadyTime now) {
  netsnmp_session session = session_of(speaker);
  const Pdu pdu = pdu_of(speaker, request, ids);
  if (!pdu) {
    return {};
  }
  const LentVariables variables{*pdu, request.oids};
  if (speaker.user == nullptr) {
    return build(session, *pdu);
  }
  const UsmUser::Presence presence{*speaker.user, now};
  return build(session, *pdu);
}

Decoded decode(const Speaker& speaker, ByteView bytes, net::SteadyTime now) {
  netsnmp_session session = session_of(speaker);
  const Pdu pdu{::snmp_pdu_create(SNMP_MSG_RESPONSE)};
  // The digest is cleared and the text decrypted in place.
  std::vector<u_char> copy(bytes.size());
  std::transform(bytes.begin(), bytes.end(), copy.begin(), [](std::byte byte) {
    return std::to_integer<u_char>(byte);
  });
  if (!pdu) {
    return {};
  }
  std::optional<UsmUser::Presence> presence;
  if (speaker.user != nullptr) {
    presence.emplace(*speaker.user, now);
  }
  const int result = ::snmp_parse(nullptr, &session, pdu.get(), copy.data(), copy.size());
  if (result != 0) {
    return Decoded{.kind = kind_of_failure(result), .bindings = {}};
  }
  return take(*pdu);
}

std::string error_name(std::int64_t status) {
  return ::snmp_errstring(static_cast<int>(std::clamp<std::int64_t>(status, 0, INT32_MAX)));
}

}  // namespace pantau::snmp
