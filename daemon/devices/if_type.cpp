// SPDX-License-Identifier: Apache-2.0
#include "daemon/devices/if_type.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace pantau::devices {

namespace {

using Name = std::pair<std::int64_t, std::string_view>;

// https://www.iana.org/assignments/ianaiftype-mib
constexpr std::array kNames{Name{1, "other"},
                            Name{6, "ethernetCsmacd"},
                            Name{18, "ds1"},
                            Name{20, "basicISDN"},
                            Name{22, "propPointToPointSerial"},
                            Name{23, "ppp"},
                            Name{24, "softwareLoopback"},
                            Name{28, "slip"},
                            Name{32, "frameRelay"},
                            Name{37, "atm"},
                            Name{39, "sonet"},
                            Name{53, "propVirtual"},
                            Name{54, "propMultiplexor"},
                            Name{62, "fastEther"},
                            Name{69, "fastEtherFX"},
                            Name{71, "ieee80211"},
                            Name{77, "lapd"},
                            Name{94, "adsl"},
                            Name{96, "sdsl"},
                            Name{97, "vdsl"},
                            Name{108, "pppMultilinkBundle"},
                            Name{117, "gigabitEthernet"},
                            Name{118, "hdlc"},
                            Name{127, "docsCableMaclayer"},
                            Name{131, "tunnel"},
                            Name{135, "l2vlan"},
                            Name{136, "l3ipvlan"},
                            Name{142, "ipForward"},
                            Name{150, "mplsTunnel"},
                            Name{157, "propWirelessP2P"},
                            Name{161, "ieee8023adLag"},
                            Name{166, "mpls"},
                            Name{188, "radioMAC"},
                            Name{209, "bridge"},
                            Name{230, "adsl2plus"},
                            Name{237, "ieee80216WMAN"},
                            Name{243, "wwanPP"},
                            Name{244, "wwanPP2"},
                            Name{250, "gpon"}};

}  // namespace

std::string if_type_name(std::int64_t type) {
  const auto* const found = std::find_if(
      kNames.begin(), kNames.end(), [=](const Name& each) { return each.first == type; });
  return found == kNames.end() ? std::to_string(type) : std::string(found->second);
}

}  // namespace pantau::devices
