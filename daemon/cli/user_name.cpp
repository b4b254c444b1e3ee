// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/user_name.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace pantau::cli {

std::string user_name() {
  // Under sudo(8) the user id says root; what it sets itself is believed of root alone.
  if (const char* const sudo_user = std::getenv("SUDO_USER");
      ::geteuid() == 0 && sudo_user != nullptr && *sudo_user != '\0') {
    return sudo_user;
  }
  std::array<char, 256> login{};
  if (::getlogin_r(login.data(), login.size()) == 0 && login.front() != '\0') {
    return login.data();
  }
  if (const passwd* const entry = ::getpwuid(::geteuid()); entry != nullptr) {
    return entry->pw_name;
  }
  return std::to_string(::geteuid());
}

}  // namespace pantau::cli
