// SPDX-License-Identifier: Apache-2.0
#include "config/csv_headers.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "config/csv_names.hpp"
#include "config/suggest.hpp"

namespace pantau::config {

namespace {

struct FieldWords {
  Field field;
  std::string_view usual;
  std::string_view words;  ///< folded, separated by ','
};

constexpr std::array kFields{
    FieldWords{Field::ignored, "No", "no,nomor,nomor urut,no urut,#,number,urut"},
    FieldWords{Field::site_id,
               "ID Lokasi",
               "id,id lokasi,id site,site id,id situs,kode lokasi,kode site,kode titik,"
               "id titik,location id,site code"},
    FieldWords{Field::site_name,
               "Nama Lokasi",
               "nama,nama lokasi,lokasi,site,nama site,nama situs,site name,name,location,"
               "location name,titik layanan,nama titik,nama titik layanan,titik,service point"},
    FieldWords{Field::district,
               "Distrik",
               "distrik,nama distrik,kecamatan,nama kecamatan,district,district name,"
               "distrik kecamatan,kecamatan distrik"},
    FieldWords{Field::district_code,
               "Kode Distrik",
               "kode distrik,kode kecamatan,kode wilayah,kode kemendagri,district code"},
    FieldWords{Field::district_class,
               "Kelas Distrik",
               "kelas distrik,kelas wilayah,tipe wilayah,kategori distrik,district class"},
    FieldWords{Field::district_population,
               "Penduduk Distrik",
               "penduduk distrik,jumlah penduduk distrik,populasi distrik,jiwa distrik,"
               "district population,population of district"},
    FieldWords{Field::district_population_year,
               "Tahun Penduduk",
               "tahun penduduk,tahun data penduduk,population year,district population year"},
    FieldWords{Field::phase,
               "Tahap",
               "tahap,tahapan,fase,phase,tahap pembangunan,rollout phase,nama tahap"},
    FieldWords{Field::phase_start, "Mulai Tahap", "mulai tahap,awal tahap,phase start"},
    FieldWords{Field::phase_end, "Akhir Tahap", "akhir tahap,selesai tahap,phase end"},
    FieldWords{Field::latitude,
               "Lintang",
               "lintang,garis lintang,latitude,lat,koordinat lintang,latitude y,lintang latitude,"
               "latitude lintang,koordinat y"},
    FieldWords{Field::longitude,
               "Bujur",
               "bujur,garis bujur,longitude,lon,long,lng,koordinat bujur,longitude x,"
               "bujur longitude,longitude bujur,koordinat x"},
    FieldWords{Field::serves_population,
               "Penduduk Dilayani",
               "penduduk dilayani,jumlah penduduk dilayani,penduduk terlayani,"
               "penduduk yang dilayani,jumlah penduduk terlayani,populasi dilayani,"
               "populasi terlayani,jiwa dilayani,serves population,population served,"
               "served population,people served"},
    FieldWords{Field::services,
               "Layanan",
               "layanan,jenis layanan,services,service,opd,layanan opd,opd dilayani,opd layanan"},
    FieldWords{Field::contacts,
               "Kontak",
               "kontak,kontak lokasi,contact,contacts,narahubung,contact person,pic,cp,"
               "kontak person,no hp,nomor hp,no telepon,nomor telepon,telepon"},
    FieldWords{Field::weight, "Bobot", "bobot,weight,bobot lokasi"},
    FieldWords{Field::hold_kind,
               "Status Hambatan",
               "status hambatan,hambatan,status,hold,hold kind,jenis penundaan,penundaan,"
               "status penundaan,status khusus,status lokasi"},
    FieldWords{Field::hold_since,
               "Tertunda Sejak",
               "tertunda sejak,ditunda sejak,hambatan sejak,mulai penundaan,hold since,"
               "sejak,penundaan sejak,tanggal penundaan"},
    FieldWords{Field::hold_until,
               "Tertunda Sampai",
               "tertunda sampai,ditunda sampai,hambatan sampai,akhir penundaan,hold until,"
               "penundaan sampai,tertunda hingga"},
    FieldWords{Field::hold_reason,
               "Alasan Penundaan",
               "alasan penundaan,alasan,alasan tertunda,alasan hambatan,hold reason,reason,"
               "penyebab penundaan"},
    FieldWords{Field::hold_to,
               "Direlokasi Ke",
               "direlokasi ke,relokasi ke,pindah ke,lokasi pengganti,hold to,relocated to"},
    FieldWords{Field::provider,
               "Penyedia",
               "penyedia,nama penyedia,penyedia layanan,penyedia jasa,provider,isp,operator,"
               "vendor,penyelenggara"},
    FieldWords{Field::provider_contact,
               "Kontak Penyedia",
               "kontak penyedia,noc,kontak noc,provider contact,kontak provider"},
    FieldWords{Field::contract,
               "Kontrak",
               "kontrak,contract,id kontrak,nama kontrak,contract id,kode kontrak"},
    FieldWords{Field::contract_number,
               "Nomor Kontrak",
               "nomor kontrak,no kontrak,contract number,nomor spk,no spk,spk,contract no"},
    FieldWords{Field::contract_start,
               "Mulai Kontrak",
               "mulai kontrak,awal kontrak,kontrak mulai,tanggal mulai kontrak,"
               "tanggal kontrak,contract start,tmt kontrak"},
    FieldWords{Field::contract_end,
               "Akhir Kontrak",
               "akhir kontrak,selesai kontrak,kontrak berakhir,kontrak selesai,"
               "tanggal akhir kontrak,masa kontrak sampai,contract end,berakhir kontrak"},
    FieldWords{Field::contract_free_until,
               "Gratis Sampai",
               "gratis sampai,bebas biaya sampai,free until,contract free until"},
    FieldWords{Field::contract_target,
               "Target SLA",
               "target sla,sla,target ketersediaan,contract target,target layanan,target,"
               "tingkat layanan,tingkat layanan (sla)"},
    FieldWords{Field::contract_fee,
               "Biaya per Bulan",
               "biaya per bulan,biaya bulanan,biaya langganan,tagihan bulanan,abonemen,"
               "biaya bulan,fee per month,monthly fee,harga per bulan,tagihan per bulan"},
    FieldWords{Field::contract_formula,
               "Rumus SLA",
               "rumus sla,rumus,formula,rumus ketersediaan,contract formula"},
    FieldWords{Field::contract_restitution,
               "Restitusi",
               "restitusi,rumus restitusi,restitution,contract restitution"},
    FieldWords{Field::link_id,
               "ID Tautan",
               "id tautan,id link,link id,kode link,tautan,link,nama link,nama tautan,"
               "kode tautan"},
    FieldWords{Field::link_template, "Templat", "templat,template,link template"},
    FieldWords{Field::technology,
               "Teknologi",
               "teknologi,technology,jenis teknologi,jenis link,jenis tautan,media,"
               "media akses,jenis koneksi,tipe koneksi,jenis akses,link technology"},
    FieldWords{Field::role,
               "Jalur",
               "jalur,peran,role,jenis jalur,status jalur,utama cadangan,peran jalur,link role"},
    FieldWords{Field::address,
               "Alamat IP",
               "alamat ip,ip,ip address,address,ip adress,host,hostname,alamat ip host,"
               "ip monitoring,ip publik,link address"},
    FieldWords{Field::capacity,
               "Kapasitas",
               "kapasitas,bandwidth,capacity,kapasitas link,kecepatan,bandwith"},
    FieldWords{Field::capacity_down,
               "Kapasitas Unduh",
               "kapasitas unduh,unduh,kecepatan unduh,download,bandwidth unduh,capacity down,"
               "bandwidth download,downlink,bandwidth down"},
    FieldWords{Field::capacity_up,
               "Kapasitas Unggah",
               "kapasitas unggah,unggah,kecepatan unggah,upload,bandwidth unggah,capacity up,"
               "bandwidth upload,uplink,bandwidth up"},
    FieldWords{Field::quota,
               "Kuota per Bulan",
               "kuota per bulan,kuota,kuota bulanan,quota,quota per month,fup,kuota bulan"},
    FieldWords{Field::parents,
               "Induk",
               "induk,melalui,bergantung pada,hulu,parents,parent,link induk,tautan induk"}};

/// By Stage.
constexpr std::array<std::string_view, kStages> kStageNames{
    "diusulkan,usulan,pengusulan,proposed,proposal",
    "survei,disurvei,survey,surveyed,survei lokasi,site survey,ba survei",
    "lahan & izin siap,lahan,lahan siap,lahan izin,lahan & izin,lahan dan izin,"
    "lahan dan izin siap,izin,perizinan,izin lahan,site cleared,lahan izin siap",
    "terkontrak,kontrak,contracted,penandatanganan kontrak,tanda tangan kontrak,ttd kontrak,"
    "pengadaan",
    "material dikirim,dikirim,pengiriman,pengiriman material,shipped,shipment,kirim",
    "material di lokasi,di lokasi,material tiba,tiba di lokasi,material tiba di lokasi,on site,"
    "material on site,barang di lokasi",
    "terpasang,pemasangan,dipasang,instalasi,installed,installation",
    "terintegrasi,integrasi,siap layan,rfs,integrated,integration,terintegrasi (siap layan),"
    "siap layan (rfs),integrasi (siap layan)",
    "uji terima,acceptance test,uat,uji petik dan terima,mulai uji terima",
    "diterima,bast,accepted,acceptance,diterima (bast),bast diterima,penerimaan",
    "beroperasi,operasi,on air,in service,operasional,mulai beroperasi,beroperasi (on air),onair",
    "serah terima,diserahterimakan,handed over,handover,diserah terimakan,serah terima aset",
    "dinonaktifkan,nonaktif,decommissioned,penonaktifan,dibongkar"};

constexpr std::array<std::string_view, 7> kPlanWords{
    "rencana", "planned", "plan", "jadwal", "target", "rcn", "renc"};
constexpr std::array<std::string_view, 7> kActualWords{
    "realisasi", "actual", "aktual", "real", "terealisasi", "terlaksana", "realization"};
constexpr std::array<std::string_view, 8> kFillers{
    "tanggal", "tgl", "date", "tahap", "stage", "of", "pada", "untuk"};

bool listed(std::string_view words, std::string_view wanted) {
  while (!words.empty()) {
    const auto end = words.find(',');
    if (words.substr(0, end) == wanted) {
      return true;
    }
    words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
  }
  return false;
}

template <std::size_t N>
bool any_of_words(const std::array<std::string_view, N>& words, std::string_view wanted) {
  return std::find(words.begin(), words.end(), wanted) != words.end();
}

const FieldWords* field_of(std::string_view header) {
  const auto* const at = std::find_if(kFields.begin(), kFields.end(), [&](const FieldWords& known) {
    return listed(known.words, header);
  });
  return at == kFields.end() ? nullptr : at;
}

std::optional<Stage> stage_of(std::string_view words) {
  for (std::size_t i = 0; i < kStageNames.size(); ++i) {
    if (listed(kStageNames.at(i), words)) {
      return static_cast<Stage>(i);
    }
  }
  return std::nullopt;
}

/// A header without what stands in brackets at its end.
std::pair<std::string, std::string> without_unit(const std::string& header) {
  const auto open = header.rfind('(');
  if (open == std::string::npos || open == 0 || !header.ends_with(')')) {
    return {header, ""};
  }
  return {std::string{trimmed(std::string_view{header}.substr(0, open))},
          header.substr(open + 1, header.size() - open - 2)};
}

/// "realisasi", "tgl beroperasi": the word for plan or actual, and the rest without fillers.
struct StageWords {
  std::optional<Field> kind;
  std::string rest;
};

StageWords stage_words(std::string text) {
  std::replace(text.begin(), text.end(), ',', ' ');
  StageWords result;
  for (std::size_t start = 0; start <= text.size();) {
    const auto end = std::min(text.find(' ', start), text.size());
    auto word = text.substr(start, end - start);
    start = end + 1;
    const bool in_brackets = word.size() > 2 && word.front() == '(' && word.back() == ')';
    const auto bare = in_brackets ? word.substr(1, word.size() - 2) : word;
    if (!result.kind && any_of_words(kPlanWords, bare)) {
      result.kind = Field::planned;
    } else if (!result.kind && any_of_words(kActualWords, bare)) {
      result.kind = Field::actual;
    } else if (!word.empty() && !any_of_words(kFillers, bare)) {
      result.rest += (result.rest.empty() ? "" : " ") + word;
    }
  }
  return result;
}

}  // namespace

std::optional<Heading> heading_of(std::string_view header) {
  const auto whole = folded(header);
  const auto [bare, unit] = without_unit(whole);
  for (const auto& text : {whole, bare}) {
    if (const auto* known = field_of(text)) {
      return Heading{known->field, Stage::proposed, text == whole ? "" : unit};
    }
  }
  for (const auto& text : {whole, bare}) {
    const auto words = stage_words(text);
    const auto stage = stage_of(words.rest);
    if (words.kind && stage) {
      return Heading{*words.kind, *stage, ""};
    }
  }
  return std::nullopt;
}

std::optional<Stage> bare_stage(std::string_view header) {
  const auto words = stage_words(without_unit(folded(header)).first);
  return words.kind ? std::nullopt : stage_of(words.rest);
}

bool is_bare_population(std::string_view header) {
  constexpr std::string_view kWords =
      "penduduk,jumlah penduduk,population,populasi,jiwa,jumlah jiwa,jml penduduk";
  return listed(kWords, without_unit(folded(header)).first);
}

std::optional<Field> plan_or_actual(std::string_view header) {
  const auto words = stage_words(folded(header));
  return words.rest.empty() ? words.kind : std::nullopt;
}

std::string nearest_header(std::string_view header) {
  const auto wanted = folded(header);
  Nearest nearest(wanted);
  for (const auto& known : kFields) {
    auto words = known.words;
    while (!words.empty()) {
      const auto end = words.find(',');
      nearest.offer(words.substr(0, end));
      words.remove_prefix(end == std::string_view::npos ? words.size() : end + 1);
    }
  }
  return nearest.question();
}

std::string_view usual_header(Field field) {
  const auto* const at = std::find_if(kFields.begin(), kFields.end(), [&](const FieldWords& known) {
    return known.field == field;
  });
  return at == kFields.end() ? "" : at->usual;
}

}  // namespace pantau::config
