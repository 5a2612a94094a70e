// Door to GNU libmicrohttpd: a small opaque server. Its own header (variadics, macros, option arrays) stays in the .c file.
#ifndef CMICROHTTPD_H
#define CMICROHTTPD_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cm_server cm_server;
/// One whole request. It lives until it is answered or dropped, even when the server or the client is gone by then.
typedef struct cm_request cm_request;

/// Called on the server's thread when a whole request is there and within its limits. The answer comes later, from any thread,
/// by exactly one `cm_answer` or `cm_drop`; until then the connection is suspended and no other one waits.
typedef void (*cm_on_request)(void *context, cm_request *request);

/// Called on the server's thread at each TLS handshake: which of the server's certificates to show. 0 is its own, 1 the first of
/// `other_certificates`, and so on; a number that is none counts as 0.
typedef unsigned (*cm_choose_certificate)(void *context);

/// At most so many certificates besides the server's own.
#define CM_MOST_OTHERS 4

typedef struct {
  const char *address; // numeric, IPv4 or IPv6
  uint16_t port;       // 0: any free one
  const char *certificate_pem; // NULL: plain HTTP
  const char *key_pem;
  const char *other_certificates[CM_MOST_OTHERS]; // PEM, NULL ends the list
  const char *other_keys[CM_MOST_OTHERS];
  cm_choose_certificate choose_certificate; // NULL: always the server's own
  size_t body_limit;      // bytes; a longer body is answered 413
  unsigned connections;   // at the same time; later ones wait in the backlog
  unsigned idle_seconds;  // a connection without traffic for so long is closed
  cm_on_request on_request;
  void *context;
} cm_options;

enum { CM_OK = 0, CM_BAD_ADDRESS, CM_IN_USE, CM_NOT_PERMITTED, CM_BAD_CREDENTIALS, CM_NO_MEMORY, CM_FAILED };

/// NULL on failure, with one of the codes above in `*error`. Strings are copied.
cm_server *cm_start(const cm_options *options, int *error);
uint16_t cm_port(const cm_server *server);
/// No new connections; requests under way get up to `grace_ms` to be answered, then their connections are dropped; frees the
/// server. `on_request` is not called any more afterwards. Blocks; not to be called from `on_request`.
void cm_stop(cm_server *server, unsigned grace_ms);

/// Requests that are under way are answered; after that no connection that is there now takes another one.
void cm_end_connections(cm_server *server);

const char *cm_method(const cm_request *request);
/// Path and query as they came, percent-encoded.
const char *cm_target(const cm_request *request);
const uint8_t *cm_body(const cm_request *request, size_t *count);
size_t cm_header_count(const cm_request *request);
const char *cm_header_name(const cm_request *request, size_t index);
const char *cm_header_value(const cm_request *request, size_t index);

/// Sends the answer and takes the request. `headers` is name, value, name, value, …, NULL. Everything is copied.
void cm_answer(cm_request *request, unsigned status, const char *const *headers, const uint8_t *body, size_t count);
/// Closes the connection without an answer and takes the request; with `reset` by a TCP reset.
void cm_drop(cm_request *request, bool reset);
#endif
