// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

#include "config/load.hpp"

namespace pantau::cli {

inline constexpr const char* kDefaultConfiguration = "/etc/pantau/pantau.toml";

/// `config::load` with the secrets' folder and today's date of this process.
/// \param with_origins  fill Plan::link_settings, which only `explain` needs.
[[nodiscard]] config::LoadOutcome load_configuration(const std::filesystem::path& file,
                                                     bool with_origins = false);

/// The same as the daemon needs it: certificate and key of [http.tls] are tried too, so that a
/// reload with a wrong one is refused as a whole and `check` finds it before. Files that this user
/// may not read are not tried; `load_configuration` has warned of them.
[[nodiscard]] config::LoadOutcome load_for_daemon(const std::filesystem::path& file);

/// What an empty configuration means: the built-in technologies and all defaults.
[[nodiscard]] config::Plan built_in_plan();

/// Prints problems (standard error) and warnings. \return true when there is a plan.
[[nodiscard]] bool report(const config::LoadOutcome& outcome);

/// The same without the warnings, which `check` tells whoever writes the file.
[[nodiscard]] bool report_problems(const config::LoadOutcome& outcome);

/// For commands that ask the daemon and can do without: says (standard error) that `file`, which
/// was given, is of no use.
void say_not_used(std::string_view command, const std::filesystem::path& file);

}  // namespace pantau::cli
