// SPDX-License-Identifier: Apache-2.0
#include "tests/daemon/http/tls_files.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include <array>
#include <fstream>

#include "tests/daemon/http/http_client.hpp"

namespace pantau::http::test {

namespace {

template <auto Free>
struct Freed {
  template <typename Thing>
  void operator()(Thing* thing) const {
    Free(thing);
  }
};

using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using File = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Context = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Freed<SSL_free>>;

constexpr long kHourSeconds = 3600;

Certificate unsigned_certificate(const std::string& name, EVP_PKEY* key, bool may_sign) {
  static long serial = 1;
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kHourSeconds);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kHourSeconds);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()),
                             "CN",
                             MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()),
                             -1,
                             -1,
                             0);
  X509_EXTENSION* constraint = X509V3_EXT_conf_nid(
      nullptr, nullptr, NID_basic_constraints, may_sign ? "critical,CA:TRUE" : "critical,CA:FALSE");
  X509_add_ext(certificate.get(), constraint, -1);
  X509_EXTENSION_free(constraint);
  return certificate;
}

Certificate read_certificate(const std::filesystem::path& path) {
  const File file(BIO_new_file(path.c_str(), "r"));
  return Certificate(PEM_read_bio_X509(file.get(), nullptr, nullptr, nullptr));
}

Key read_key(const std::filesystem::path& path) {
  const File file(BIO_new_file(path.c_str(), "r"));
  return Key(PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr));
}

KeyPair write_pair(const std::filesystem::path& stem, X509* certificate, EVP_PKEY* key) {
  KeyPair pair{stem.string() + ".crt", stem.string() + ".key"};
  const File certificate_file(BIO_new_file(pair.certificate.c_str(), "w"));
  PEM_write_bio_X509(certificate_file.get(), certificate);
  const File key_file(BIO_new_file(pair.key.c_str(), "w"));
  PEM_write_bio_PrivateKey(key_file.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return pair;
}

Context client_context(const TlsRequest& request) {
  Context context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_load_verify_locations(context.get(), request.trusted.c_str(), nullptr);
  if (request.own) {
    SSL_CTX_use_certificate_file(context.get(), request.own->certificate.c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(context.get(), request.own->key.c_str(), SSL_FILETYPE_PEM);
  }
  if (request.highest_version != 0) {
    // The old versions need more than Debian's default allows; else the client itself refuses.
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), request.highest_version);
  }
  return context;
}

}  // namespace

TlsFiles::TlsFiles() {
  auto pattern = (std::filesystem::temp_directory_path() / "pantau-tls-XXXXXX").string();
  folder_ = mkdtemp(pattern.data());
}

TlsFiles::~TlsFiles() {
  std::error_code ignored;  // a folder left behind in /tmp fails no test
  std::filesystem::remove_all(folder_, ignored);
}

KeyPair TlsFiles::authority(const std::string& name) {
  const Key key(EVP_EC_gen("P-256"));
  const auto certificate = unsigned_certificate(name, key.get(), true);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  return write_pair(folder_ / name, certificate.get(), key.get());
}

KeyPair TlsFiles::signed_by(const KeyPair& authority, const std::string& name) {
  const Key key(EVP_EC_gen("P-256"));
  const auto issuer = read_certificate(authority.certificate);
  const auto issuer_key = read_key(authority.key);
  const auto certificate = unsigned_certificate(name, key.get(), false);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get()));
  X509_sign(certificate.get(), issuer_key.get(), EVP_sha256());
  return write_pair(folder_ / name, certificate.get(), key.get());
}

std::filesystem::path TlsFiles::write(const std::string& name, std::string_view text) {
  std::ofstream(folder_ / name) << text;
  return folder_ / name;
}

TlsAnswer fetch_tls(std::uint16_t port, const TlsRequest& request) {
  const Client client(port);
  const auto context = client_context(request);
  const Session session(SSL_new(context.get()));
  SSL_set_fd(session.get(), client.fd());
  TlsAnswer answer;
  if (SSL_connect(session.get()) != 1) {
    return answer;
  }
  const Certificate peer(SSL_get1_peer_certificate(session.get()));
  std::array<char, 256> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(peer.get()),
                            NID_commonName,
                            name.data(),
                            static_cast<int>(name.size()));
  answer.subject = name.data();
  SSL_write(session.get(), request.bytes.data(), static_cast<int>(request.bytes.size()));
  std::array<char, 4096> bytes{};
  int received = SSL_read(session.get(), bytes.data(), static_cast<int>(bytes.size()));
  while (received > 0) {
    answer.bytes.append(bytes.data(), static_cast<std::size_t>(received));
    received = SSL_read(session.get(), bytes.data(), static_cast<int>(bytes.size()));
  }
  SSL_shutdown(session.get());
  return answer;
}

}  // namespace pantau::http::test
