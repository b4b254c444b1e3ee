// SPDX-License-Identifier: Apache-2.0
/// \file
/// Certificates made for one test, and a client that speaks TLS.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace pantau::http::test {

/// A certificate with its key, in files that go away with the folder they are in.
struct KeyPair {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

class TlsFiles {
 public:
  TlsFiles();
  ~TlsFiles();
  TlsFiles(const TlsFiles&) = delete;
  TlsFiles& operator=(const TlsFiles&) = delete;
  TlsFiles(TlsFiles&&) = delete;
  TlsFiles& operator=(TlsFiles&&) = delete;

  /// A certificate that signs itself and may sign others.
  [[nodiscard]] KeyPair authority(const std::string& name);
  [[nodiscard]] KeyPair signed_by(const KeyPair& authority, const std::string& name);
  [[nodiscard]] std::filesystem::path write(const std::string& name, std::string_view text);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
};

struct TlsRequest {
  std::filesystem::path trusted;  ///< certificate of the authority of the server
  std::optional<KeyPair> own;  ///< to show to the server
  int highest_version = 0;  ///< TLS1_1_VERSION and the like; 0: whatever there is
  std::string bytes;
};

struct TlsAnswer {
  std::string bytes;  ///< empty when there was no connection
  std::string subject;  ///< common name of the server's certificate
};

/// One connection: sends, reads to the end.
[[nodiscard]] TlsAnswer fetch_tls(std::uint16_t port, const TlsRequest& request);

}  // namespace pantau::http::test
