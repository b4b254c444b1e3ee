// SPDX-License-Identifier: Apache-2.0
/// \file
/// How the commands that ask a running daemon reach it: one set of options for all of them.
#pragma once

#include <string>

namespace CLI {  // NOLINT(readability-identifier-naming): that of CLI11
class App;
}

namespace pantau::cli {

/// Empty: not given. The password itself is never said on a command line, where `ps` shows it.
struct Access {
  std::string url;  ///< base, e.g. "http://127.0.0.1:9750"
  std::string ca;  ///< file: whose certificates are believed, and no others; else the system's
  std::string certificate;  ///< file: what we show
  std::string key;  ///< file of `certificate`
  std::string user;
  std::string password_file;
};

/// `--url` and all that a daemon with TLS and users asks for. `access` must outlive the parsing.
void add_access_options(CLI::App& command, Access& access);

}  // namespace pantau::cli
