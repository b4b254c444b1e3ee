// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which host name to ask for when, and which of its addresses to use. Pure: answers and `now` come
/// in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "probes/net/address.hpp"
#include "probes/net/clock.hpp"

namespace pantau::net {

/// Who wants a name resolved: chosen by the caller, one name a key.
using NameKey = std::uint32_t;

struct NameTimes {
  Nanoseconds refresh{std::chrono::seconds{300}};  ///< after a good answer
  Nanoseconds first_retry{std::chrono::seconds{5}};  ///< after a failure; doubles
  Nanoseconds longest_retry{std::chrono::seconds{300}};
};

class NameBook {
 public:
  struct Use {
    NameKey key = 0;
    Address address;
  };

  explicit NameBook(NameTimes times = {}) : times_(times) {}

  /// From now on `key` wants `name` (instead of what it wanted before). A name that is known
  /// already is answered at once: \return its address.
  std::optional<Address> add(NameKey key, const std::string& name, SteadyTime now);
  void remove(NameKey key);

  /// Names to ask for now, at most `limit`. Each is in flight until `answered` or `failed`.
  [[nodiscard]] std::vector<std::string> take_due(SteadyTime now, std::size_t limit);

  /// An answer. The address in use is kept while it is among them, so that a name with many
  /// addresses does not change with the resolver's rotation; else the first counts. \return who has
  /// a new address.
  [[nodiscard]] std::vector<Use> answered(const std::string& name,
                                          const std::vector<Address>& addresses,
                                          SteadyTime now);
  /// No answer: the last good address stays in use. \return who was waiting for one.
  [[nodiscard]] std::vector<NameKey> failed(const std::string& name, SteadyTime now);

  [[nodiscard]] std::optional<SteadyTime> next_due() const;

  [[nodiscard]] std::size_t in_flight() const { return in_flight_; }

 private:
  struct Entry {
    std::vector<NameKey> keys;
    std::optional<Address> used;
    SteadyTime due{};
    Nanoseconds retry{0};  ///< 0: the last answer was good
    bool asked = false;
  };

  void forget_if_unwanted(std::map<std::string, Entry>::iterator entry);

  NameTimes times_;
  std::map<std::string, Entry> names_;
  std::map<NameKey, std::string> wanted_;
  std::size_t in_flight_ = 0;
};

}  // namespace pantau::net
