// libcurl's setters take a variable argument list, which Swift cannot call: one typed wrapper for each kind of value.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <sys/socket.h>

static inline CURLcode curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode curl_set_reader(CURL *handle, curl_read_callback reader, void *data) {
    curl_easy_setopt(handle, CURLOPT_READDATA, data);
    return curl_easy_setopt(handle, CURLOPT_READFUNCTION, reader);
}

static inline CURLcode curl_set_writer(CURL *handle, curl_write_callback writer) {
    return curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, writer);
}

static inline CURLcode curl_set_tracer(CURL *handle, curl_debug_callback tracer, void *data) {
    curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(handle, CURLOPT_DEBUGDATA, data);
    return curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, tracer);
}

static inline CURLcode curl_set_watcher(CURL *handle, curl_xferinfo_callback watcher, void *data) {
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, data);
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, watcher);
}

// Cuts the connection, so that cleaning up does not wait for the answer to a polite goodbye.
static inline void curl_cut_connection(CURL *handle) {
    curl_socket_t connection = CURL_SOCKET_BAD;
    if (curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &connection) == CURLE_OK && connection != CURL_SOCKET_BAD)
        shutdown(connection, SHUT_RDWR);
}
