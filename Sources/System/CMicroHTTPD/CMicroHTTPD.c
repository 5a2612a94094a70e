#define _GNU_SOURCE
#include "CMicroHTTPD.h"
#include <arpa/inet.h>
#include <errno.h>
#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

// Who owns what: a request has two holders, the connection (until `completed`) and the answerer (until `cm_answer` or
// `cm_drop`). The last one to let go frees it. `lock` of the server guards the list of requests that wait for an answer and
// every field the two holders share.

// A certificate with its intermediates and its key, as GnuTLS has them; it does not take them over.
struct credentials {
  gnutls_pcert_st chain[4];
  unsigned count;
  gnutls_privkey_t key;
};

// An open connection, in the server's list until libmicrohttpd is done with it.
struct link {
  int descriptor;
  struct link *previous, *next;
};

struct cm_server {
  struct link *links;
  struct MHD_Daemon *daemon;
  struct credentials *credentials; // the server's own first; NULL when there is nothing to choose
  unsigned credential_count;
  cm_choose_certificate choose;
  size_t body_limit;
  cm_on_request on_request;
  void *context;
  pthread_mutex_t lock;
  pthread_cond_t answered;
  cm_request *waiting;
  unsigned holders; // the server itself, and each request
  unsigned under_way; // requests that were handed over and whose answer has not left whole
  bool stopping;
};

enum state { READING, TOO_LARGE, WAITING, ANSWERED, DROPPED, DONE };

struct header { char *name, *value; };

struct cm_request {
  cm_server *server;
  struct MHD_Connection *connection; // NULL when the connection is gone
  enum state state;
  unsigned holders;
  bool reset, under_way;
  char *method, *target;
  uint8_t *body;
  size_t count, capacity, seen;
  struct header *headers;
  size_t header_count, header_capacity;
  struct MHD_Response *response;
  unsigned status;
  cm_request *previous, *next; // in `waiting`
};

static void free_credentials(cm_server *server) {
  for (unsigned i = 0; i < server->credential_count; i++) {
    for (unsigned n = 0; n < server->credentials[i].count; n++) gnutls_pcert_deinit(&server->credentials[i].chain[n]);
    gnutls_privkey_deinit(server->credentials[i].key);
  }
  free(server->credentials);
}

static bool read_credentials(struct credentials *c, const char *certificate, const char *key) {
  gnutls_datum_t text = {(unsigned char *)certificate, (unsigned)strlen(certificate)};
  c->count = sizeof c->chain / sizeof *c->chain;
  if (gnutls_pcert_list_import_x509_raw(c->chain, &c->count, &text, GNUTLS_X509_FMT_PEM, 0) != 0) return false;
  text = (gnutls_datum_t){(unsigned char *)key, (unsigned)strlen(key)};
  if (gnutls_privkey_init(&c->key) == 0) {
    if (gnutls_privkey_import_x509_raw(c->key, &text, GNUTLS_X509_FMT_PEM, NULL, 0) == 0) return true;
    gnutls_privkey_deinit(c->key);
  }
  for (unsigned n = 0; n < c->count; n++) gnutls_pcert_deinit(&c->chain[n]);
  return false;
}

// GnuTLS's callback has no context. A daemon accepts and shakes hands on one thread of its own: the thread knows its server.
static _Thread_local cm_server *server_here;

static void connected(
    void *context, struct MHD_Connection *connection, void **held, enum MHD_ConnectionNotificationCode code) {
  cm_server *server = server_here = context;
  struct link *link = *held;
  pthread_mutex_lock(&server->lock);
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    link = info ? calloc(1, sizeof *link) : NULL;
    if (link) {
      link->descriptor = info->connect_fd;
      link->next = server->links;
      if (link->next) link->next->previous = link;
      server->links = link;
    }
    *held = link;
  } else if (link) {
    if (link->previous) link->previous->next = link->next;
    else server->links = link->next;
    if (link->next) link->next->previous = link->previous;
    free(link);
    *held = NULL;
  }
  pthread_mutex_unlock(&server->lock);
}

static int show_certificate(
    gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
    const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **chain, unsigned *count,
    gnutls_privkey_t *key) {
  (void)session, (void)authorities, (void)authority_count, (void)algorithms, (void)algorithm_count;
  cm_server *server = server_here;
  if (!server || server->credential_count == 0) return -1;
  unsigned chosen = server->choose(server->context);
  struct credentials *c = &server->credentials[chosen < server->credential_count ? chosen : 0];
  *chain = c->chain;
  *count = c->count;
  *key = c->key;
  return 0;
}

