// SPDX-License-Identifier: Apache-2.0
#include "config/problems.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace pantau::config {

namespace {

using FileOrder = std::unordered_map<std::string, std::size_t>;

void sort(std::vector<Problem>& problems, const FileOrder& order) {
  const auto rank = [&order](const Problem& problem) {
    const auto at = order.find(problem.place.file);
    return at == order.end() ? order.size() : at->second;
  };
  std::sort(problems.begin(), problems.end(), [&rank](const Problem& a, const Problem& b) {
    const auto rank_a = rank(a);
    const auto rank_b = rank(b);
    return std::tie(rank_a, a.place.line, a.place.column, a.path, a.text) <
           std::tie(rank_b, b.place.line, b.place.column, b.path, b.text);
  });
}

}  // namespace

std::string to_string(const Problem& problem) {
  const auto& place = problem.place;
  // What is found after all files were read, as a key that is not its certificate's, has no line.
  const auto where = place.file.empty()
                         ? std::string{}
                         : fmt::format("{}:{}:{}: ", place.file, place.line, place.column);
  return problem.path.empty() ? where + problem.text
                              : fmt::format("{}{}: {}", where, problem.path, problem.text);
}

std::string with_line(const Place& place) {
  return fmt::format("{}:{}", place.file, place.line);
}

void Problems::error(Place place, std::string path, std::string text) {
  keep(errors_, {std::move(place), std::move(path), std::move(text)});
}

void Problems::warning(Place place, std::string path, std::string text) {
  keep(warnings_, {std::move(place), std::move(path), std::move(text)});
}

void Problems::keep(std::vector<Problem>& list, Problem problem) {
  if (list.size() >= kMaxKept) {
    dropped_ += &list == &errors_ ? 1 : 0;
    return;
  }
  if (seen_.insert(to_string(problem)).second) {
    list.push_back(std::move(problem));
  }
}

void Problems::move_into(LoadOutcome& outcome, const std::vector<std::string>& files) {
  FileOrder order;
  for (const auto& file : files) {
    order.emplace(file, order.size());
  }
  sort(errors_, order);
  sort(warnings_, order);
  if (dropped_ > 0) {
    errors_.push_back({errors_.back().place, "", fmt::format("and {} more problems", dropped_)});
  }
  outcome.problems = std::move(errors_);
  outcome.warnings = std::move(warnings_);
}

}  // namespace pantau::config
