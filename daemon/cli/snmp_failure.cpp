// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/cli/snmp_text.hpp"
#include "daemon/metrics/label.hpp"

namespace pantau::cli {

namespace {

/// One advice in both languages.
struct Advice {
  std::string_view english;
  std::string_view indonesian;

  [[nodiscard]] std::string_view in(config::Language language) const {
    return language == config::Language::en ? english : indonesian;
  }
};

constexpr Advice kSilent{
    "  - does `pantau ping {0}` get answers?\n"
    "  - is SNMP switched on there, at UDP port {1}, and may this machine's address ask "
    "(firewalls on the way, the agent's own list)?\n"
    "  - {2}\n"
    "  - over a slow link: --timeout 10s",
    "  - apakah `pantau ping {0}` dijawab?\n"
    "  - apakah SNMP hidup di sana, pada porta UDP {1}, dan apakah alamat mesin ini boleh bertanya "
    "(tembok api di jalan, daftar milik agen)?\n"
    "  - {2}\n"
    "  - lewat tautan lambat: --timeout 10s"};

constexpr Advice kCommunity{
    "versions 1 and 2c: an agent says nothing to a wrong community; is that of the credentials "
    "{} right, and does the agent speak version {}?",
    "versi 1 dan 2c: agen diam terhadap community yang salah; benarkah milik kredensial {}, dan "
    "apakah agen berbicara versi {}?"};

constexpr Advice kVersion3{"is version 3 switched on? (credentials {}, version {})",
                           "apakah versi 3 hidup? (kredensial {}, versi {})"};

/// By what the agent's report says (RFC 3414, 5).
constexpr std::array<std::pair<std::string_view, Advice>, 6> kReports{
    {{"usmStatsUnknownUserNames",
      {"the agent does not know the user: `user` of the credentials, or create it on the device",
       "agen tidak kenal pengguna itu: periksa `user` pada kredensial, atau buat di perangkat"}},
     {"usmStatsWrongDigests",
      {"the authentication password or protocol is wrong: `auth` and `auth_password_file`",
       "sandi atau protokol autentikasi salah: `auth` dan `auth_password_file`"}},
     {"usmStatsDecryptionErrors",
      {"the privacy password or protocol is wrong: `privacy` and `privacy_password_file`",
       "sandi atau protokol privasi salah: `privacy` dan `privacy_password_file`"}},
     {"usmStatsUnsupportedSecLevels",
      {"the agent does not offer this user this level: add or take away `auth` and `privacy`",
       "agen tidak melayani tingkat ini: tambah atau hapus `auth` dan `privacy`"}},
     {"usmStatsNotInTimeWindows",
      {"the agent's clock of its engine does not go on: restart its SNMP service",
       "jam mesin SNMP agen tidak berjalan: mulai ulang layanan SNMP-nya"}},
     {"usmStatsUnknownEngineIDs",
      {"the agent changes its engine id: restart its SNMP service",
       "agen mengganti engine id: mulai ulang layanan SNMP-nya"}}}};

constexpr Advice kWrongSource{
    "\n  - {} answers came from another address than the one asked (NAT, or a device with "
    "several): ask that one",
    "\n  - {} jawaban datang dari alamat lain daripada yang ditanya (NAT, atau perangkat dengan "
    "beberapa alamat): tanyai alamat itu"};

constexpr Advice kNoObjects{
    "the agent answers but shows none of the objects asked for: its view for this community or "
    "user must hold 1.3.6.1.2.1 and the vendor's own tree; or give another --profile",
    "agen menjawab tetapi tidak memperlihatkan satu pun objek yang diminta: pandangan untuk "
    "community atau pengguna ini harus memuat 1.3.6.1.2.1 dan pohon milik pembuatnya; atau pakai "
    "--profile lain"};

std::string silent(const SnmpReport& report, config::Language language) {
  const config::SnmpCredentials& credentials = report.target.credentials();
  const Advice& version = credentials.version == "3" ? kVersion3 : kCommunity;
  const std::string about =
      fmt::format(fmt::runtime(version.in(language)), credentials.id, credentials.version);
  const Advice said{"no answer to {} datagrams. Look at this:\n{}",
                    "tidak ada jawaban atas {} datagram. Periksa:\n{}"};
  std::string text = fmt::format(fmt::runtime(said.in(language)),
                                 report.numbers.requests,
                                 fmt::format(fmt::runtime(kSilent.in(language)),
                                             net::to_string(report.target.address),
                                             report.target.device().port,
                                             about));
  const auto wrong_source =
      report.numbers.faults.at(static_cast<std::size_t>(snmp::Fault::wrong_source));
  if (wrong_source > 0) {
    text += fmt::format(fmt::runtime(kWrongSource.in(language)), wrong_source);
  }
  return text;
}

std::string refused(const SnmpReport& report, config::Language language) {
  const std::string detail = metrics::clean(report.result.detail);
  const std::string_view fault =
      snmp::kFaultNames.at(static_cast<std::size_t>(report.result.fault));
  for (const auto& [name, advice] : kReports) {
    if (detail.find(name) != std::string::npos) {
      return fmt::format("{} ({}): {}", fault, detail, advice.in(language));
    }
  }
  if (report.result.fault == snmp::Fault::none) {
    return std::string{kNoObjects.in(language)};
  }
  return fmt::format("{} ({})", fault, detail);
}

}  // namespace

bool succeeded(const SnmpReport& report) {
  return report.result.answered && !report.result.bindings.empty();
}

std::string failure_text(const SnmpReport& report) {
  const config::Language language = report.target.plan->daemon.language;
  const snmp::Fault fault = report.result.fault;
  const bool is_silent =
      fault == snmp::Fault::timeout || (fault == snmp::Fault::none && !report.result.answered);
  return fmt::format("{}: {}",
                     endpoint_text(report),
                     is_silent ? silent(report, language) : refused(report, language));
}

}  // namespace pantau::cli
