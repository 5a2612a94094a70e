#define _GNU_SOURCE
#include "CJQ.h"

#include <dlfcn.h>
#include <jq.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

extern char **environ;

// ---------------------------------------------------------------- the library

static struct {
  jq_state *(*init)(void);
  void (*set_error_cb)(jq_state *, jq_msg_cb, void *);
  int (*compile)(jq_state *, const char *);
  void (*start)(jq_state *, jv, int);
  jv (*next)(jq_state *);
  void (*teardown)(jq_state **);
  int (*halted)(jq_state *);
  jv (*get_error_message)(jq_state *);
  jv_kind (*get_kind)(jv);
  void (*free)(jv);
  jv (*copy)(jv);
  int (*invalid_has_msg)(jv);
  jv (*invalid_get_msg)(jv);
  const char *(*string_value)(jv);
  int (*string_length_bytes)(jv);
  jv (*dump_string)(jv, int);
  jv (*parse_sized)(const char *, int);
  void (*set_nomem_handler)(jq_state *, void (*)(void *), void *);
} api;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool loaded;

static void load(void) {
  // Never closed again: libjq leaves thread-local data behind.
  void *library = dlopen("libjq.so.1", RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) return;
  const struct {
    const char *name;
    void *place;
  } wanted[] = {
      {"jq_init", &api.init},
      {"jq_set_error_cb", &api.set_error_cb},
      {"jq_compile", &api.compile},
      {"jq_start", &api.start},
      {"jq_next", &api.next},
      {"jq_teardown", &api.teardown},
      {"jq_halted", &api.halted},
      {"jq_get_error_message", &api.get_error_message},
      {"jv_get_kind", &api.get_kind},
      {"jv_free", &api.free},
      {"jv_copy", &api.copy},
      {"jv_invalid_has_msg", &api.invalid_has_msg},
      {"jv_invalid_get_msg", &api.invalid_get_msg},
      {"jv_string_value", &api.string_value},
      {"jv_string_length_bytes", &api.string_length_bytes},
      {"jv_dump_string", &api.dump_string},
      {"jv_parse_sized", &api.parse_sized},
      {"jq_set_nomem_handler", &api.set_nomem_handler},
  };
  for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
    void *symbol = dlsym(library, wanted[i].name);
    if (symbol == NULL) return;
    memcpy(wanted[i].place, &symbol, sizeof symbol);
  }
  loaded = true;
}

bool cj_load(void) {
  pthread_once(&once, load);
  return loaded;
}

// ---------------------------------------------------------------- the fence

// What an expression may use. While it is compiled or runs there is no environment, so neither `env` nor `~/.jq` finds
// anything, and a limit on memory, which is taken away again because programs that we start would inherit it. Nothing else of
// this program runs meanwhile but threads that wait.
#define MEMORY ((rlim_t)1 << 30)

static _Thread_local struct {
  char **environment;
  struct rlimit limit;
  bool limited;
  sigjmp_buf *way_out;
} fence;

static void out_of_memory(void *context) {
  (void)context;
  if (fence.way_out != NULL) siglongjmp(*fence.way_out, 1);  // libjq goes by abort() else; what it held is lost
}

static rlim_t memory_in_use(void) {
  unsigned long pages[6] = {0};
  FILE *file = fopen("/proc/self/statm", "re");
  if (file == NULL) return 0;
  int found = fscanf(file, "%lu %lu %lu %lu %lu %lu", &pages[0], &pages[1], &pages[2], &pages[3], &pages[4], &pages[5]);
  fclose(file);
  return found == 6 ? (rlim_t)pages[5] * (rlim_t)sysconf(_SC_PAGESIZE) : 0;
}

static void put_up(sigjmp_buf *way_out) {
  static char *nothing[] = {NULL};
  fence.environment = environ;
  fence.limited = false;
  fence.way_out = way_out;
  environ = nothing;
  if (getrlimit(RLIMIT_DATA, &fence.limit) != 0) return;
  struct rlimit less = fence.limit;
  rlim_t room = memory_in_use() + MEMORY;
  if (less.rlim_cur == RLIM_INFINITY || less.rlim_cur > room) less.rlim_cur = room;
  fence.limited = setrlimit(RLIMIT_DATA, &less) == 0;
}

static void take_down(void) {
  fence.way_out = NULL;
  if (fence.limited) setrlimit(RLIMIT_DATA, &fence.limit);
  environ = fence.environment;
}

// ---------------------------------------------------------------- a filter

struct cj_filter {
  jq_state *jq;
  char *words;      // complaints while compiling
  char *bytes;      // the last result
  size_t count;
  bool ended, lost;
};

// The expression stands where `import` and `include` are no syntax, after definitions that hide what could reach out. It has
// lines of its own, so that a complaint shows what was typed.
static const char before[] =
    "def env: {}; def input: error(\"no further input\"); def inputs: empty; def input_filename: null; def debug: .;"
    " def stderr: .; def modulemeta: error(\"no modules\"); def get_search_list: []; {} as $ENV |\n";

