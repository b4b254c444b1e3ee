// SPDX-License-Identifier: Apache-2.0
#include "probes/snmp/usm_session.hpp"

#include <strings.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <new>
#include <optional>
#include <string>

// net-snmp-config.h has to be the first of its headers.
// clang-format off
#include <net-snmp/net-snmp-config.h>
#include <net-snmp/net-snmp-includes.h>
#include <net-snmp/library/keytools.h>
#include <net-snmp/library/lcd_time.h>
#include <net-snmp/library/snmpusm.h>

// clang-format on

namespace pantau::snmp {

namespace {

constexpr std::size_t kShortestPassword = 8;
constexpr std::size_t kPrivacyKey = 16;  // RFC 3414, 8.1.1.1 and RFC 3826, 1.2.1
constexpr std::size_t kLongestKey = 64;  // SHA-512

using ProtocolOid = std::array<oid, 10>;
using Key = std::array<std::uint8_t, kLongestKey>;

/// RFC 3414, 5 and RFC 7860, 8
ProtocolOid oid_of(AuthProtocol protocol) {
  return {1, 3, 6, 1, 6, 3, 10, 1, 1, 1 + static_cast<oid>(protocol)};
}

/// RFC 3414, 5 and RFC 3826, 4
ProtocolOid oid_of(PrivacyProtocol protocol) {
  constexpr std::array<oid, 3> kLast{1, 2, 4};
  return {1, 3, 6, 1, 6, 3, 10, 1, 2, kLast.at(static_cast<std::size_t>(protocol))};
}

}  // namespace

struct MasterKey {
  MasterKey() = default;

  ~MasterKey() { ::explicit_bzero(bytes.data(), bytes.size()); }

  MasterKey(const MasterKey&) = delete;
  MasterKey& operator=(const MasterKey&) = delete;
  MasterKey(MasterKey&&) = delete;
  MasterKey& operator=(MasterKey&&) = delete;

