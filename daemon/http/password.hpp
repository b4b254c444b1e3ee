// SPDX-License-Identifier: Apache-2.0
/// \file
/// HTTP basic authentication (RFC 7617) without threads: reading the header, checking a password,
/// remembering what was right.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pantau::http {

struct Credentials {
  std::string user;
  std::string password;
};

/// The value of an Authorization header; nothing when it is not well-formed Basic, or when the
/// password holds a NUL, at which crypt(3) would stop reading.
[[nodiscard]] std::optional<Credentials> parse_basic(std::string_view authorization);

/// "$2a$", "$2b$" or "$2y$" and well-formed.
[[nodiscard]] bool is_bcrypt_hash(const std::string& hash);

/// Costs what the hash asks for: 0.1 s and more. Compares in constant time.
[[nodiscard]] bool check_bcrypt(const std::string& password, const std::string& hash);

/// Name to bcrypt hash.
using Users = std::map<std::string, std::string>;

/// The hash to check for `user`. For an unknown one the dearest hash of all, so that the time taken
/// does not tell which names exist; `known` says that a match counts.
struct HashChoice {
  std::string hash;
  bool known = false;
};

[[nodiscard]] HashChoice choose_hash(const Users& users, const std::string& user);

/// Passwords found right a while ago, so that a scrape every 15 s does not cost a bcrypt each.
///
/// A key is HMAC-SHA256, under a key that lives as long as the process, over the length-prefixed
/// fields: exporter-toolkit's plain concatenation let one who knew a hash plant an entry
/// (CVE-2022-46146). Only successes are kept: what an attacker sends takes no room.
class PasswordCache {
 public:
  PasswordCache();

  [[nodiscard]] bool contains(const Credentials& credentials, const std::string& hash) const;
  void insert(const Credentials& credentials, const std::string& hash);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  using Key = std::array<std::uint8_t, 32>;
  [[nodiscard]] Key key(const Credentials& credentials, const std::string& hash) const;

  Key secret_{};
  std::vector<Key> entries_;
};

}  // namespace pantau::http
