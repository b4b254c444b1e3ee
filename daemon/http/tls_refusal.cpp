// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/tls_refusal.hpp"

#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <openssl/x509_vfy.h>

#include <boost/asio/ssl/error.hpp>

namespace pantau::http {

namespace {

std::string of_certificate(long verdict) {
  const std::string why = ::X509_verify_cert_error_string(verdict);
  switch (verdict) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return "its certificate is not of an authority in http.tls.client_ca (" + why + ")";
    default:
      return "its certificate is not accepted: " + why;
  }
}

}  // namespace

std::string tls_refusal(const boost::system::error_code& error, long verdict) {
  if (error.category() != boost::asio::error::get_ssl_category()) {
    return {};
  }
  switch (ERR_GET_REASON(static_cast<unsigned>(error.value()))) {
    case SSL_R_UNEXPECTED_EOF_WHILE_READING:
      return {};
    case SSL_R_HTTP_REQUEST:
      return "it speaks HTTP without TLS: it must ask by https";
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return "it shows no certificate, which http.tls.client_ca asks for";
    case SSL_R_CERTIFICATE_VERIFY_FAILED:
      return of_certificate(verdict);
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
      return "it speaks no TLS of version 1.2 or newer";
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
    case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
      return "it does not accept the certificate of http.tls: " + error.message();
    default:
      return error.message();
  }
}

}  // namespace pantau::http
