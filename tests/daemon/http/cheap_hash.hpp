// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <crypt.h>

#include <array>
#include <memory>
#include <string>

namespace pantau::http::test {

/// A bcrypt hash at the least cost there is (4), so that tests do not wait for it.
inline std::string cheap_hash(const std::string& password) {
  constexpr std::array<char, 17> kBytes{"fixed salt bytes"};
  std::array<char, CRYPT_GENSALT_OUTPUT_SIZE> salt{};
  crypt_gensalt_rn("$2b$", 4, kBytes.data(), 16, salt.data(), static_cast<int>(salt.size()));
  const auto scratch = std::make_unique<crypt_data>();
  return crypt_r(password.c_str(), salt.data(), scratch.get());
}

}  // namespace pantau::http::test
