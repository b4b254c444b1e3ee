// SPDX-License-Identifier: Apache-2.0
#include "config/secret_file.hpp"

#include <fmt/format.h>
#include <string.h>

#include <algorithm>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "config/file_text.hpp"

namespace pantau::config {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSecretBytes = 4096;
constexpr std::size_t kMaxCertificateBytes = std::size_t{1} << 20;

/// What systemd.exec(5) makes of a path below a loaded directory.
std::string flattened(std::string name) {
  std::replace(name.begin(), name.end(), '/', '_');
  return name;
}

std::vector<fs::path> prefixed(const fs::path& folder, const std::string& name) {
  const auto ending = "_" + flattened(name);
  std::vector<fs::path> result;
  std::error_code error;
  for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator();
       at.increment(error)) {
    if (at->path().filename().native().ends_with(ending)) {
      result.push_back(at->path());
    }
  }
  return result;
}

/// Nothing when it is ambiguous, which is reported.
std::optional<fs::path> locate(Draft& draft,
                               TableReader& reader,
                               const Found& found,
                               const std::string& name) {
  const auto& credentials = draft.options.credentials_directory;
  if (!credentials.empty() && fs::path(name).is_relative()) {
    std::error_code error;
    for (const auto& path : {credentials / name, credentials / flattened(name)}) {
      if (fs::exists(path, error)) {
        return path;
      }
    }
    const auto others = prefixed(credentials, name);
    if (others.size() > 1) {
      reader.error(found,
                   fmt::format("several credentials end with \"_{}\": load it under its own name "
                               "with LoadCredential={}:…",
                               name,
                               flattened(name)));
      return std::nullopt;
    }
    if (!others.empty()) {
      return others.front();
    }
  }
  return fs::path(found.layer->file).parent_path() / name;
}

void report_unreadable(Draft& draft,
                       TableReader& reader,
                       const Found& found,
                       const fs::path& path,
                       const FileText& file) {
  const auto name = flattened(path.filename().string());
  auto text = fmt::format(
      "{} cannot be read: {}; give it to the service with "
      "LoadCredential={}:/etc/pantau/credentials/{}",
      path.string(),
      file.error,
      name,
      name);
  const bool outside = draft.options.credentials_directory.empty();
  if (outside && (file.missing || file.denied)) {
    reader.warning(found, std::move(text));
  } else {
    reader.error(found, std::move(text));
  }
}

/// The file, when it is there and fit to be used.
std::optional<FileText> usable_file(Draft& draft,
                                    TableReader& reader,
                                    const Found& found,
                                    const fs::path& path,
                                    FileSecrecy secrecy) {
  const bool secret = secrecy == FileSecrecy::secret;
  const bool small = secret && found.entry->key != "key";
  auto file = read_file_text(path, small ? kMaxSecretBytes : kMaxCertificateBytes);
  if (secret && file.others_may_read) {
    reader.error(found,
                 fmt::format("{} can be read or changed by everyone: run chmod o= {}",
                             path.string(),
                             path.string()));
  }
  if (!file.error.empty()) {
    report_unreadable(draft, reader, found, path, file);
    return std::nullopt;
  }
  return file;
}

void wipe(std::string& text) {
  ::explicit_bzero(text.data(), text.size());
}

}  // namespace

fs::path existing_file(Draft& draft,
                       TableReader& reader,
                       std::string_view key,
                       FileSecrecy secrecy) {
  const auto name = reader.text(key);
  if (!name) {
    return {};
  }
  const auto found = reader.find(key);
  const auto path = locate(draft, reader, found, *name);
  if (!path) {
    return {};
  }
  if (auto file = usable_file(draft, reader, found, *path, secrecy)) {
    wipe(file->text);
  }
  return *path;
}

Secret read_secret(Draft& draft, TableReader& reader, std::string_view key) {
  const auto name = reader.text(key);
  if (!name) {
    return {};
  }
  const auto found = reader.find(key);
  const auto path = locate(draft, reader, found, *name);
  auto file = path ? usable_file(draft, reader, found, *path, FileSecrecy::secret) : std::nullopt;
  if (!file) {
    return {};
  }
  auto length = file->text.size();
  while (length > 0 && (file->text[length - 1] == '\n' || file->text[length - 1] == '\r')) {
    --length;
  }
  Secret secret(file->text.substr(0, length));
  wipe(file->text);
  if (secret.empty() || secret.reveal().find('\0') != std::string::npos) {
    reader.error(found,
                 fmt::format("{} is empty or holds a NUL byte: write the secret into it, on one "
                             "line",
                             path->string()));
    return {};
  }
  return secret;
}

}  // namespace pantau::config
