// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/privileges.hpp"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace pantau::app {

std::optional<std::string> give_up_capabilities() {
  if (::geteuid() == 0) {
    return std::nullopt;
  }
  __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  // All sets empty; the kernel takes the ambient set along with the permitted one.
  const std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> none{};
  // glibc has no wrapper, and libcap would be one more library for one call.
  if (::syscall(SYS_capset, &header, none.data()) != 0) {
    return std::system_category().message(errno);
  }
  return std::nullopt;
}

}  // namespace pantau::app
