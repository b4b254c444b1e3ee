// SPDX-License-Identifier: Apache-2.0
// Non-template code of Asio's TLS, compiled once (BOOST_ASIO_SEPARATE_COMPILATION).
#include <boost/asio/ssl/impl/src.hpp>
