// The physical minimum of gathering home: every request at once with libcurl's multi interface, nothing decoded.
// Usage: home CA-FILE ADDRESS 1|2 TIMES: HTTP version; prints the milliseconds of each round. The first round makes the connections.
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const char *paths[] = {
    "/procedures/v1/todos?limit=200",      "/applications/v1/applications?limit=200", "/status/v1/status?limit=200",
    "/notices/v1/notices?limit=5",         "/delivery/v1/services?limit=200",         "/selfinfo/v1/requests?limit=200",
    "/selfinfo/v1/categories?limit=1",     "/proxies/v1/proxies?limit=200",
};
enum { COUNT = sizeof paths / sizeof paths[0] };

static size_t drop(char *data, size_t size, size_t count, void *sum) {
  (void)data;
  *(size_t *)sum += size * count;
  return size * count;
}

static double milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  long version = atoi(argv[3]) == 2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1;
  size_t bytes = 0;
  CURL *handles[COUNT];
  double begin = milliseconds();
  curl_global_init(CURL_GLOBAL_SSL);
  CURLM *multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 8L);
  struct curl_slist *headers = curl_slist_append(NULL, "Authorization: Bearer benchmark");
  for (int i = 0; i < COUNT; i++) {
    char address[256];
    snprintf(address, sizeof address, "%s%s", argv[2], paths[i]);
    handles[i] = curl_easy_init();
    curl_easy_setopt(handles[i], CURLOPT_URL, address);
    curl_easy_setopt(handles[i], CURLOPT_CAINFO, argv[1]);
    curl_easy_setopt(handles[i], CURLOPT_CAPATH, NULL);
    curl_easy_setopt(handles[i], CURLOPT_HTTP_VERSION, version);
    curl_easy_setopt(handles[i], CURLOPT_PIPEWAIT, version == CURL_HTTP_VERSION_2TLS ? 1L : 0L);
    curl_easy_setopt(handles[i], CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(handles[i], CURLOPT_WRITEFUNCTION, drop);
    curl_easy_setopt(handles[i], CURLOPT_WRITEDATA, &bytes);
  }
  for (int round = 0; round < atoi(argv[4]); round++) {
    if (round > 0) begin = milliseconds();
    for (int i = 0; i < COUNT; i++) curl_multi_add_handle(multi, handles[i]);
    int running = 1, done = 0, left;
    while (done < COUNT) {
      if (curl_multi_perform(multi, &running) != CURLM_OK) return 1;
      for (CURLMsg *message; (message = curl_multi_info_read(multi, &left)) != NULL;) {
        if (message->msg != CURLMSG_DONE) continue;
        if (message->data.result != CURLE_OK) return 1;
        CURL *easy = message->easy_handle;
        curl_multi_remove_handle(multi, easy);
        done++;
      }
      if (done < COUNT) curl_multi_poll(multi, NULL, 0, 1000, NULL);
    }
    printf("%.3f\n", milliseconds() - begin);
  }
  return 0;
}
