// SPDX-License-Identifier: Apache-2.0
#include "config/secret.hpp"

#include <string.h>

namespace pantau::config {

Secret::~Secret() {
  ::explicit_bzero(value_.data(), value_.size());
}

}  // namespace pantau::config
