// SPDX-License-Identifier: Apache-2.0
#include "daemon/metrics/open_outage.hpp"

#include "daemon/book/cause.hpp"

namespace pantau::metrics {

const std::string& RootLabel::of(std::uint32_t root) {
  text_ = ",root=\"";
  if (root < heads_.size()) {
    text_ += heads_.id(root);
  }
  text_ += '"';
  return text_;
}

std::string outage_labels(const links::OpenOutage& outage, RootLabel& root) {
  std::string text = outage.upstream ? R"(,attribution="upstream")" : R"(,attribution="own")";
  text += root.of(outage.root);
  text += ",cause=\"";
  text += book::name(outage.cause);
  text += outage.planned ? R"(",planned="true")" : R"(",planned="false")";
  return text;
}

}  // namespace pantau::metrics
