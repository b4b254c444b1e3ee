// SPDX-License-Identifier: Apache-2.0
/// \file
/// Two batches of one plan as one, with the same effect on the book as both in order.
#pragma once

#include "daemon/book/batch.hpp"

namespace pantau::journal {

[[nodiscard]] book::Batch united(const book::Batch& first, const book::Batch& second);

}  // namespace pantau::journal
