// SPDX-License-Identifier: Apache-2.0
/// \file
/// A poll on its way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "probes/snmp/ask_list.hpp"
#include "probes/snmp/object_batch.hpp"
#include "probes/snmp/reading.hpp"

namespace pantau::snmp {

enum class PollStage : std::uint8_t { discover, identify, search, get };

struct PollRun {
  PollResult result;
  net::SteadyTime deadline{};
  net::SteadyTime search_until{};  ///< the rest belongs to the GET

  PollStage stage = PollStage::get;
  PollStage resume = PollStage::get;  ///< after a discovery in the middle of the poll
  std::uint32_t tries = 0;  ///< of this step, reduced ones included
  std::uint32_t attempt = 0;
  net::SteadyTime expires{};

  AskList identify;
  ObjectBatch batch;  ///< of the identification or the GET
  Answers answers;
  std::size_t reduced_to = 0;  ///< objects a request, after timeouts; 0: not reduced

  bool discovered_again = false;
  bool interrupted = false;  ///< by a discovery; `resume` is then to be continued
  bool searched = false;
  bool learned_again = false;
  bool beside = false;  ///< a search after all values came: it must not spoil the poll
  bool search_refused = false;
  bool get_done = false;
  bool first_get = false;  ///< rows were found in this poll
};

}  // namespace pantau::snmp
