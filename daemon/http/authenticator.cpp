// SPDX-License-Identifier: Apache-2.0
#include "daemon/http/authenticator.hpp"

#include <exception>
#include <utility>

#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>

namespace pantau::http {

namespace {

Response unauthorized() {
  Response response;
  response.status = 401;
  response.body = "a user name and a password are needed\n";
  response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"pantau\", charset=\"UTF-8\"");
  return response;
}

Response busy() {
  Response response;
  response.status = 503;
  response.body = "too many passwords are waiting to be checked\n";
  response.headers.emplace_back("Retry-After", "5");
  return response;
}

Response failed() {
  Response response;
  response.status = 500;
  response.body = "internal error\n";
  return response;
}

}  // namespace

struct Authenticator::State : std::enable_shared_from_this<Authenticator::State> {
  State(boost::asio::io_context& web_io, Refused told) : io(web_io), on_refused(std::move(told)) {}

  /// A request that waits for its password to be checked. Only `credentials` and `choice` are seen
  /// by the other thread.
  struct Pending {
    Credentials credentials;
    HashChoice choice;
    Request request;
    Reply reply;
    Handler allowed;
  };

  void check(std::shared_ptr<Pending> pending);
  void on_checked(const Pending& pending, bool right);
  void refuse(const Request& request, const Reply& reply, std::string_view why) const;

  boost::asio::io_context& io;
  Refused on_refused;
  boost::asio::thread_pool pool{1};
  Users users;
  PasswordCache cache;
  std::size_t pending_checks = 0;
};

void Authenticator::State::check(std::shared_ptr<Pending> pending) {
  ++pending_checks;
  boost::asio::post(
      pool, [weak = weak_from_this(), &web = io, pending = std::move(pending)]() mutable {
        bool right = false;
        try {
          right = check_bcrypt(pending->credentials.password, pending->choice.hash);
        } catch (const std::exception&) {
          right = false;  // no memory for a check: nobody is let through unchecked
        }
        // The request goes back to the thread it belongs to, also to be destroyed there.
        boost::asio::post(web, [weak = std::move(weak), right, pending = std::move(pending)] {
          if (const auto self = weak.lock()) {
            self->on_checked(*pending, right);
          }
        });
      });
}

void Authenticator::State::on_checked(const Pending& pending, bool right) {
  --pending_checks;
  if (!right || !pending.choice.known) {
    refuse(pending.request, pending.reply, "a wrong user name or password");
    return;
  }
  try {
    cache.insert(pending.credentials, pending.choice.hash);
    pending.allowed(pending.request, pending.reply);
  } catch (const std::exception&) {
    // Outside of the server's guard here; a reply already given makes this one be ignored.
    pending.reply(failed());
  }
}

/// Neither name nor password reach the log: people type the one where the other belongs.
void Authenticator::State::refuse(const Request& request,
                                  const Reply& reply,
                                  std::string_view why) const {
  if (on_refused) {
    on_refused(request.remote, why);
  }
  reply(unauthorized());
}

Authenticator::Authenticator(boost::asio::io_context& io, Refused on_refused)
    : state_(std::make_shared<State>(io, std::move(on_refused))) {}

Authenticator::~Authenticator() {
  state_->pool.stop();
  state_->pool.join();
}

void Authenticator::set_users(Users users) {
  // The cache can stay: its keys hold the hash, so a changed password finds nothing in it.
  state_->users = std::move(users);
}

void Authenticator::handle(Request request, Reply reply, const Handler& allowed) {
  if (state_->users.empty() || is_public(request.path)) {
    allowed(std::move(request), std::move(reply));
    return;
  }
  auto credentials = parse_basic(request.authorization);
  if (!credentials) {
    state_->refuse(request, reply, "no user name and password");
    return;
  }
  auto choice = choose_hash(state_->users, credentials->user);
  if (choice.known && state_->cache.contains(*credentials, choice.hash)) {
    allowed(std::move(request), std::move(reply));
    return;
  }
  if (state_->pending_checks >= kMaxPending) {
    reply(busy());
    return;
  }
  state_->check(std::make_shared<State::Pending>(State::Pending{
      std::move(*credentials), std::move(choice), std::move(request), std::move(reply), allowed}));
}

bool is_public(const std::string& path) {
  return path == "/-/healthy" || path == "/-/ready";
}

}  // namespace pantau::http
