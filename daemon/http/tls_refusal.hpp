// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <boost/system/error_code.hpp>

namespace pantau::http {

/// Why a TLS handshake failed, in words for whoever set up the client.
/// \param verdict  what X509_verify() said of the client's certificate, X509_V_OK if nothing.
/// \return empty when the client only went away, which port scanners do all day.
[[nodiscard]] std::string tls_refusal(const boost::system::error_code& error, long verdict);

}  // namespace pantau::http