static void release_server(cm_server *server) {
  pthread_mutex_lock(&server->lock);
  bool last = --server->holders == 0;
  pthread_mutex_unlock(&server->lock);
  if (!last) return;
  pthread_mutex_destroy(&server->lock);
  pthread_cond_destroy(&server->answered);
  free_credentials(server);
  free(server);
}

static void free_request(cm_request *r) {
  cm_server *server = r->server;
  if (r->response) MHD_destroy_response(r->response);
  for (size_t i = 0; i < r->header_count; i++) {
    free(r->headers[i].name);
    free(r->headers[i].value);
  }
  free(r->headers);
  free(r->method);
  free(r->target);
  free(r->body);
  free(r);
  release_server(server);
}

static void release_request(cm_request *r) {
  pthread_mutex_lock(&r->server->lock);
  bool last = --r->holders == 0;
  pthread_mutex_unlock(&r->server->lock);
  if (last) free_request(r);
}

// Called with the lock held.
static void unlink_waiting(cm_request *r) {
  cm_server *s = r->server;
  if (r->previous) r->previous->next = r->next;
  else s->waiting = r->next;
  if (r->next) r->next->previous = r->previous;
  r->previous = r->next = NULL;
  pthread_cond_signal(&s->answered);
}

// libmicrohttpd hands over the undecoded target here and nowhere else; what we return is `*held` of the handler.
static void *begin(void *context, const char *uri, struct MHD_Connection *connection) {
  cm_server *server = context;
  cm_request *r = calloc(1, sizeof *r);
  if (!r) return NULL;
  r->server = server;
  r->connection = connection;
  r->holders = 1;
  r->state = READING;
  r->target = strdup(uri);
  pthread_mutex_lock(&server->lock);
  server->holders++;
  pthread_mutex_unlock(&server->lock);
  return r;
}

static void completed(void *context, struct MHD_Connection *connection, void **held, enum MHD_RequestTerminationCode code) {
  (void)context, (void)connection, (void)code;
  cm_request *r = *held;
  *held = NULL;
  if (!r) return;
  pthread_mutex_lock(&r->server->lock);
  r->connection = NULL;
  if (r->under_way) {
    r->under_way = false;
    if (--r->server->under_way == 0) pthread_cond_broadcast(&r->server->answered);
  }
  pthread_mutex_unlock(&r->server->lock);
  release_request(r);
}

static enum MHD_Result keep_header(void *context, enum MHD_ValueKind kind, const char *name, const char *value) {
  (void)kind;
  cm_request *r = context;
  if (r->header_count == r->header_capacity) {
    size_t capacity = r->header_capacity ? r->header_capacity * 2 : 16;
    struct header *grown = realloc(r->headers, capacity * sizeof *grown);
    if (!grown) return MHD_NO;
    r->headers = grown;
    r->header_capacity = capacity;
  }
  struct header h = {strdup(name), strdup(value ? value : "")};
  r->headers[r->header_count++] = h;
  return h.name && h.value ? MHD_YES : MHD_NO;
}

static bool keep_body(cm_request *r, const char *data, size_t count) {
  if (r->capacity - r->count < count) {
    size_t capacity = r->capacity ? r->capacity : 1024;
    while (capacity - r->count < count) capacity *= 2;
    uint8_t *grown = realloc(r->body, capacity);
    if (!grown) return false;
    r->body = grown;
    r->capacity = capacity;
  }
  memcpy(r->body + r->count, data, count);
  r->count += count;
  return true;
}

static enum MHD_Result too_large(struct MHD_Connection *connection) {
  struct MHD_Response *response = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
  if (!response) return MHD_NO;
  MHD_add_response_header(response, "Connection", "close");
  enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_CONTENT_TOO_LARGE, response);
  MHD_destroy_response(response);
  return result;
}

// A body without a declared length is read past the limit, unkept, so that the client comes to read the 413; but not for ever.
static const size_t patience = 16;

