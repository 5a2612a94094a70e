// Door to libjq: one expression, run over one JSON document after the other. The vendor's header stays in the .c file, and the
// library is opened when first used (linking it would cost every start 15 ms).
//
// An expression sees its input and nothing else: no file (`import`, `include`, `~/.jq`, `modulemeta`), no environment (`env`,
// `$ENV`), no further input, no way to write. One filter is used by one thread at a time.
#ifndef CJQ_H
#define CJQ_H
#include <stdbool.h>
#include <stddef.h>

typedef struct cj_filter cj_filter;

/// What `cj_filter_next` found.
typedef enum cj_kind {
  /// No more results.
  CJ_END = 0,
  /// A string: its bytes, without quotes.
  CJ_TEXT = 1,
  /// Any other value: its bytes as JSON.
  CJ_VALUE = 2,
  /// The expression failed: libjq's words. There are no further results.
  CJ_FAILED = 3,
} cj_kind;

/// Opens libjq; true when it is there. May be called again.
bool cj_load(void);
/// NULL when the expression is wrong: `*words` then says why in libjq's words, to be given to free().
cj_filter *cj_filter_new(const char *expression, char **words);
void cj_filter_free(cj_filter *filter);
/// Begins with a document; results of an earlier one that were not fetched are dropped.
void cj_filter_start(cj_filter *filter, const char *json, size_t count);
/// The next result. `*bytes` is good until the next call. Takes at most a gibibyte of memory, and as long as the expression takes.
cj_kind cj_filter_next(cj_filter *filter, const char **bytes, size_t *count);
#endif
