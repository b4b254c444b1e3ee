// SPDX-License-Identifier: Apache-2.0
/// \file
/// A user of version 3 at one agent: localized keys, engine id and its clock (RFC 3414). net-snmp
/// knows a user only while it works for it: its list of users is searched from end to end
/// (performance.md 2: 250 us a poll at 5,000 engines), and its table of clocks never shrinks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "probes/snmp/message.hpp"

struct usmUser;

namespace pantau::snmp {

struct MasterKey;

/// Ku of RFC 3414, A.2: a megabyte of hashing (3.5 ms), so that all devices with one password share
/// it.
class MasterKeys {
 public:
  /// \return null when the password is shorter than 8 bytes (RFC 3414, 11.2).
  [[nodiscard]] std::shared_ptr<const MasterKey> of(AuthProtocol protocol,
                                                    const config::Secret& password);

  /// Hashes made so far.
  [[nodiscard]] std::uint64_t made() const { return made_; }

 private:
  std::vector<std::weak_ptr<const MasterKey>> keys_;
  std::uint64_t made_ = 0;
};

/// snmpEngineID, snmpEngineBoots and snmpEngineTime as the agent said at `at`.
struct Engine {
  std::vector<std::uint8_t> id;  ///< 5 to 32 bytes
  std::uint32_t boots = 0;
  std::uint32_t time = 0;  ///< seconds
  net::SteadyTime at{};
};

class UsmUser {
 public:
  /// \return null when the keys cannot be made of the passwords.
  [[nodiscard]] static std::unique_ptr<UsmUser> make(const Credentials& credentials,
                                                     const Engine& engine,
                                                     MasterKeys& keys);
  ~UsmUser();
  UsmUser(const UsmUser&) = delete;
  UsmUser& operator=(const UsmUser&) = delete;
  UsmUser(UsmUser&&) = delete;
  UsmUser& operator=(UsmUser&&) = delete;

  [[nodiscard]] const Engine& engine() const { return engine_; }

  /// While it lives net-snmp knows this user and its engine, and no other one. When it dies the
  /// engine's clock is as net-snmp learned it from messages that were authentic.
  class Presence {
   public:
    Presence(UsmUser& user, net::SteadyTime now);
    ~Presence();
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;
    Presence(Presence&&) = delete;
    Presence& operator=(Presence&&) = delete;

   private:
    UsmUser& user_;
    net::SteadyTime now_;
  };

 private:
  explicit UsmUser(const Engine& engine);

  struct Free {
    void operator()(usmUser* user) const;
  };

  Engine engine_;
  std::shared_ptr<const MasterKey> auth_;  ///< kept so that others find it
  std::shared_ptr<const MasterKey> privacy_;
  std::unique_ptr<usmUser, Free> user_;
};

}  // namespace pantau::snmp