static enum MHD_Result handle(
    void *context, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
    const char *data, size_t *count, void **held) {
  (void)url, (void)version;
  cm_server *server = context;
  cm_request *r = *held;
  if (!r || !r->target) return MHD_NO;
  if (!r->method) {
    // The first call: the headers are there, the body is not.
    r->method = strdup(method);
    if (!r->method) return MHD_NO;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, keep_header, r);
    const char *length = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Content-Length");
    if (length && strtoull(length, NULL, 10) > server->body_limit) {
      r->state = DONE;
      return too_large(connection);
    }
    return MHD_YES;
  }
  switch (r->state) {
  case READING:
  case TOO_LARGE:
    if (*count > 0) {
      r->seen += *count;
      if (r->seen > server->body_limit) r->state = TOO_LARGE;
      if (r->seen / patience > server->body_limit) return MHD_NO;
      if (r->state == READING && !keep_body(r, data, *count)) return MHD_NO;
      *count = 0;
      return MHD_YES;
    }
    if (r->state == TOO_LARGE) {
      r->state = DONE;
      return too_large(connection);
    }
    pthread_mutex_lock(&server->lock);
    if (server->stopping) {
      // A connection that is suspended while the daemon stops would abort the process.
      pthread_mutex_unlock(&server->lock);
      return MHD_NO;
    }
    r->state = WAITING;
    r->under_way = true;
    server->under_way++;
    r->holders++;
    r->next = server->waiting;
    if (r->next) r->next->previous = r;
    server->waiting = r;
    pthread_mutex_unlock(&server->lock);
    // Suspended before anybody can answer: a resume that comes first would be lost.
    MHD_suspend_connection(connection);
    server->on_request(server->context, r);
    return MHD_YES;
  case WAITING: return MHD_YES;
  case ANSWERED: {
    r->state = DONE;
    enum MHD_Result result = MHD_queue_response(connection, r->status, r->response);
    return result;
  }
  case DROPPED:
    if (r->reset) {
      const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
      struct linger now = {1, 0};
      if (info) setsockopt(info->connect_fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    return MHD_NO;
  case DONE: return MHD_NO;
  }
  return MHD_NO;
}

static size_t leave_encoded(void *context, struct MHD_Connection *connection, char *text) {
  (void)context, (void)connection;
  return strlen(text); // decoded strictly in Swift, from the raw target
}

cm_server *cm_start(const cm_options *o, int *error) {
  struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(o->port)};
  struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(o->port)};
  const struct sockaddr *address;
  unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_TURBO;
  if (inet_pton(AF_INET, o->address, &v4.sin_addr) == 1) address = (const struct sockaddr *)&v4;
  else if (inet_pton(AF_INET6, o->address, &v6.sin6_addr) == 1) {
    address = (const struct sockaddr *)&v6;
    flags |= MHD_USE_IPv6;
  } else {
    *error = CM_BAD_ADDRESS;
    return NULL;
  }
  cm_server *server = calloc(1, sizeof *server);
  if (!server) {
    *error = CM_NO_MEMORY;
    return NULL;
  }
  server->body_limit = o->body_limit;
  server->on_request = o->on_request;
  server->context = o->context;
  server->holders = 1;
  pthread_mutex_init(&server->lock, NULL);
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&server->answered, &monotonic);
  pthread_condattr_destroy(&monotonic);

  if (o->certificate_pem && o->choose_certificate) {
    server->choose = o->choose_certificate;
    server->credentials = calloc(1 + CM_MOST_OTHERS, sizeof *server->credentials);
    for (unsigned n = 0; server->credentials && n <= CM_MOST_OTHERS; n++) {
      const char *certificate = n ? o->other_certificates[n - 1] : o->certificate_pem;
      const char *key = n ? o->other_keys[n - 1] : o->key_pem;
      if (!certificate || !key) break;
      if (!read_credentials(&server->credentials[n], certificate, key)) {
        *error = CM_BAD_CREDENTIALS;
        release_server(server);
        return NULL;
      }
      server->credential_count++;
    }
  }
  struct MHD_OptionItem choosing[] = {
      {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)show_certificate},
      {MHD_OPTION_END, 0, NULL}};
  struct MHD_OptionItem tls[] = {
      {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)o->certificate_pem},
      {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)o->key_pem},
      {MHD_OPTION_HTTPS_PRIORITIES, 0, "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
      {MHD_OPTION_END, 0, NULL}};
  struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
  if (o->certificate_pem) flags |= MHD_USE_TLS;
  errno = 0;
  server->daemon = MHD_start_daemon(
      flags, o->port, NULL, NULL, handle, server,
      MHD_OPTION_SOCK_ADDR, address,
      MHD_OPTION_URI_LOG_CALLBACK, begin, server,
      MHD_OPTION_NOTIFY_COMPLETED, completed, NULL,
      MHD_OPTION_NOTIFY_CONNECTION, connected, server,
      MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL,
      MHD_OPTION_CONNECTION_LIMIT, o->connections,
      MHD_OPTION_CONNECTION_TIMEOUT, o->idle_seconds,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(64 * 1024),
      MHD_OPTION_STRICT_FOR_CLIENT, 1,
      MHD_OPTION_ARRAY, o->certificate_pem ? tls : none,
      MHD_OPTION_ARRAY, server->credential_count > 0 ? choosing : none,
      MHD_OPTION_END);
  if (!server->daemon) {
    *error = errno == EADDRINUSE ? CM_IN_USE
      : errno == EACCES || errno == EPERM ? CM_NOT_PERMITTED
      : errno == EADDRNOTAVAIL ? CM_BAD_ADDRESS
      : errno == ENOMEM ? CM_NO_MEMORY
      : errno == 0 && o->certificate_pem ? CM_BAD_CREDENTIALS : CM_FAILED;
    release_server(server);
    return NULL;
  }
  *error = CM_OK;
  return server;
}

