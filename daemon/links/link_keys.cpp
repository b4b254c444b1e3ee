// SPDX-License-Identifier: Apache-2.0
#include "daemon/links/link_keys.hpp"

namespace pantau::links {

verdicts::LinkKey LinkKeys::key_of(const std::string& id) {
  const auto known = keys_.find(id);
  if (known != keys_.end()) {
    return known->second;
  }
  const auto key = static_cast<verdicts::LinkKey>(ids_.size());
  keys_.emplace(ids_.emplace_back(id), key);
  return key;
}

}  // namespace pantau::links