static char *copied(const char *bytes, size_t count) {
  char *copy = malloc(count + 1);
  if (copy == NULL) return NULL;
  memcpy(copy, bytes, count);
  copy[count] = 0;
  return copy;
}

// Complaints one under the other, with the line as the person counts it: `before` is one line.
static void complain(void *context, jv message) {
  static const char place[] = "at <top-level>, line ";
  cj_filter *f = context;
  if (api.get_kind(message) == JV_KIND_STRING) {
    const char *words = api.string_value(message), *found = strstr(words, place);
    int head = found == NULL ? 0 : (int)(found - words + (long)sizeof place - 1);
    char *rest = (char *)words;
    long line = found == NULL ? 0 : strtol(words + head, &rest, 10) - 1;
    char number[24] = "";
    if (found != NULL) snprintf(number, sizeof number, "%ld", line);
    char *longer = NULL;
    if (asprintf(&longer, "%s%.*s%s%s\n", f->words == NULL ? "" : f->words, head, words, number, rest) >= 0) {
      free(f->words);
      f->words = longer;
    }
  }
  api.free(message);
}

cj_filter *cj_filter_new(const char *expression, char **words) {
  *words = NULL;
  if (!cj_load()) return NULL;
  cj_filter *f = calloc(1, sizeof *f);
  char *program = NULL;
  if (f == NULL || asprintf(&program, "%s%s", before, expression) < 0) {
    free(f);
    return NULL;
  }
  sigjmp_buf way;
  volatile bool good = false;
  if (sigsetjmp(way, 0) == 0) {
    put_up(&way);
    f->jq = api.init();
    if (f->jq != NULL) {
      api.set_error_cb(f->jq, complain, f);
      api.set_nomem_handler(f->jq, out_of_memory, NULL);
      good = api.compile(f->jq, program);
    }
  } else {
    f->jq = NULL;
  }
  take_down();
  free(program);
  f->ended = true;
  if (good) return f;
  *words = f->words;
  f->words = NULL;
  cj_filter_free(f);
  return NULL;
}

void cj_filter_free(cj_filter *f) {
  if (f == NULL) return;
  // One that ran out of memory is left as it is: nobody knows what of it is whole.
  if (f->jq != NULL && !f->lost) api.teardown(&f->jq);
  free(f->words);
  free(f->bytes);
  free(f);
}

void cj_filter_start(cj_filter *f, const char *json, size_t count) {
  sigjmp_buf way;
  f->ended = f->lost || count > 0x7FFFFFFF;
  if (f->ended) return;
  if (sigsetjmp(way, 0) == 0) {
    put_up(&way);
    jv input = api.parse_sized(json, (int)count);
    if (api.get_kind(input) == JV_KIND_INVALID) {  // we wrote it ourselves
      api.free(input);
      f->ended = true;
    } else {
      api.start(f->jq, input, 0);
    }
  } else {
    f->lost = f->ended = true;
  }
  take_down();
}

static bool keep(cj_filter *f, jv text) {
  int count = api.string_length_bytes(api.copy(text));
  f->bytes = copied(api.string_value(text), (size_t)count);
  f->count = f->bytes == NULL ? 0 : (size_t)count;
  api.free(text);
  return f->bytes != NULL;
}

static cj_kind keep_failure(cj_filter *f, jv message) {
  keep(f, api.get_kind(message) == JV_KIND_STRING ? message : api.dump_string(message, 0));
  return CJ_FAILED;
}

static cj_kind look(cj_filter *f) {
  jv result = api.next(f->jq);
  jv_kind kind = api.get_kind(result);
  if (kind == JV_KIND_STRING) return keep(f, result) ? CJ_TEXT : CJ_FAILED;
  if (kind != JV_KIND_INVALID) return keep(f, api.dump_string(result, 0)) ? CJ_VALUE : CJ_FAILED;
  if (api.invalid_has_msg(api.copy(result))) return keep_failure(f, api.invalid_get_msg(result));
  api.free(result);
  if (!api.halted(f->jq)) return CJ_END;
  jv message = api.get_error_message(f->jq);
  if (api.get_kind(message) != JV_KIND_INVALID) return keep_failure(f, message);
  api.free(message);
  return CJ_END;
}

cj_kind cj_filter_next(cj_filter *f, const char **bytes, size_t *count) {
  static const char memory[] = "out of memory";
  sigjmp_buf way;
  volatile cj_kind kind = CJ_END;
  *bytes = "";
  *count = 0;
  free(f->bytes);
  f->bytes = NULL;
  f->count = 0;
  if (f->ended && !f->lost) return CJ_END;
  if (!f->ended) {
    if (sigsetjmp(way, 0) == 0) {
      put_up(&way);
      kind = look(f);
    } else {
      f->lost = true;
    }
    take_down();
  }
  if (f->lost) {
    f->ended = true;
    *bytes = memory;
    *count = sizeof memory - 1;
    return CJ_FAILED;
  }
  if (kind == CJ_END || kind == CJ_FAILED) f->ended = true;
  if (f->bytes != NULL) {
    *bytes = f->bytes;
    *count = f->count;
  }
  return kind;
}
