// SPDX-License-Identifier: Apache-2.0
/// \file
/// One input of the ICMP fuzzer, for libFuzzer and for the test that runs the corpus.
#pragma once

#include <cstdint>
#include <span>

namespace pantau::icmp::testing {

/// The first byte chooses the source and what the rest is laid over; aborts when a forged packet
/// counts.
void run_icmp_input(std::span<const std::uint8_t> input);

}  // namespace pantau::icmp::testing
