// A relay that makes loopback as slow as a network: every byte arrives half a round trip later, and so does the connection itself.
//
// Usage: relay TARGET-PORT RTT-MILLISECONDS: listens on a free port of 127.0.0.1, which is the one line it prints, and relays to TARGET-PORT.
//
// The kernel accepts a connection at once. On a network the client would learn of it one round trip later and send its first
// bytes then; so what a client sends in the first round trip counts as sent at its end.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
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

typedef struct Piece {
  struct Piece *next;
  int64_t due;
  size_t count, sent;
  bool is_end;
  char bytes[];
} Piece;

// One direction of a connection: what `from` said and `to` has not heard yet.
typedef struct Way {
  struct Way *next, *other;
  int from, to;
  int64_t earliest;
  Piece *first, **last;
  bool ended;
} Way;

static int64_t round_trip;
static Way *ways;

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static Way *new_way(int loop, int from, int to, int64_t earliest) {
  Way *way = calloc(1, sizeof *way);
  if (way == NULL) abort();
  *way = (Way){.next = ways, .from = from, .to = to, .earliest = earliest};
  way->last = &way->first;
  ways = way;
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = way};
  epoll_ctl(loop, EPOLL_CTL_ADD, from, &event);
  return way;
}

static void take_connection(int loop, int listener, const struct sockaddr_in *target) {
  int one = 1, client = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
  if (client < 0) return;
  int server = socket(AF_INET, SOCK_STREAM, 0);
  if (server < 0 || connect(server, (const struct sockaddr *)target, sizeof *target) != 0) {
    close(client);
    if (server >= 0) close(server);
    return;
  }
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  Way *there = new_way(loop, client, server, now() + round_trip);
  Way *back = new_way(loop, server, client, 0);
  there->other = back;
  back->other = there;
}

static void hear(int loop, Way *way) {
  static char bytes[1 << 16];
  ssize_t count = recv(way->from, bytes, sizeof bytes, MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    epoll_ctl(loop, EPOLL_CTL_DEL, way->from, NULL);
    count = 0;
  }
  Piece *piece = malloc(sizeof *piece + (size_t)count);
  if (piece == NULL) abort();
  int64_t said = now();
  if (said < way->earliest) said = way->earliest;
  *piece = (Piece){.due = said + round_trip / 2, .count = (size_t)count, .is_end = count == 0};
  memcpy(piece->bytes, bytes, (size_t)count);
  *way->last = piece;
  way->last = &piece->next;
}

// Passes on what is due. Returns the time of the next piece, or INT64_MAX.
static int64_t pass(Way *way) {
  while (way->first != NULL) {
    Piece *piece = way->first;
    if (piece->due > now()) return piece->due;
    if (piece->is_end) {
      shutdown(way->to, SHUT_WR);
      way->ended = true;
    }
    while (piece->sent < piece->count) {
      ssize_t count = send(way->to, piece->bytes + piece->sent, piece->count - piece->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (count < 0 && errno == EAGAIN) return now() + 100000;
      if (count < 0) break;
      piece->sent += (size_t)count;
    }
    way->first = piece->next;
    if (way->first == NULL) way->last = &way->first;
    free(piece);
  }
  return INT64_MAX;
}

static void remove_ended(void) {
  for (Way **place = &ways; *place != NULL;) {
    Way *way = *place;
    if (way->ended && way->other == NULL) {
      *place = way->next;
      free(way);
    } else if (way->ended && way->other->ended) {
      way->other->other = NULL;
      close(way->from);
      close(way->to);
      *place = way->next;
      free(way);
    } else {
      place = &way->next;
    }
  }
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  prctl(PR_SET_TIMERSLACK, 1UL);
  prctl(PR_SET_PDEATHSIG, 15);
  round_trip = (int64_t)(atof(argv[2]) * 1e6);
  struct sockaddr_in target = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1])), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct sockaddr_in own = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof own;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), loop = epoll_create1(0);
  if (bind(listener, (struct sockaddr *)&own, sizeof own) != 0 || listen(listener, 64) != 0) return 1;
  getsockname(listener, (struct sockaddr *)&own, &size);
  printf("%d\n", ntohs(own.sin_port));
  fflush(stdout);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(loop, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int64_t next = INT64_MAX;
    for (Way *way = ways; way != NULL; way = way->next) {
      int64_t due = pass(way);
      if (due < next) next = due;
    }
    remove_ended();
    int64_t wait = next == INT64_MAX ? 1000000000 : next - now();
    if (wait < 0) wait = 0;
    struct timespec timeout = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
    struct epoll_event events[32];
    int count = epoll_pwait2(loop, events, 32, &timeout, NULL);
    for (int i = 0; i < count; i++) {
      if (events[i].data.ptr == NULL) take_connection(loop, listener, &target);
      else hear(loop, events[i].data.ptr);
    }
  }
}
