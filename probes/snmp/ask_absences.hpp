// SPDX-License-Identifier: Apache-2.0
/// \file
/// What an agent does not have, and when to ask for it again. An object that it had before comes
/// back sooner than one it never had.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "probes/snmp/message.hpp"
#include "probes/snmp/oid_list.hpp"

namespace pantau::snmp {

class Absences {
 public:
  /// Sorted: not to be asked for now.
  [[nodiscard]] const OidList& now() const { return now_; }

  void had(Arcs oid);

  /// What an answer said that it does not have. Asked for again after 1, 2, 4 ... polls and no more
  /// after `most_polls`, when it had a value before or is `tried` anyway.
  struct Missing {
    Oid oid;
    bool tried = false;
  };

  void add(const std::vector<Missing>& missing, std::uint32_t most_polls);
  /// A GET was answered: what was asked for again and is not missing is there.
  void settle();
  /// One poll more. \return whether there is something to ask for again, at most `most` of it.
  [[nodiscard]] bool next_poll(std::size_t most);

  /// It is to be asked for in the next GET.
  void ask(const Oid& oid);
  /// All at once.
  void forget();
  /// All, as many in each poll as `next_poll` allows.
  void ask_all_again();

  [[nodiscard]] bool empty() const { return now_.empty(); }

 private:
  struct Retry {
    Oid oid;
    std::uint32_t pause = 1;  // polls
    std::uint32_t wait = 1;  // polls; 0: is being asked for
  };

  [[nodiscard]] bool contains(Arcs oid) const;
  [[nodiscard]] std::vector<Retry>::iterator find(Arcs oid);
  void put_off(const Missing& missing, std::uint32_t most_polls);
  void replace(const std::vector<Arcs>& sorted);

  OidList now_;
  std::vector<Retry> retries_;
  std::vector<std::uint64_t> had_;  // sorted hashes: a collision costs a few needless questions
};

}  // namespace pantau::snmp
