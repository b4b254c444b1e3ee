// SPDX-License-Identifier: Apache-2.0
#include "tests/lab/grammar.hpp"

#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <utility>

#include "tests/lab/words.hpp"

namespace pantau::lab {
namespace {

using std::filesystem::path;

std::shared_ptr<const std::vector<nanoseconds>> read_samples(const path& file, Words& words) {
  std::ifstream input(file);
  if (!input) {
    words.fail(fmt::format("cannot read recorded delays from {}", file.string()));
    return nullptr;
  }
  std::vector<nanoseconds> samples;
  std::size_t number = 0;
  for (std::string line; std::getline(input, line);) {
    ++number;
    const std::string text = line.substr(0, line.find('#'));
    if (!Words(text).has_more()) {
      continue;
    }
    Words sample(Words(text).rest() + "ms");
    samples.push_back(sample.duration("delay"));
    if (!sample.finish().empty()) {
      words.fail(
          fmt::format("{}:{}: '{}' is no delay in milliseconds", file.string(), number, line));
      return nullptr;
    }
  }
  if (samples.empty()) {
    words.fail(fmt::format("{} holds no delays", file.string()));
    return nullptr;
  }
  return std::make_shared<const std::vector<nanoseconds>>(std::move(samples));
}

Delay read_delay(Words& words, const path& folder) {
  Delay delay;
  if (words.accept("normal")) {
    NormalDelay normal{words.duration("mean delay"), words.duration("deviation"), nanoseconds{0}};
    if (words.accept("min")) {
      normal.minimum = words.duration("least delay");
    }
    delay.shape = normal;
  } else if (words.accept("recorded")) {
    const path file = folder / words.word("file of recorded delays");
    auto samples = words.problem().empty() ? read_samples(file, words) : nullptr;
    delay.shape = RecordedDelay{std::move(samples), words.accept("sequential")};
  } else {
    const nanoseconds value = words.duration("delay");
    if (words.accept("+-") || words.accept("±")) {
      delay.shape = UniformDelay{value, words.duration("spread")};
    } else {
      delay.shape = FixedDelay{value};
    }
  }
  if (words.accept("step")) {
    delay.step_every = words.duration("length of a step");
    delay.step_spread = words.duration("height of a step");
  }
  return delay;
}

Loss read_loss(Words& words) {
  Loss loss;
  const bool burst_alone = words.accept("burst");
  if (!burst_alone) {
    loss.probability = words.probability("loss");
  }
  if (burst_alone || words.accept("burst")) {
    const double enter = words.probability("probability to enter a burst");
    const double leave = words.probability("probability to leave a burst");
    loss.burst = Burst{enter, leave, words.probability("loss inside a burst")};
  }
  return loss;
}

Duplicate read_duplicate(Words& words) {
  constexpr std::uint64_t kMostCopies = 1000;
  Duplicate duplicate{words.probability("duplicate")};
  if (words.has_more()) {
    duplicate.extra = static_cast<std::uint32_t>(words.number("extra copies", 1, kMostCopies));
  }
  if (words.has_more()) {
    duplicate.spacing = words.duration("time between copies");
  }
  return duplicate;
}

Reorder read_reorder(Words& words) {
  const double probability = words.probability("reorder");
  return {probability, words.duration("extra delay")};
}

Corrupt read_corrupt(Words& words) {
  constexpr std::uint64_t kMostBytes = 1480;
  Corrupt corrupt{words.probability("corrupt")};
  const std::string kind = words.word("kind of corruption");
  if (kind == "truncate" || kind == "extend") {
    corrupt.kind = kind == "truncate" ? Corrupt::Kind::truncate : Corrupt::Kind::extend;
    corrupt.bytes = static_cast<std::uint16_t>(words.number("number of bytes", 0, kMostBytes));
  } else if (kind == "checksum") {
    corrupt.kind = Corrupt::Kind::checksum;
  } else if (kind != "payload") {
    words.fail(fmt::format("'{}' is no corruption: payload, checksum, truncate or extend", kind));
  }
  return corrupt;
}

IcmpError read_error(Words& words) {
  IcmpError error;
  error.probability = words.probability("error");
  const std::string kind = words.word("type/code");
  const auto slash = kind.find('/');
  Words type(kind.substr(0, slash));
  Words code(slash == std::string::npos ? "" : kind.substr(slash + 1));
  error.type = static_cast<std::uint8_t>(type.number("type", 0, 255));
  error.code = static_cast<std::uint8_t>(code.number("code", 0, 255));
  if (!type.finish().empty() || !code.finish().empty()) {
    words.fail(fmt::format("'{}' is no ICMP type and code, such as 3/1", kind));
  }
  while (words.has_more()) {
    if (words.accept("from")) {
      error.from = words.address("sender of the error");
    } else if (words.accept("quote")) {
      error.quote_all = words.accept("all");
      if (!error.quote_all && !words.accept("8")) {
        words.fail("quote takes 8 or all");
      }
    } else if (words.accept("forged")) {
      error.forged = true;
    } else if (words.accept("also")) {
      error.also = true;
    } else {
      break;
    }
  }
  return error;
}

std::optional<Forgery::Kind> forgery_kind(std::string_view name) {
  using Kind = Forgery::Kind;
  constexpr std::array<std::pair<std::string_view, Kind>, 6> kKinds{
      {{"cookie", Kind::cookie},
       {"source", Kind::source},
       {"identifier", Kind::identifier},
       {"sequence", Kind::sequence},
       {"zero", Kind::zero},
       {"ones", Kind::ones}}};
  for (const auto& [known, kind] : kKinds) {
    if (known == name) {
      return kind;
    }
  }
  return std::nullopt;
}

Forgery read_forgery(Words& words) {
  Forgery forgery;
  forgery.probability = words.probability("forge");
  const std::string name = words.word("kind of forgery");
  const auto kind = forgery_kind(name);
  if (!kind) {
    words.fail(fmt::format("'{}' is no forgery: cookie, source, identifier, sequence, zero or ones",
                           name));
    return forgery;
  }
  forgery.kind = *kind;
  forgery.also = words.accept("also");
  if (forgery.kind == Forgery::Kind::source && words.has_more()) {
    forgery.from = words.address("forged source");
    forgery.also = words.accept("also");
  }
  return forgery;
}

bool read_truth(Words& words) {
  if (words.accept("true")) {
    return true;
  }
  if (!words.accept("false")) {
    words.fail("silent is true or false");
  }
  return false;
}

template <typename Value>
std::string keep(std::optional<Value>& slot, Value value, Words& words) {
  std::string problem = words.finish();
  if (problem.empty()) {
    slot = std::move(value);
  }
  return problem;
}

}  // namespace

std::string set_behaviour(Behaviour& behaviour,
                          std::string_view key,
                          std::string_view value,
                          const path& folder) {
  Words words(value);
  if (key == "delay") {
    return keep(behaviour.delay, read_delay(words, folder), words);
  }
  if (key == "loss") {
    return keep(behaviour.loss, read_loss(words), words);
  }
  if (key == "duplicate") {
    return keep(behaviour.duplicate, read_duplicate(words), words);
  }
  if (key == "reorder") {
    return keep(behaviour.reorder, read_reorder(words), words);
  }
  if (key == "corrupt") {
    return keep(behaviour.corrupt, read_corrupt(words), words);
  }
  if (key == "error") {
    return keep(behaviour.error, read_error(words), words);
  }
  if (key == "forge") {
    return keep(behaviour.forge, read_forgery(words), words);
  }
  if (key == "ttl") {
    return keep(behaviour.ttl, static_cast<std::uint8_t>(words.number("ttl", 1, 255)), words);
  }
  if (key == "silent") {
    return keep(behaviour.silent, read_truth(words), words);
  }
  return fmt::format(
      "'{}' is no behaviour: delay, loss, duplicate, reorder, corrupt, error, forge, ttl or silent",
      key);
}

}  // namespace pantau::lab
