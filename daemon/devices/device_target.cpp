// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/device_target.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <utility>

namespace pantau::devices {

namespace {

constexpr std::chrono::seconds kLongestPoll{30};

template <typename Enum, std::size_t N>
Enum named(const std::array<std::pair<std::string_view, Enum>, N>& names,
           std::string_view written,
           Enum otherwise) {
  const auto* const found = std::find_if(
      names.begin(), names.end(), [&](const auto& name) { return name.first == written; });
  return found == names.end() ? otherwise : found->second;
}

snmp::Version version_of(std::string_view written) {
  using snmp::Version;
  constexpr std::array<std::pair<std::string_view, Version>, 3> kNames{
      {{"1", Version::v1}, {"2c", Version::v2c}, {"3", Version::v3}}};
  return named(kNames, written, Version::v2c);
}

snmp::AuthProtocol auth_of(std::string_view written) {
  using snmp::AuthProtocol;
  constexpr std::array<std::pair<std::string_view, AuthProtocol>, 6> kNames{
      {{"MD5", AuthProtocol::md5},
       {"SHA", AuthProtocol::sha},
       {"SHA-224", AuthProtocol::sha224},
       {"SHA-256", AuthProtocol::sha256},
       {"SHA-384", AuthProtocol::sha384},
       {"SHA-512", AuthProtocol::sha512}}};
  return named(kNames, written, AuthProtocol::none);
}

snmp::PrivacyProtocol privacy_of(std::string_view written) {
  using snmp::PrivacyProtocol;
  constexpr std::array<std::pair<std::string_view, PrivacyProtocol>, 2> kNames{
      {{"DES", PrivacyProtocol::des}, {"AES", PrivacyProtocol::aes}}};
  return named(kNames, written, PrivacyProtocol::none);
}

/// A list of a device's own, of pointers that all devices share.
std::shared_ptr<const config::ProfileList> profiles_of(const config::Plan& plan) {
  return std::make_shared<const config::ProfileList>(plan.profiles);
}

}  // namespace

snmp::Credentials credentials_of(const config::SnmpCredentials& written) {
  return {.version = version_of(written.version),
          .community = written.community,
          .user = written.user,
          .auth = auth_of(written.auth),
          .auth_password = written.auth_password,
          .privacy = privacy_of(written.privacy),
          .privacy_password = written.privacy_password};
}

snmp::DeviceTarget target_of(const config::Plan& plan, const config::Device& device) {
  snmp::DeviceTarget target;
  target.port = device.port;
  if (const config::SnmpCredentials* written = plan.find_credentials(device.credentials)) {
    target.credentials = credentials_of(*written);
  }
  snmp::PollSettings& settings = target.settings;
  settings.interval = device.interval;
  settings.timeout = device.timeout;
  settings.retries = device.retries;
  settings.deadline = std::min<net::Nanoseconds>(device.interval, kLongestPoll);
  settings.version = target.credentials.version;
  settings.profile = plan.find_profile(device.profile);
  if (!settings.profile) {
    settings.profiles = profiles_of(plan);
  }
  settings.interfaces = device.interfaces;
  return target;
}

}  // namespace pantau::devices
