// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/snmp_words.hpp"

namespace pantau::cli {

namespace {

constexpr SnmpWords kEnglish{
    .yes = "yes",
    .no = "no",
    .profile = "profile",
    .given = "as given",
    .by_sysobjectid = "its sysObjectID begins with {}",
    .by_object = "it has the object {}",
    .fallback = "nothing more special suits it",
    .model = "model",
    .firmware = "firmware",
    .uptime = "uptime of the agent",
    .host_uptime = "uptime of the device",
    .booted = "started",
    .engine_boots = "starts counted",
    .interface = "INTERFACE",
    .alias = "ALIAS",
    .link = "LINK",
    .type = "TYPE",
    .up = "UP",
    .speed = "SPEED",
    .received = "RECEIVED",
    .sent = "SENT",
    .errors = "ERRORS",
    .discards = "DISCARDS",
    .since = "SINCE",
    .missing = "no interface with this ifName or ifAlias",
    .available = "INTERFACE THAT IT HAS",
    .more = "and more",
    .how_to_choose =
        "To watch some of these: interfaces = [\"NAME\", ...] in the [[device]]; to see "
        "them here: --interface NAME",
    .on_battery = "on battery",
    .battery_low = "battery low",
    .charge = "charge",
    .battery = "battery",
    .remaining = "lasts for",
    .input = "input",
    .radio = "RADIO",
    .signal = "SIGNAL",
    .noise = "NOISE",
    .snr = "SNR",
    .receive_rate = "RECEIVE RATE",
    .transmit_rate = "SEND RATE",
    .sensor = "SENSOR",
    .temperature = "TEMPERATURE",
    .voltage = "VOLTAGE",
    .round_trips = "round trips",
    .bytes_sent = "bytes sent",
    .bytes_received = "received",
    .complete = "complete",
    .incomplete = "NOT COMPLETE"};

constexpr SnmpWords kIndonesian{
    .yes = "ya",
    .no = "tidak",
    .profile = "profil",
    .given = "seperti diminta",
    .by_sysobjectid = "sysObjectID-nya diawali {}",
    .by_object = "ada objek {}",
    .fallback = "tidak ada yang lebih khusus",
    .model = "model",
    .firmware = "firmware",
    .uptime = "agen hidup selama",
    .host_uptime = "perangkat hidup selama",
    .booted = "mulai",
    .engine_boots = "jumlah mulai",
    .interface = "ANTARMUKA",
    .alias = "ALIAS",
    .link = "TAUTAN",
    .type = "JENIS",
    .up = "HIDUP",
    .speed = "LAJU",
    .received = "DITERIMA",
    .sent = "DIKIRIM",
    .errors = "GALAT",
    .discards = "DIBUANG",
    .since = "SEJAK",
    .missing = "tidak ada antarmuka dengan ifName atau ifAlias ini",
    .available = "ANTARMUKA YANG ADA",
    .more = "dan lainnya",
    .how_to_choose =
        "Untuk memantaunya: interfaces = [\"NAMA\", ...] pada [[device]]; untuk "
        "melihatnya di sini: --interface NAMA",
    .on_battery = "memakai baterai",
    .battery_low = "baterai lemah",
    .charge = "isi",
    .battery = "baterai",
    .remaining = "bertahan",
    .input = "masukan",
    .radio = "RADIO",
    .signal = "SINYAL",
    .noise = "DERAU",
    .snr = "SNR",
    .receive_rate = "LAJU TERIMA",
    .transmit_rate = "LAJU KIRIM",
    .sensor = "SENSOR",
    .temperature = "SUHU",
    .voltage = "TEGANGAN",
    .round_trips = "kali pulang-pergi",
    .bytes_sent = "bita dikirim",
    .bytes_received = "diterima",
    .complete = "lengkap",
    .incomplete = "TIDAK LENGKAP"};

}  // namespace

const SnmpWords& snmp_words(config::Language language) {
  return language == config::Language::en ? kEnglish : kIndonesian;
}

}  // namespace pantau::cli
