// SPDX-License-Identifier: Apache-2.0
#include "config/documents.hpp"

#include <fmt/format.h>
#include <glob.h>

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>
#include <variant>

#include "config/file_text.hpp"
#include "config/toml_parse.hpp"

namespace pantau::config {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxIncludeDepth = 8;
constexpr std::size_t kMaxFiles = 1000;
constexpr std::size_t kMaxTotalBytes = std::size_t{64} << 20;

/// The folder's own name may hold characters that glob(3) would take for a pattern.
std::string escaped(const std::string& folder) {
  std::string result;
  for (const char c : folder) {
    if (c == '*' || c == '?' || c == '[' || c == '\\') {
      result += '\\';
    }
    result += c;
  }
  return result;
}

std::vector<fs::path> matches(const fs::path& including, const std::string& pattern) {
  const auto folder = including.parent_path();
  const bool relative = !pattern.starts_with('/') && !folder.empty();
  const auto whole = relative ? escaped(folder.string()) + "/" + pattern : pattern;
  glob_t found{};
  std::vector<fs::path> paths;
  // Unsafe among threads only for "~", which GLOB_TILDE would ask the user database about.
  // NOLINTNEXTLINE(concurrency-mt-unsafe)
  if (::glob(whole.c_str(), GLOB_NOSORT, nullptr, &found) == 0) {
    paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  }
  ::globfree(&found);
  // Bytewise, not by locale as glob(3) would: the order must be the same on every machine.
  std::sort(paths.begin(), paths.end(), [](const fs::path& a, const fs::path& b) {
    return a.native() < b.native();
  });
  return paths;
}

class DocumentReader {
 public:
  explicit DocumentReader(Problems& problems) : problems_(problems) {}

  void read(const fs::path& file, const Place& asked_at) {
    std::error_code ignored;  // a path that cannot be resolved fails to open below
    const auto real = fs::weakly_canonical(file, ignored);
    if (is_open(real, file, asked_at) || !read_before_.insert(real).second) {
      return;
    }
    if (result.files.size() >= kMaxFiles || open_.size() >= kMaxIncludeDepth) {
      problems_.error(asked_at,
                      "include",
                      fmt::format("includes nest at most {} deep and make at most {} files: put "
                                  "more tables into one file",
                                  kMaxIncludeDepth,
                                  kMaxFiles));
      return;
    }
    result.files.push_back(file.string());
    open_.push_back({real, file.string()});
    parse(file, asked_at);
    open_.pop_back();
  }

  Documents result;

 private:
  struct OpenFile {
    fs::path real;
    std::string shown;
  };

  bool is_open(const fs::path& real, const fs::path& file, const Place& asked_at) {
    const auto at = std::find_if(
        open_.begin(), open_.end(), [&](const OpenFile& open) { return open.real == real; });
    if (at == open_.end()) {
      return false;
    }
    std::string chain;
    for (auto link = at; link != open_.end(); ++link) {
      chain += link->shown + " -> ";
    }
    problems_.error(asked_at,
                    "include",
                    fmt::format("a file includes itself: {}{}: take it out", chain, file.string()));
    return true;
  }

  void parse(const fs::path& file, const Place& asked_at) {
    const auto text = read_file_text(file, kMaxFileBytes);
    total_bytes_ += text.text.size();
    if (!text.error.empty()) {
      cannot_read(file, asked_at, text.error);
      return;
    }
    if (total_bytes_ > kMaxTotalBytes) {
      problems_.error({file.string(), 1, 1}, "", "all files together are larger than 64 MiB");
      return;
    }
    auto parsed = parse_toml(text.text);
    if (const auto* problem = std::get_if<TextProblem>(&parsed)) {
      problems_.error({file.string(), problem->at.line, problem->at.column}, "", problem->text);
      return;
    }
    result.documents.push_back({file.string(), std::move(std::get<Table>(parsed))});
    include(file, result.documents.size() - 1);
  }

  void cannot_read(const fs::path& file, const Place& asked_at, const std::string& why) {
    problems_.error(
        {file.string(), 1, 1},
        "",
        asked_at.file.empty()
            ? fmt::format("cannot be read: {}", why)
            : fmt::format(
                  "cannot be read: {} (included at {}:{})", why, asked_at.file, asked_at.line));
  }

  void include(const fs::path& file, std::size_t document) {
    // By index: reading an included file may move the documents.
    const auto* entry = result.documents[document].root.find("include");
    if (entry == nullptr) {
      return;
    }
    const auto value = entry->value;
    if (const auto* one = value.as<std::string>()) {
      include_pattern(file, *one, value.at);
      return;
    }
    const auto* list = value.as<Array>();
    if (list == nullptr) {
      problems_.error(
          {file.string(), value.at.line, value.at.column},
          "include",
          fmt::format("is {}: write a list of files, as [\"conf.d/*.toml\"]", kind_name(value)));
      return;
    }
    for (const auto& element : *list) {
      if (const auto* pattern = element.as<std::string>()) {
        include_pattern(file, *pattern, element.at);
      } else {
        problems_.error(
            {file.string(), element.at.line, element.at.column},
            "include",
            fmt::format("is {}: write the name of a file in quotes", kind_name(element)));
      }
    }
  }

  void include_pattern(const fs::path& file, const std::string& pattern, Position at) {
    const Place place{file.string(), at.line, at.column};
    if (pattern.empty() || pattern.find('\0') != std::string::npos) {
      problems_.error(place, "include", "is empty: write the name of a file, or take it out");
      return;
    }
    const auto paths = matches(file, pattern);
    if (paths.empty() && pattern.find_first_of("*?[") == std::string::npos) {
      problems_.warning(place,
                        "include",
                        fmt::format("there is no file \"{}\" beside {}", pattern, file.string()));
    }
    for (const auto& path : paths) {
      read(path, place);
    }
  }

  Problems& problems_;
  std::vector<OpenFile> open_;
  std::set<fs::path> read_before_;
  std::size_t total_bytes_ = 0;
};

}  // namespace

Documents read_documents(const std::filesystem::path& file, Problems& problems) {
  DocumentReader reader(problems);
  reader.read(file, {});
  return std::move(reader.result);
}

}  // namespace pantau::config