  AuthProtocol protocol = AuthProtocol::none;
  config::Secret password;
  Key bytes{};
  std::size_t size = 0;
};

std::shared_ptr<const MasterKey> MasterKeys::of(AuthProtocol protocol,
                                                const config::Secret& password) {
  std::erase_if(keys_, [](const auto& key) { return key.expired(); });
  for (const auto& known : keys_) {
    auto key = known.lock();
    if (key && key->protocol == protocol && key->password.reveal() == password.reveal()) {
      return key;
    }
  }
  if (password.reveal().size() < kShortestPassword) {
    return nullptr;
  }
  const auto key = std::make_shared<MasterKey>();
  key->protocol = protocol;
  key->password = password;
  key->size = key->bytes.size();
  const ProtocolOid hash = oid_of(protocol);
  std::vector<u_char> text{password.reveal().begin(), password.reveal().end()};
  const int made = ::generate_Ku(
      hash.data(), hash.size(), text.data(), text.size(), key->bytes.data(), &key->size);
  ::explicit_bzero(text.data(), text.size());
  if (made != SNMPERR_SUCCESS) {
    return nullptr;
  }
  ++made_;
  keys_.push_back(key);
  return key;
}

namespace {

// What net-snmp frees must come from malloc(3).
template <typename T>
T* c_copy(const T* from, std::size_t count) {
  auto* const copy = static_cast<T*>(std::malloc(std::max<std::size_t>(count, 1) * sizeof(T)));
  if (copy == nullptr) {
    throw std::bad_alloc{};
  }
  std::copy_n(from, count, copy);
  return copy;
}

void set_protocol(oid*& field, std::size_t& length, const ProtocolOid& protocol) {
  // NOLINTNEXTLINE(cppcoreguidelines-owning-memory): a field of net-snmp's struct
  std::free(field);
  field = c_copy(protocol.data(), protocol.size());
  length = protocol.size();
}

/// The master key localized to an engine (RFC 3414, 2.6).
bool set_key(u_char*& field,
             std::size_t& length,
             const MasterKey& master,
             const Engine& engine,
             std::size_t longest) {
  Key key{};
  std::size_t size = key.size();
  const ProtocolOid hash = oid_of(master.protocol);
  const int made = ::generate_kul(hash.data(),
                                  hash.size(),
                                  engine.id.data(),
                                  static_cast<u_int>(engine.id.size()),
                                  master.bytes.data(),
                                  static_cast<u_int>(master.size),
                                  key.data(),
                                  &size);
  if (made == SNMPERR_SUCCESS) {
    length = std::min(size, longest);
    field = c_copy<u_char>(key.data(), length);
  }
  ::explicit_bzero(key.data(), key.size());
  return made == SNMPERR_SUCCESS;
}

}  // namespace

void UsmUser::Free::operator()(usmUser* user) const {
  // Overwrites the keys.
  ::usm_free_user(user);
}

UsmUser::UsmUser(const Engine& engine) : engine_(engine), user_(::usm_create_user()) {
  if (!user_) {
    throw std::bad_alloc{};
  }
}

UsmUser::~UsmUser() = default;

std::unique_ptr<UsmUser> UsmUser::make(const Credentials& credentials,
                                       const Engine& engine,
                                       MasterKeys& keys) {
  std::unique_ptr<UsmUser> made{new UsmUser{engine}};
  usmUser& user = *made->user_;
  user.engineID = c_copy<u_char>(engine.id.data(), engine.id.size());
  user.engineIDLen = engine.id.size();
  user.name = c_copy(credentials.user.c_str(), credentials.user.size() + 1);
  user.secName = c_copy(credentials.user.c_str(), credentials.user.size() + 1);
  user.userStatus = RS_ACTIVE;
  set_protocol(user.authProtocol, user.authProtocolLen, oid_of(credentials.auth));
  set_protocol(user.privProtocol, user.privProtocolLen, oid_of(credentials.privacy));
  if (credentials.auth == AuthProtocol::none) {
    return made;
  }
  made->auth_ = keys.of(credentials.auth, credentials.auth_password);
  if (!made->auth_ || !set_key(user.authKey, user.authKeyLen, *made->auth_, engine, kLongestKey)) {
    return nullptr;
  }
  if (credentials.privacy == PrivacyProtocol::none) {
    return made;
  }
  made->privacy_ = keys.of(credentials.auth, credentials.privacy_password);
  if (!made->privacy_ ||
      !set_key(user.privKey, user.privKeyLen, *made->privacy_, engine, kPrivacyKey)) {
    return nullptr;
  }
  return made;
}

UsmUser::Presence::Presence(UsmUser& user, net::SteadyTime now) : user_(user), now_(now) {
  const Engine& engine = user_.engine_;
  const auto passed = std::chrono::duration_cast<std::chrono::seconds>(now - engine.at).count();
  const std::int64_t time = engine.time + std::max<std::int64_t>(passed, 0);
  // Failing (no memory) leaves the engine unknown, and then the message cannot be built or read.
  (void)::set_enginetime(engine.id.data(),
                         static_cast<u_int>(engine.id.size()),
                         engine.boots,
                         static_cast<u_int>(std::min<std::int64_t>(time, ENGINETIME_MAX)),
                         TRUE);
  ::usm_add_user(user_.user_.get());
}

UsmUser::Presence::~Presence() {
  Engine& engine = user_.engine_;
  u_int boots = 0;
  u_int time = 0;
  const auto size = static_cast<u_int>(engine.id.size());
  if (::get_enginetime(engine.id.data(), size, &boots, &time, TRUE) == SNMPERR_SUCCESS) {
    engine.boots = boots;
    engine.time = time;
    engine.at = now_;
  }
  ::free_enginetime(engine.id.data(), engine.id.size());
  ::usm_remove_user(user_.user_.get());
  user_.user_->next = nullptr;
  user_.user_->prev = nullptr;
}

}  // namespace pantau::snmp
