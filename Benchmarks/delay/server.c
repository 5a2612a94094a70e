// A portal that answers home's calls after given delays, precise to well under a millisecond. TLS 1.3 and plain, HTTP/1.1 with kept connections.
//
// Usage: server CERTIFICATE KEY ANSWERS SYSTEM=WHAT…: WHAT is milliseconds, `hang`, `reset` or `503`. It prints two ports of
// 127.0.0.1, TLS and plain, and serves ANSWERS/SYSTEM.RESOURCE.json at /SYSTEM/v1/RESOURCE. A line SYSTEM=WHAT on its standard
// input changes a delay (answered by a line `ok`); the end of its standard input ends it.
//
// One thread: nothing here takes long. A delay counts from the arrival of the whole request to the first byte of the answer.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { SYSTEMS = 16, ANSWERS = 32, REQUEST = 8192 };
enum { HANG = -1, RESET = -2, REFUSE = -3 };

typedef struct { char name[32]; int64_t delay; } System;
typedef struct { char name[64]; char *bytes; size_t count; } Answer;
typedef struct Connection {
  struct Connection *next;
  int socket;
  SSL *tls;  // NULL: plain
  bool shaken, closed;
  char request[REQUEST];
  size_t count;
  int64_t due;  // of the answer that is owed; 0: none
  int64_t delay;
  const Answer *answer;
} Connection;

static System systems[SYSTEMS];
static int system_count, answer_count;
static Answer answers[ANSWERS];
static Connection *connections;
static const char *directory;

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static bool set_delay(char *assignment) {
  char *what = strchr(assignment, '=');
  if (what == NULL || what - assignment >= (long)sizeof systems[0].name) return false;
  *what++ = 0;
  what[strcspn(what, "\r\n")] = 0;
  int i = 0;
  while (i < system_count && strcmp(systems[i].name, assignment) != 0) i++;
  if (i == SYSTEMS) return false;
  if (i == system_count) system_count++;
  strcpy(systems[i].name, assignment);
  systems[i].delay = strcmp(what, "hang") == 0    ? HANG
                     : strcmp(what, "reset") == 0 ? RESET
                     : strcmp(what, "503") == 0   ? REFUSE
                                                  : (int64_t)(atof(what) * 1e6);
  return true;
}

static const Answer *answer_named(const char *name) {
  for (int i = 0; i < answer_count; i++)
    if (strcmp(answers[i].name, name) == 0) return &answers[i];
  char path[512];
  snprintf(path, sizeof path, "%s/%s.json", directory, name);
  FILE *file = fopen(path, "rb");
  if (file == NULL || answer_count == ANSWERS) return NULL;
  Answer *answer = &answers[answer_count++];
  snprintf(answer->name, sizeof answer->name, "%s", name);
  answer->bytes = malloc(1 << 20);
  answer->count = fread(answer->bytes, 1, 1 << 20, file);
  fclose(file);
  return answer;
}

// "GET /notices/v1/notices?limit=5 HTTP/1.1": the system's delay, and the answer of notices.notices.
static void understand(Connection *connection) {
  char system[32] = "", resource[32] = "", name[64];
  sscanf(connection->request, "%*s /%31[^/]/v1/%31[^/? ]", system, resource);
  snprintf(name, sizeof name, "%s.%.31s", system, resource);
  connection->answer = answer_named(name);
  connection->delay = 0;
  for (int i = 0; i < system_count; i++)
    if (strcmp(systems[i].name, system) == 0) connection->delay = systems[i].delay;
  connection->due = connection->delay == HANG ? INT64_MAX : now() + (connection->delay > 0 ? connection->delay : 0);
}

static void say(Connection *connection, const char *bytes, size_t count) {
  if (connection->tls == NULL) {
    if (send(connection->socket, bytes, count, MSG_NOSIGNAL) != (ssize_t)count) connection->closed = true;
  } else if (SSL_write(connection->tls, bytes, (int)count) <= 0) {
    connection->closed = true;
  }
}

