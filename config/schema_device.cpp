// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "config/address_text.hpp"
#include "config/draft.hpp"
#include "config/profile_library.hpp"
#include "config/schema_link.hpp"
#include "config/secret_file.hpp"
#include "config/suggest.hpp"

namespace pantau::config {

namespace {

/// The profile that the device's own sysObjectID picks.
constexpr std::string_view kAutomatic = "auto";

constexpr std::array<std::string_view, 3> kVersions{"1", "2c", "3"};
constexpr std::array<std::string_view, 6> kAuthProtocols{
    "MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"};
constexpr std::array<std::string_view, 2> kPrivacyProtocols{"DES", "AES"};
constexpr std::array<std::string_view, 8> kCredentialKeys{"id",
                                                          "version",
                                                          "user",
                                                          "auth",
                                                          "auth_password_file",
                                                          "privacy",
                                                          "privacy_password_file",
                                                          "community_file"};

/// RFC 3414, section 11.2; net-snmp refuses shorter ones.
constexpr std::size_t kShortestPassword = 8;

Secret read_password(Draft& draft, TableReader& reader, std::string_view key) {
  auto secret = read_secret(draft, reader, key);
  if (!secret.empty() && secret.reveal().size() < kShortestPassword) {
    reader.error(reader.find(key),
                 "the password in it is shorter than the 8 bytes that SNMPv3 asks");
  }
  return secret;
}

void refuse(TableReader& reader,
            std::initializer_list<std::string_view> keys,
            std::string_view version) {
  for (const auto key : keys) {
    if (reader.has(key)) {
      reader.error(reader.find(key),
                   fmt::format("has no meaning in SNMP version {}: take it out", version));
    }
  }
}

void read_version_3(Draft& draft, TableReader& reader, SnmpCredentials& credentials) {
  refuse(reader, {"community_file"}, "3");
  reader.require({"user"});
  assign(credentials.user, reader.text("user"));
  assign(credentials.auth, reader.one_of("auth", kAuthProtocols));
  assign(credentials.privacy, reader.one_of("privacy", kPrivacyProtocols));
  for (const std::string what : {"auth", "privacy"}) {
    const auto file_key = what + "_password_file";
    if (reader.has(what)) {
      reader.require({file_key});
    } else if (reader.has(file_key)) {
      reader.error(reader.find(file_key), fmt::format("says nothing without `{}`: add it", what));
    }
  }
  if (reader.has("privacy") && !reader.has("auth")) {
    reader.error(reader.find("privacy"),
                 "SNMPv3 knows no privacy without authentication: add auth");
  }
  credentials.auth_password = read_password(draft, reader, "auth_password_file");
  credentials.privacy_password = read_password(draft, reader, "privacy_password_file");
}

void read_community(Draft& draft, TableReader& reader, SnmpCredentials& credentials) {
  refuse(reader,
         {"user", "auth", "auth_password_file", "privacy", "privacy_password_file"},
         credentials.version);
  reader.require({"community_file"});
  credentials.community = read_secret(draft, reader, "community_file");
  const auto& community = credentials.community.reveal();
  if (community == "public" || community == "private") {
    reader.warning(reader.find("community_file"),
                   "the community in it is a factory default that every scanner tries: change it");
  }
}

void read_credentials(Draft& draft, const Definition& definition) {
  TableReader reader(draft.problems, definition.layer);
  reader.refuse_unknown(kCredentialKeys);
  reader.require({"version"});
  SnmpCredentials credentials;
  credentials.id = definition.id;
  assign(credentials.version, reader.one_of("version", kVersions));
  if (credentials.version == "3") {
    read_version_3(draft, reader, credentials);
  } else if (!credentials.version.empty()) {
    read_community(draft, reader, credentials);
  }
  credentials.place = definition.layer.place(definition.layer.at);
  if (!definition.id.empty()) {
    draft.plan.credentials.push_back(std::move(credentials));
  }
}

void read_power(Draft& draft, TableReader& device, Device& result) {
  constexpr std::array<std::string_view, 1> kKeys{"low_volts"};
  const auto layer = device.table("power");
  if (!layer) {
    return;
  }
  TableReader reader(draft.problems, *layer);
  reader.refuse_unknown(kKeys);
  result.low_volts = reader.number("low_volts", {0, 1000});
}

void read_address(TableReader& reader, Device& device) {
  const auto text = reader.text("address");
  if (!text) {
    return;
  }
  auto agent = parse_agent(*text);
  if (const auto* problem = std::get_if<std::string>(&agent)) {
    reader.error(reader.find("address"), fmt::format("\"{}\" {}", *text, *problem));
    return;
  }
  device.address = std::get<Agent>(agent).host;
  device.port = std::get<Agent>(agent).port;
}

void read_profile_id(Draft& draft, TableReader& reader, Device& device) {
  auto id = reader.id("profile");
  if (!id) {
    return;
  }
  if (*id == kAutomatic || draft.plan.find_profile(*id) != nullptr) {
    device.profile = *std::move(id);
    return;
  }
  std::string question;
  std::vector<std::string_view> known{kAutomatic};
  if (draft.may_suggest()) {
    Nearest nearest(*id);
    nearest.offer(kAutomatic);
    for (const auto& profile : draft.plan.profiles) {
      nearest.offer(profile->id);
      known.push_back(profile->id);
    }
    question = nearest.question();
    if (question.empty()) {
      question = fmt::format(": write one of {}", fmt::join(known, ", "));
    }
  }
  reader.error(reader.find("profile"), fmt::format("there is no profile \"{}\"{}", *id, question));
}

void read_interfaces(Draft& draft, TableReader& reader, Device& device) {
  std::unordered_set<std::string> seen;
  for (auto& [name, place] : reader.placed_texts("interfaces")) {
    if (seen.insert(name).second) {
      device.interfaces.push_back(std::move(name));
    } else {
      draft.problems.error(place,
                           reader.find("interfaces").path(),
                           fmt::format("\"{}\" stands here twice: take one out", name));
    }
  }
}

void read_interface_links(Draft& draft, TableReader& device, Device& result) {
  const auto layer = device.table("links");
  if (!layer) {
    return;
  }
  TableReader reader(draft.problems, *layer);
  const std::unordered_set<std::string_view> interfaces{result.interfaces.begin(),
                                                        result.interfaces.end()};
  for (const auto& entry : layer->table->entries) {
    const Found found{&entry, &*layer};
    auto id = draft.reference(reader, entry.key, Kind::link);
    if (id) {
      result.links.emplace(entry.key, *std::move(id));
    }
    if (!interfaces.contains(entry.key)) {
      draft.problems.error(found.key_place(),
                           layer->path,
                           fmt::format("\"{}\" is not among `interfaces`: add it there, or correct "
                                       "it",
                                       entry.key));
    }
  }
}

/// Which interface carries a link, when the device's tables say so first.
struct Carrier {
  std::string device;
  std::string interface;
  Place place;
};

using CarrierByLink = std::unordered_map<std::string, Carrier>;

Place place_of(const Found& links, const std::string& interface) {
  return links.layer->place(links.value().as<Table>()->find(interface)->value.at);
}

/// A link's traffic, and so its quota, is counted on one interface.
void check_carriers(Draft& draft,
                    TableReader& reader,
                    const Device& device,
                    CarrierByLink& carriers) {
  const auto found = reader.find("links");
  for (const auto& [interface, id] : device.links) {
    auto place = place_of(found, interface);
    const auto [known, fresh] = carriers.try_emplace(id, Carrier{device.id, interface, place});
    if (!fresh) {
      const auto& [other, other_interface, other_place] = known->second;
      draft.problems.error(
          std::move(place),
          found.path() + "." + interface,
          fmt::format("link \"{}\" is carried by interface \"{}\" of device \"{}\" ({}:{}) and by "
                      "\"{}\" of \"{}\": its traffic is counted on one of them, take the other out",
                      id,
                      other_interface,
                      other,
                      other_place.file,
                      other_place.line,
                      interface,
                      device.id));
    }
  }
}

void check_interface_links(Draft& draft, TableReader& reader, const Device& device) {
  for (const auto& [interface, id] : device.links) {
    const auto* link = draft.plan.find_link(id);
    if (link == nullptr || link->site == device.site || device.site.empty() || link->site.empty()) {
      continue;
    }
    const auto found = reader.find("links");
    draft.problems.error(
        place_of(found, interface),
        found.path() + "." + interface,
        fmt::format("link \"{}\" belongs to site {}, not to {}: name a link of the "
                    "device's own site",
                    id,
                    link->site,
                    device.site));
  }
}

using LinkBySite = std::unordered_map<std::string_view, const Link*>;

/// Each site's first primary link by id, else its first link.
LinkBySite first_links(const Plan& plan) {
  LinkBySite result;
  for (const auto& link : plan.links) {
    const auto [at, fresh] = result.try_emplace(link.site, &link);
    if (!fresh && link.role == Role::primary && at->second->role != Role::primary) {
      at->second = &link;
    }
  }
  return result;
}

void read_device(Draft& draft,
                 const Definition& definition,
                 const LinkBySite& first_link,
                 CarrierByLink& carriers) {
  const auto* behind = template_of(draft, definition);
  TableReader reader(
      draft.problems, definition.layer, behind == nullptr ? nullptr : &behind->layer);
  reader.refuse_unknown(kDeviceKeys);
  reader.require({"site", "address"});
  auto device = read_device_values(draft, reader);
  check_interface_links(draft, reader, device);
  const auto via = first_link.find(device.site);
  if (!reader.has("via") && via != first_link.end()) {
    device.via = via->second->id;
  }
  device.id = definition.id;
  device.place = definition.layer.place(definition.layer.at);
  if (!reader.has("credentials")) {
    reader.warning({},
                   "has no credentials and is not polled: write credentials = \"…\", the id of a "
                   "[[snmp_credentials]]");
  }
  if (!definition.id.empty()) {
    check_carriers(draft, reader, device, carriers);
    draft.plan.devices.push_back(std::move(device));
  }
}

template <typename T>
void sort_by_id(std::vector<T>& list) {
  std::sort(list.begin(), list.end(), [](const T& a, const T& b) { return a.id < b.id; });
}

}  // namespace

Device read_device_values(Draft& draft, TableReader& reader) {
  Device device;
  assign(device.site, draft.reference(reader, "site", Kind::site));
  read_address(reader, device);
  read_profile_id(draft, reader, device);
  assign(device.credentials, draft.reference(reader, "credentials", Kind::snmp_credentials));
  read_interfaces(draft, reader, device);
  read_interface_links(draft, reader, device);
  assign(device.via, draft.reference(reader, "via", Kind::link));
  assign(device.interval,
         reader.duration("interval", {std::chrono::seconds{1}, std::chrono::hours{24}}));
  assign(device.timeout,
         reader.duration("timeout", {std::chrono::milliseconds{50}, std::chrono::seconds{30}}));
  if (const auto retries = reader.integer("retries", {0, 10})) {
    device.retries = static_cast<std::uint32_t>(*retries);
  }
  read_power(draft, reader, device);
  return device;
}

void read_device_profiles(Draft& draft) {
  auto& files = draft.plan.files;
  auto library = read_profiles(files.front().parent_path() / "snmp", files, draft.problems);
  draft.plan.profiles = std::move(library.profiles);
  files.insert(files.end(), library.files.begin(), library.files.end());
}

void read_device_tables(Draft& draft) {
  for (const auto& definition : draft.all(Kind::snmp_credentials)) {
    read_credentials(draft, definition);
  }
  const auto first_link = first_links(draft.plan);
  CarrierByLink carriers;
  for (const auto& definition : draft.all(Kind::device)) {
    read_device(draft, definition, first_link, carriers);
  }
  sort_by_id(draft.plan.credentials);
  sort_by_id(draft.plan.devices);
}

}  // namespace pantau::config
