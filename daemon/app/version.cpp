// SPDX-License-Identifier: Apache-2.0
#include "daemon/app/version.hpp"

namespace pantau::app {

std::string version() {
  return PANTAU_VERSION;
}

std::string revision() {
  return PANTAU_REVISION;
}

std::string compiler() {
  return PANTAU_COMPILER;
}

std::string version_text() {
  return "pantau " + version() + " (revision " + revision() + ", " + compiler() + ")";
}

}  // namespace pantau::app
