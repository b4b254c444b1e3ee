// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/fetch_advice.hpp"

#include <fmt/format.h>
#include <strings.h>

#include <string_view>

namespace pantau::cli {

namespace {

constexpr std::string_view kLog = "the daemon's log says why (event=http_refused)";

std::string trust_advice(long verdict, const Access& access) {
  // libcurl begins with 1, "unspecified", and has a verdict of the chain only when that is bad.
  if (verdict <= 1) {
    return "that host is no name of the daemon's certificate: ask by one that it has, with --url "
           "https://NAME:PORT";
  }
  if (access.ca.empty()) {
    return "name the authority of the daemon's certificate with --ca FILE";
  }
  return fmt::format("{} is not the authority of the daemon's certificate", access.ca);
}

/// The connection ended while or after we showed what we have: in TLS 1.3 a server refuses a
/// certificate only when the client takes the handshake for done.
std::string refusal_advice(const Access& access) {
  if (!is_https(access.url)) {
    return "it may speak TLS: say --url https://NAME:PORT and --ca FILE";
  }
  if (access.certificate.empty()) {
    return "it may ask for a certificate: say --certificate FILE --key FILE; " + std::string(kLog);
  }
  return fmt::format(
      "it may refuse {}, which must be of an authority in its http.tls.client_ca; {}",
      access.certificate,
      kLog);
}

}  // namespace

bool is_https(const std::string& url) {
  constexpr std::string_view kScheme = "https://";
  return ::strncasecmp(url.c_str(), kScheme.data(), kScheme.size()) == 0;
}

std::string without_password(std::string url) {
  constexpr std::string_view kBefore = "://";
  const std::size_t scheme = url.find(kBefore);
  const std::size_t begin = scheme == std::string::npos ? 0 : scheme + kBefore.size();
  const std::size_t at = url.rfind('@', url.find_first_of("/?#", begin));
  if (at != std::string::npos && at >= begin) {
    url.erase(begin, at + 1 - begin);
  }
  return url;
}

std::string transfer_advice(CURLcode result, long verdict, const Access& access) {
  switch (result) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return "put that name into /etc/hosts, or ask by one that is known or an address, with --url";
    case CURLE_PEER_FAILED_VERIFICATION:
      return trust_advice(verdict, access);
    case CURLE_SSL_CACERT_BADFILE:
      return fmt::format("--ca {} must hold certificates in PEM", access.ca);
    case CURLE_SSL_CERTPROBLEM:
      return fmt::format("--certificate {} and --key {} must be a pair in PEM, without passphrase",
                         access.certificate,
                         access.key);
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_GOT_NOTHING:
      return refusal_advice(access);
    default:
      return {};
  }
}

std::string user_advice(const Access& access) {
  if (access.user.empty()) {
    return "it asks for a user of its [http.users]: say --user NAME --password-file FILE";
  }
  return fmt::format(
      "it does not know user {} with the password in {}", access.user, access.password_file);
}

}  // namespace pantau::cli