static void answer(Connection *connection) {
  static char message[(1 << 20) + 512];
  static const char refusal[] =
      "{\"title\":\"overloaded\",\"detail\":\"\",\"type\":\"urn:mynafront:error:UNAVAILABLE\",\"instance\":\"b\",\"code\":\"UNAVAILABLE\"}";
  connection->due = 0;
  connection->count = 0;
  if (connection->delay == RESET) {
    struct linger now = {.l_onoff = 1};
    setsockopt(connection->socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    connection->closed = true;
    return;
  }
  const Answer *found = connection->answer;
  const char *status = connection->delay == REFUSE ? "503 Service Unavailable" : found == NULL ? "404 Not Found" : "200 OK";
  bool refused = connection->delay == REFUSE || found == NULL;
  size_t count = refused ? sizeof refusal - 1 : found->count;
  int head = snprintf(message, 512, "HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\nX-Request-Id: bench\r\n\r\n", status, count);
  memcpy(message + head, refused ? refusal : found->bytes, count);
  say(connection, message, (size_t)head + count);
}

static void hear(Connection *connection) {
  if (connection->tls != NULL && !connection->shaken) {
    int result = SSL_accept(connection->tls);
    if (result == 1) connection->shaken = true;
    else if (SSL_get_error(connection->tls, result) != SSL_ERROR_WANT_READ) connection->closed = true;
    if (!connection->shaken) return;
  }
  for (;;) {
    char *place = connection->request + connection->count;
    size_t room = REQUEST - 1 - connection->count;
    ssize_t count = connection->tls == NULL ? recv(connection->socket, place, room, 0)
                                            : SSL_read(connection->tls, place, (int)room);
    if (count <= 0) {
      bool later = connection->tls == NULL ? count < 0 && errno == EAGAIN
                                           : SSL_get_error(connection->tls, (int)count) == SSL_ERROR_WANT_READ;
      if (!later) connection->closed = true;
      return;
    }
    connection->count += (size_t)count;
    connection->request[connection->count] = 0;
    if (connection->due == 0 && strstr(connection->request, "\r\n\r\n") != NULL) understand(connection);
    if (connection->count == REQUEST - 1) {
      connection->closed = true;
      return;
    }
  }
}

static void take_connection(int loop, int listener, SSL_CTX *context) {
  int one = 1, client = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
  if (client < 0) return;
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  Connection *connection = calloc(1, sizeof *connection);
  if (connection == NULL) abort();
  connection->socket = client;
  if (context != NULL) {
    connection->tls = SSL_new(context);
    SSL_set_fd(connection->tls, client);
  }
  connection->next = connections;
  connections = connection;
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
  epoll_ctl(loop, EPOLL_CTL_ADD, client, &event);
}

static void remove_closed(void) {
  for (Connection **place = &connections; *place != NULL;) {
    Connection *connection = *place;
    if (!connection->closed) {
      place = &connection->next;
      continue;
    }
    *place = connection->next;
    if (connection->tls != NULL) SSL_free(connection->tls);
    close(connection->socket);
    free(connection);
  }
}

static int listen_anywhere(int loop, void *mark) {
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof own;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (bind(listener, (struct sockaddr *)&own, sizeof own) != 0 || listen(listener, 64) != 0) exit(1);
  getsockname(listener, (struct sockaddr *)&own, &size);
  printf("%d\n", ntohs(own.sin_port));
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = mark};
  epoll_ctl(loop, EPOLL_CTL_ADD, listener, &event);
  return listener;
}

static void take_order(void) {
  char line[128];
  if (fgets(line, sizeof line, stdin) == NULL) exit(0);
  printf(set_delay(line) ? "ok\n" : "no\n");
  fflush(stdout);
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  prctl(PR_SET_TIMERSLACK, 1UL);
  directory = argv[3];
  for (int i = 4; i < argc; i++)
    if (!set_delay(argv[i])) return 2;
  SSL_CTX *context = SSL_CTX_new(TLS_server_method());
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  if (SSL_CTX_use_certificate_chain_file(context, argv[1]) != 1) return 1;
  if (SSL_CTX_use_PrivateKey_file(context, argv[2], SSL_FILETYPE_PEM) != 1) return 1;
  int loop = epoll_create1(0);
  int marks[3];
  int tls = listen_anywhere(loop, &marks[0]), plain = listen_anywhere(loop, &marks[1]);
  fflush(stdout);
  setvbuf(stdin, NULL, _IONBF, 0);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = &marks[2]};
  epoll_ctl(loop, EPOLL_CTL_ADD, STDIN_FILENO, &event);
  for (;;) {
    int64_t next = INT64_MAX;
    for (Connection *connection = connections; connection != NULL; connection = connection->next) {
      if (!connection->closed && connection->due != 0 && connection->due <= now()) answer(connection);
      if (!connection->closed && connection->due != 0 && connection->due < next) next = connection->due;
    }
    remove_closed();
    int64_t wait = next == INT64_MAX ? 1000000000 : next - now();
    if (wait < 0) wait = 0;
    struct timespec timeout = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
    struct epoll_event events[32];
    int count = epoll_pwait2(loop, events, 32, &timeout, NULL);
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr == &marks[0]) take_connection(loop, tls, context);
      else if (events[i].data.ptr == &marks[1]) take_connection(loop, plain, NULL);
      else if (events[i].data.ptr == &marks[2]) take_order();
      else hear(events[i].data.ptr);
    }
  }
}
