// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/password.hpp"

#include <crypt.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>

namespace pantau::http {

namespace {

/// bcrypt reads no further (and truncating silently would let two passwords be one).
constexpr std::size_t kMaxPasswordBytes = 72;
constexpr std::size_t kHashBytes = 60;
/// Entries are one a user and password in use; a few too many cost one more bcrypt.
constexpr std::size_t kMaxEntries = 64;

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char left, char right) {
    return lower(left) == lower(right);
  });
}

/// EVP_DecodeBlock wants whole groups of four and counts padding as zero bytes.
std::optional<std::string> decode_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) {
    return std::nullopt;
  }
  std::string decoded(text.size() / 4 * 3, '\0');
  const int length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(decoded.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
  if (length < 0) {
    return std::nullopt;
  }
  const auto padding = static_cast<std::size_t>(text.ends_with("==")  ? 2
                                                : text.ends_with('=') ? 1
                                                                      : 0);
  decoded.resize(static_cast<std::size_t>(length) - padding);
  return decoded;
}

bool same_bytes(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

void append_field(std::string& message, std::string_view field) {
  const std::uint64_t size = field.size();
  for (unsigned shift = 0; shift < 64; shift += 8) {
    message += static_cast<char>(size >> shift & 0xffU);
  }
  message += field;
}

}  // namespace

std::optional<Credentials> parse_basic(std::string_view authorization) {
  constexpr std::string_view kScheme = "basic ";
  if (!equals_ignoring_case(authorization.substr(0, kScheme.size()), kScheme)) {
    return std::nullopt;
  }
  authorization.remove_prefix(kScheme.size());
  authorization.remove_prefix(std::min(authorization.find_first_not_of(' '), authorization.size()));
  const auto decoded = decode_base64(authorization);
  if (!decoded || decoded->find('\0') != std::string::npos) {
    return std::nullopt;
  }
  const auto colon = decoded->find(':');
  if (colon == std::string::npos || decoded->size() - colon - 1 > kMaxPasswordBytes) {
    return std::nullopt;
  }
  return Credentials{decoded->substr(0, colon), decoded->substr(colon + 1)};
}

bool is_bcrypt_hash(const std::string& hash) {
  constexpr std::string_view kAlphabet =
      "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  const bool prefixed =
      hash.starts_with("$2a$") || hash.starts_with("$2b$") || hash.starts_with("$2y$");
  if (!prefixed || hash.size() != kHashBytes || hash[6] != '$') {
    return false;
  }
  const bool cost_is_sane = hash[4] >= '0' && hash[4] <= '3' && hash[5] >= '0' && hash[5] <= '9' &&
                            hash.substr(4, 2) >= "04" && hash.substr(4, 2) <= "31";
  return cost_is_sane && hash.find_first_not_of(kAlphabet, 7) == std::string::npos;
}

bool check_bcrypt(const std::string& password, const std::string& hash) {
  // 32 KiB: too much for a stack that sanitizers and small threads share.
  const auto scratch = std::make_unique<crypt_data>();
  const char* result = crypt_r(password.c_str(), hash.c_str(), scratch.get());
  // libxcrypt tells a failure by a text that begins with '*' and so equals no hash of ours.
  const bool right = result != nullptr && result[0] != '*' && same_bytes(result, hash);
  OPENSSL_cleanse(scratch.get(), sizeof(crypt_data));
  return right;
}

HashChoice choose_hash(const Users& users, const std::string& user) {
  if (const auto found = users.find(user); found != users.end()) {
    return {found->second, true};
  }
  HashChoice dearest;
  for (const auto& [name, hash] : users) {
    // "$2b$12$...": two digits of cost at the same place in all of them.
    if (dearest.hash.empty() || hash.substr(4, 2) > dearest.hash.substr(4, 2)) {
      dearest.hash = hash;
    }
  }
  return dearest;
}

PasswordCache::PasswordCache() {
  if (RAND_bytes(secret_.data(), static_cast<int>(secret_.size())) != 1) {
    throw std::runtime_error("no random bytes to be had");
  }
}

PasswordCache::Key PasswordCache::key(const Credentials& credentials,
                                      const std::string& hash) const {
  std::string message;
  append_field(message, credentials.user);
  append_field(message, credentials.password);
  append_field(message, hash);
  Key result{};
  unsigned length = 0;
  const auto* made = HMAC(EVP_sha256(),
                          secret_.data(),
                          static_cast<int>(secret_.size()),
                          reinterpret_cast<const unsigned char*>(message.data()),
                          message.size(),
                          result.data(),
                          &length);
  OPENSSL_cleanse(message.data(), message.size());
  if (made == nullptr || length != result.size()) {
    throw std::runtime_error("HMAC-SHA256 is not to be had");
  }
  return result;
}

bool PasswordCache::contains(const Credentials& credentials, const std::string& hash) const {
  const auto wanted = key(credentials, hash);
  bool found = false;
  for (const auto& entry : entries_) {
    // No early end: time must not tell how many there are before a match.
    found = (CRYPTO_memcmp(entry.data(), wanted.data(), wanted.size()) == 0) || found;
  }
  return found;
}

void PasswordCache::insert(const Credentials& credentials, const std::string& hash) {
  if (contains(credentials, hash)) {
    return;
  }
  if (entries_.size() >= kMaxEntries) {
    entries_.erase(entries_.begin());
  }
  entries_.push_back(key(credentials, hash));
}

}  // namespace pantau::http
