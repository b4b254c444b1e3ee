// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/access.hpp"

#include <CLI/CLI.hpp>

namespace pantau::cli {

void add_access_options(CLI::App& command, Access& access) {
  command.add_option(
      "--url", access.url, "Base URL of the daemon; default: as the configuration says");
  command.add_option(
      "--ca", access.ca, "File: authority of the daemon's certificate; default: the system's");
  CLI::Option* certificate =
      command.add_option("--certificate", access.certificate, "File: certificate to show it");
  CLI::Option* key = command.add_option("--key", access.key, "File: the certificate's key");
  certificate->needs(key);
  key->needs(certificate);
  CLI::Option* user = command.add_option("--user", access.user, "Name of [http.users]");
  CLI::Option* password = command.add_option(
      "--password-file", access.password_file, "File: the user's password, on one line");
  user->needs(password);
  password->needs(user);
}

}  // namespace pantau::cli
