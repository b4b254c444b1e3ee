// SPDX-License-Identifier: Apache-2.0
/// \file
/// The words that set a behaviour; the same in the configuration and over the control socket.
///
///   delay      650ms | 650ms +- 100ms | normal 650ms 40ms [min 480ms] | recorded FILE [sequential]
///              each may end in: step EVERY UP_TO                        (LEO: step 15s 30ms)
///   loss       0.02 | [0.02] burst ENTER LEAVE INSIDE                    (probabilities)
///   duplicate  PROBABILITY [EXTRA_COPIES [SPACING]]
///   reorder    PROBABILITY EXTRA_DELAY
///   corrupt    PROBABILITY payload|checksum|truncate BYTES|extend BYTES
///   error      PROBABILITY TYPE/CODE [from ADDRESS] [quote all] [forged] [also]
///   forge      PROBABILITY cookie|source [ADDRESS]|identifier|sequence|zero|ones [also]
///   ttl        1 to 255
///   silent     true | false
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "tests/lab/behaviour.hpp"

namespace pantau::lab {

/// Sets one key. Returns what is wrong, or an empty string. Recorded delays are read from a file
/// relative to `folder`, one number of milliseconds a line, '#' begins a comment.
[[nodiscard]] std::string set_behaviour(Behaviour& behaviour,
                                        std::string_view key,
                                        std::string_view value,
                                        const std::filesystem::path& folder = {});

}  // namespace pantau::lab
