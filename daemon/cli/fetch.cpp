// SPDX-License-Identifier: Apache-2.0
#include "daemon/cli/fetch.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <string.h>

#include <array>
#include <memory>
#include <optional>

#include "config/file_text.hpp"
#include "config/secret.hpp"
#include "daemon/cli/fetch_advice.hpp"

namespace pantau::cli {

namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20U;
constexpr long kMostSeconds = 10;
constexpr std::size_t kMostSecretBytes = 4096;  // as in the daemon's configuration
constexpr std::size_t kMostCertificateBytes = std::size_t{1} << 20U;

using Problem = std::optional<std::string>;

std::size_t append(const char* data, std::size_t size, std::size_t count, void* target) noexcept {
  auto& body = *static_cast<std::string*>(target);
  if (body.size() + size * count > kMostBytes) {
    return 0;  // makes libcurl end the transfer with an error
  }
  try {
    body.append(data, size * count);
  } catch (const std::bad_alloc&) {
    return 0;  // an exception must not cross libcurl
  }
  return size * count;
}

struct Closer {
  void operator()(CURL* handle) const { ::curl_easy_cleanup(handle); }
};

/// For a file that nobody but its owner and group may see: the words of the daemon's own secrets.
Problem secrecy_problem(const std::string& path, const config::FileText& file) {
  if (file.others_may_read) {
    return fmt::format("{} can be read or changed by everyone: run chmod o= {}", path, path);
  }
  return std::nullopt;
}

Problem reading_problem(std::string_view option, const std::string& path, bool secret) {
  if (path.empty()) {
    return std::nullopt;
  }
  config::FileText file = config::read_file_text(path, kMostCertificateBytes);
  ::explicit_bzero(file.text.data(), file.text.size());
  if (secret) {
    if (auto problem = secrecy_problem(path, file)) {
      return problem;
    }
  }
  if (!file.error.empty()) {
    return fmt::format("{} {} cannot be read: {}", option, path, file.error);
  }
  return std::nullopt;
}

Problem read_password(const std::string& path, config::Secret& password) {
  config::FileText file = config::read_file_text(path, kMostSecretBytes);
  Problem problem = secrecy_problem(path, file);
  if (!problem && !file.error.empty()) {
    problem = fmt::format("--password-file {} cannot be read: {}", path, file.error);
  }
  const std::size_t last = file.text.find_last_not_of("\r\n");
  const std::size_t length = last == std::string::npos ? 0 : last + 1;
  if (!problem && (length == 0 || file.text.find('\0') != std::string::npos)) {
    problem =
        fmt::format("{} is empty or holds a NUL byte: write the secret into it, on one line", path);
  }
  if (!problem) {
    password = config::Secret(file.text.substr(0, length));
  }
  ::explicit_bzero(file.text.data(), file.text.size());
  return problem;
}

/// Nobody's password goes over the wire in the clear because an "s" was forgotten.
Problem scheme_problem(const Access& access) {
  if ((access.ca.empty() && access.certificate.empty()) || is_https(access.url)) {
    return std::nullopt;
  }
  return fmt::format(
      "{} is asked without TLS, so --ca and --certificate are of no use: say "
      "--url https://NAME:PORT",
      without_password(access.url));
}

Problem access_problem(const Access& access, config::Secret& password) {
  Problem problem = scheme_problem(access);
  if (!problem) {
    problem = reading_problem("--ca", access.ca, false);
  }
  if (!problem) {
    problem = reading_problem("--certificate", access.certificate, false);
  }
  if (!problem) {
    problem = reading_problem("--key", access.key, true);
  }
  if (!problem && !access.password_file.empty()) {
    problem = read_password(access.password_file, password);
  }
  return problem;
}

// The options of the functions below cannot fail but for want of memory: they are known to the
// libcurl we build with (curl_easy_setopt(3)).

void set_text(CURL* handle, CURLoption option, const std::string& text) {
  if (!text.empty()) {
    (void)::curl_easy_setopt(handle, option, text.c_str());
  }
}

void set_trust(CURL* handle, const Access& access) {
  (void)::curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  (void)::curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  (void)::curl_easy_setopt(handle, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  if (!access.ca.empty()) {  // that one alone: Debian's libcurl would believe the system's as well
    (void)::curl_easy_setopt(handle, CURLOPT_CAINFO, access.ca.c_str());
    (void)::curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
  }
}

void set_identity(CURL* handle, const Access& access, const config::Secret& password) {
  set_text(handle, CURLOPT_SSLCERT, access.certificate);
  set_text(handle, CURLOPT_SSLKEY, access.key);
  // A key with a passphrase is refused instead of asked about: nobody may be there to answer.
  (void)::curl_easy_setopt(handle, CURLOPT_KEYPASSWD, "");
  (void)::curl_easy_setopt(handle, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
  set_text(handle, CURLOPT_USERNAME, access.user);
  set_text(handle, CURLOPT_PASSWORD, password.reveal());
}

void set_transfer(CURL* handle, const std::string& url, std::string& body) {
  (void)::curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  (void)::curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  (void)::curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
  (void)::curl_easy_setopt(handle, CURLOPT_TIMEOUT, kMostSeconds);
  (void)::curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  (void)::curl_easy_setopt(handle, CURLOPT_PROXY, "");
  (void)::curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, append);
  (void)::curl_easy_setopt(handle, CURLOPT_WRITEDATA, &body);
}

/// libcurl's own detail where it has one, else its general word for the failure.
Fetched perform(CURL* handle, const Access& access, const std::string& url) {
  Fetched fetched;
  std::array<char, CURL_ERROR_SIZE> detail{};
  set_transfer(handle, url, fetched.body);
  (void)::curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, detail.data());
  const CURLcode result = ::curl_easy_perform(handle);
  (void)::curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &fetched.status);
  long verdict = 0;
  (void)::curl_easy_getinfo(handle, CURLINFO_SSL_VERIFYRESULT, &verdict);
  (void)::curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, nullptr);
  const std::string shown = without_password(url);
  if (result != CURLE_OK) {
    const char* const why = detail.front() != '\0' ? detail.data() : ::curl_easy_strerror(result);
    fetched.error = fmt::format("{}: {}", shown, why);
    fetched.advice = transfer_advice(result, verdict, access);
  } else if (fetched.status != 200) {
    fetched.error = fmt::format("{}: answered {}", shown, fetched.status);
    fetched.advice = fetched.status == 401 ? user_advice(access) : std::string();
  } else {
    fetched.ok = true;
  }
  return fetched;
}

}  // namespace

Fetched fetch(const Access& access, const std::string& path) {
  const std::unique_ptr<CURL, Closer> handle{::curl_easy_init()};
  Fetched fetched;
  if (!handle) {
    fetched.error = "libcurl could not be started";
    return fetched;
  }
  config::Secret password;
  if (auto problem = access_problem(access, password)) {
    fetched.error = *problem;
    fetched.advice = "nothing was asked";
    return fetched;
  }
  set_trust(handle.get(), access);
  set_identity(handle.get(), access, password);
  return perform(handle.get(), access, access.url + path);
}

std::string advice_of(const Fetched& fetched) {
  return fetched.advice.empty() ? "is the daemon running? (--url names another one)"
                                : fetched.advice;
}

}  // namespace pantau::cli