uint16_t cm_port(const cm_server *server) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info ? info->port : 0;
}

void cm_stop(cm_server *server, unsigned grace_ms) {
  MHD_socket listening = MHD_quiesce_daemon(server->daemon);
  struct timespec end;
  clock_gettime(CLOCK_MONOTONIC, &end);
  end.tv_sec += grace_ms / 1000;
  end.tv_nsec += (long)(grace_ms % 1000) * 1000000;
  if (end.tv_nsec >= 1000000000) {
    end.tv_sec++;
    end.tv_nsec -= 1000000000;
  }
  pthread_mutex_lock(&server->lock);
  server->stopping = true;
  while (server->under_way > 0 && pthread_cond_timedwait(&server->answered, &server->lock, &end) == 0) {}
  // Stopping with a suspended connection aborts the process: drop what is left. Their answerers still hold them.
  while (server->waiting) {
    cm_request *r = server->waiting;
    r->state = DROPPED;
    unlink_waiting(r);
    if (r->connection) MHD_resume_connection(r->connection);
  }
  pthread_mutex_unlock(&server->lock);
  MHD_stop_daemon(server->daemon);
  if (listening != MHD_INVALID_SOCKET) close(listening);
  release_server(server);
}

// The end of reading is all that is told: libmicrohttpd finishes what it has, then closes, in its own time and on its own thread.
void cm_end_connections(cm_server *server) {
  pthread_mutex_lock(&server->lock);
  for (struct link *link = server->links; link; link = link->next) shutdown(link->descriptor, SHUT_RD);
  pthread_mutex_unlock(&server->lock);
}

const char *cm_method(const cm_request *r) { return r->method; }
const char *cm_target(const cm_request *r) { return r->target; }
const uint8_t *cm_body(const cm_request *r, size_t *count) {
  *count = r->count;
  return r->body;
}
size_t cm_header_count(const cm_request *r) { return r->header_count; }
const char *cm_header_name(const cm_request *r, size_t i) { return i < r->header_count ? r->headers[i].name : ""; }
const char *cm_header_value(const cm_request *r, size_t i) { return i < r->header_count ? r->headers[i].value : ""; }

// The connection cannot go away between the check and the resume: it is suspended, and only we resume it under this lock.
static void settle(cm_request *r, enum state state) {
  pthread_mutex_lock(&r->server->lock);
  if (r->state == WAITING) {
    r->state = state;
    unlink_waiting(r);
    if (r->connection) MHD_resume_connection(r->connection);
  }
  pthread_mutex_unlock(&r->server->lock);
  release_request(r);
}

void cm_answer(cm_request *r, unsigned status, const char *const *headers, const uint8_t *body, size_t count) {
  struct MHD_Response *response = MHD_create_response_from_buffer(count, (void *)body, MHD_RESPMEM_MUST_COPY);
  if (!response) {
    cm_drop(r, false);
    return;
  }
  for (; headers && headers[0] && headers[1]; headers += 2) MHD_add_response_header(response, headers[0], headers[1]);
  r->response = response;
  r->status = status;
  settle(r, ANSWERED);
}

void cm_drop(cm_request *r, bool reset) {
  r->reset = reset;
  settle(r, DROPPED);
}
