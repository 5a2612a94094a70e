// libcrypto, opened when first used: linking it would cost every start 0.9 ms, two thirds of all symbols that the loader binds.
//
// Each function that the programs use stands here under its own name and calls libcrypto's. One that is missing is an error of the
// linker, one that is written wrong an error of the compiler: add its line. The names are hidden, so that the libraries
// which are linked with libcrypto themselves (libcurl's TLS) never meet ours.
#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// After the headers of the C library: its names are not hidden.
#pragma GCC visibility push(hidden)
#include "COpenSSL.h"
#pragma GCC visibility pop

static void *library;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void) {
  // Never closed again: OpenSSL leaves thread-local data and exit handlers behind.
  library = dlopen("libcrypto.so.3", RTLD_NOW | RTLD_LOCAL);
}

static void *real(const char *name) {
  pthread_once(&once, load);
  void *symbol = library == NULL ? NULL : dlsym(library, name);
  if (symbol == NULL) {
    // The packages depend on it; nothing about certificates or hashes can be said without it.
    // Not dlerror()'s words: they have paths from the environment, which nobody made safe for a terminal.
    fputs("libcrypto.so.3 (Debian package libssl3) cannot be loaded: install it, or check LD_LIBRARY_PATH\n", stderr);
    _Exit(1);
  }
  return symbol;
}

// Two threads may both look a function up; they find the same.
#define FIND(name)                                                       \
  static void *_Atomic found;                                            \
  void *symbol = found;                                                  \
  if (symbol == NULL) found = symbol = real(#name);                      \
  __typeof__(&name) call;                                                \
  memcpy(&call, &symbol, sizeof call)
#define LATE(type, name, parameters, arguments) \
  type name parameters {                        \
    FIND(name);                                 \
    return call arguments;                      \
  }
#define LATE_VOID(name, parameters, arguments) \
  void name parameters {                       \
    FIND(name);                                \
    call arguments;                            \
  }

// EVP_RSA_gen and EVP_EC_gen: one more argument, whose type the kind of key decides.
EVP_PKEY *EVP_PKEY_Q_keygen(OSSL_LIB_CTX *context, const char *properties, const char *type, ...) {
  FIND(EVP_PKEY_Q_keygen);
  va_list more;
  va_start(more, type);
  EVP_PKEY *key = strcmp(type, "RSA") == 0  ? call(context, properties, type, va_arg(more, size_t))
                  : strcmp(type, "EC") == 0 ? call(context, properties, type, va_arg(more, char *))
                                            : call(context, properties, type);
  va_end(more);
  return key;
}

LATE(BIGNUM *, ASN1_INTEGER_to_BN, (const ASN1_INTEGER *ai, BIGNUM *bn), (ai, bn))
LATE_VOID(ASN1_OBJECT_free, (ASN1_OBJECT *a), (a))
LATE_VOID(ASN1_OCTET_STRING_free, (ASN1_OCTET_STRING *a), (a))
LATE(ASN1_OCTET_STRING *, ASN1_OCTET_STRING_new, (void), ())
LATE(int, ASN1_OCTET_STRING_set, (ASN1_OCTET_STRING *str, const unsigned char *data, int len), (str, data, len))
LATE_VOID(ASN1_STRING_free, (ASN1_STRING *a), (a))
LATE(const unsigned char *, ASN1_STRING_get0_data, (const ASN1_STRING *x), (x))
LATE(int, ASN1_STRING_length, (const ASN1_STRING *x), (x))
LATE(int, ASN1_STRING_set, (ASN1_STRING *str, const void *data, int len), (str, data, len))
LATE(int, ASN1_TIME_check, (const ASN1_TIME *t), (t))
LATE(int, ASN1_TIME_diff, (int *pday, int *psec, const ASN1_TIME *from, const ASN1_TIME *to), (pday, psec, from, to))
LATE(ASN1_TIME *, ASN1_TIME_set, (ASN1_TIME *s, time_t t), (s, t))
LATE_VOID(ASN1_TYPE_free, (ASN1_TYPE *a), (a))
LATE(ASN1_TYPE *, ASN1_TYPE_new, (void), ())
LATE_VOID(ASN1_TYPE_set, (ASN1_TYPE *a, int type, void *value), (a, type, value))
LATE_VOID(ASN1_UTF8STRING_free, (ASN1_UTF8STRING *a), (a))
LATE(ASN1_UTF8STRING *, ASN1_UTF8STRING_new, (void), ())
LATE(long, BIO_ctrl, (BIO *bp, int cmd, long larg, void *parg), (bp, cmd, larg, parg))
LATE(int, BIO_free, (BIO *a), (a))
LATE(BIO *, BIO_new, (const BIO_METHOD *type), (type))
LATE(BIO *, BIO_new_mem_buf, (const void *buf, int len), (buf, len))
LATE(const BIO_METHOD *, BIO_s_mem, (void), ())
LATE(BIGNUM *, BN_bin2bn, (const unsigned char *s, int len, BIGNUM *ret), (s, len, ret))
LATE(int, BN_bn2bin, (const BIGNUM *a, unsigned char *to), (a, to))
LATE(char *, BN_bn2hex, (const BIGNUM *a), (a))
LATE_VOID(BN_free, (BIGNUM *a), (a))
LATE(int, BN_num_bits, (const BIGNUM *a), (a))
LATE(ASN1_INTEGER *, BN_to_ASN1_INTEGER, (const BIGNUM *bn, ASN1_INTEGER *ai), (bn, ai))
LATE_VOID(CERTIFICATEPOLICIES_free, (CERTIFICATEPOLICIES *a), (a))
LATE(CERTIFICATEPOLICIES *, CERTIFICATEPOLICIES_new, (void), ())
LATE_VOID(CMS_ContentInfo_free, (CMS_ContentInfo *a), (a))
LATE(int, CMS_verify, (CMS_ContentInfo *cms, STACK_OF(X509) *certs, X509_STORE *store, BIO *dcont, BIO *out, unsigned int flags),
     (cms, certs, store, dcont, out, flags))
LATE_VOID(CRL_DIST_POINTS_free, (CRL_DIST_POINTS *a), (a))
LATE(CRL_DIST_POINTS *, CRL_DIST_POINTS_new, (void), ())
LATE_VOID(CRYPTO_clear_free, (void *ptr, size_t num, const char *file, int line), (ptr, num, file, line))
LATE_VOID(CRYPTO_free, (void *ptr, const char *file, int line), (ptr, file, line))
LATE_VOID(DIST_POINT_NAME_free, (DIST_POINT_NAME *a), (a))
LATE(DIST_POINT_NAME *, DIST_POINT_NAME_new, (void), ())
LATE_VOID(DIST_POINT_free, (DIST_POINT *a), (a))
LATE(DIST_POINT *, DIST_POINT_new, (void), ())
LATE_VOID(ERR_clear_error, (void), ())
LATE(unsigned long, ERR_get_error, (void), ())
LATE(unsigned long, ERR_peek_error, (void), ())
LATE(int, EVP_Digest, (const void *data, size_t count, unsigned char *md, unsigned int *size, const EVP_MD *type, ENGINE *impl),
     (data, count, md, size, type, impl))
LATE(int, EVP_DigestVerify, (EVP_MD_CTX *ctx, const unsigned char *sigret, size_t siglen, const unsigned char *tbs, size_t tbslen),
     (ctx, sigret, siglen, tbs, tbslen))
LATE(int, EVP_DigestVerifyInit, (EVP_MD_CTX *ctx, EVP_PKEY_CTX **pctx, const EVP_MD *type, ENGINE *e, EVP_PKEY *pkey),
     (ctx, pctx, type, e, pkey))
LATE_VOID(EVP_MD_CTX_free, (EVP_MD_CTX *ctx), (ctx))
LATE(EVP_MD_CTX *, EVP_MD_CTX_new, (void), ())
LATE_VOID(EVP_PKEY_CTX_free, (EVP_PKEY_CTX *ctx), (ctx))
LATE(EVP_PKEY_CTX *, EVP_PKEY_CTX_new, (EVP_PKEY *pkey, ENGINE *e), (pkey, e))
LATE(EVP_PKEY_CTX *, EVP_PKEY_CTX_new_from_name, (OSSL_LIB_CTX *context, const char *name, const char *properties),
     (context, name, properties))
LATE(int, EVP_PKEY_CTX_set_rsa_mgf1_md, (EVP_PKEY_CTX *ctx, const EVP_MD *md), (ctx, md))
LATE(int, EVP_PKEY_CTX_set_rsa_padding, (EVP_PKEY_CTX *ctx, int pad_mode), (ctx, pad_mode))
LATE(int, EVP_PKEY_CTX_set_rsa_pss_saltlen, (EVP_PKEY_CTX *ctx, int saltlen), (ctx, saltlen))
LATE_VOID(EVP_PKEY_free, (EVP_PKEY *pkey), (pkey))
LATE(int, EVP_PKEY_fromdata, (EVP_PKEY_CTX *ctx, EVP_PKEY **pkey, int selection, OSSL_PARAM *params),
     (ctx, pkey, selection, params))
LATE(int, EVP_PKEY_fromdata_init, (EVP_PKEY_CTX *ctx), (ctx))
LATE(int, EVP_PKEY_get_bits, (const EVP_PKEY *pkey), (pkey))
LATE(int, EVP_PKEY_get_bn_param, (const EVP_PKEY *pkey, const char *key, BIGNUM **bn), (pkey, key, bn))
LATE(int, EVP_PKEY_is_a, (const EVP_PKEY *pkey, const char *name), (pkey, name))
LATE(int, EVP_PKEY_sign, (EVP_PKEY_CTX *ctx, unsigned char *sig, size_t *siglen, const unsigned char *tbs, size_t tbslen),
     (ctx, sig, siglen, tbs, tbslen))
LATE(int, EVP_PKEY_sign_init, (EVP_PKEY_CTX *ctx), (ctx))
LATE(const EVP_MD *, EVP_sha256, (void), ())
LATE(const EVP_MD *, EVP_sha384, (void), ())
LATE(const EVP_MD *, EVP_sha512, (void), ())
LATE_VOID(GENERAL_NAMES_free, (GENERAL_NAMES *a), (a))
LATE(GENERAL_NAMES *, GENERAL_NAMES_new, (void), ())
LATE_VOID(GENERAL_NAME_free, (GENERAL_NAME *a), (a))
LATE(GENERAL_NAME *, GENERAL_NAME_new, (void), ())
LATE(int, GENERAL_NAME_set0_othername, (GENERAL_NAME *gen, ASN1_OBJECT *oid, ASN1_TYPE *value), (gen, oid, value))
LATE_VOID(GENERAL_NAME_set0_value, (GENERAL_NAME *a, int type, void *value), (a, type, value))
LATE(int, OBJ_obj2txt, (char *buf, int buf_len, const ASN1_OBJECT *a, int no_name), (buf, buf_len, a, no_name))
LATE(ASN1_OBJECT *, OBJ_txt2obj, (const char *s, int no_name), (s, no_name))
LATE(OPENSSL_STACK *, OPENSSL_sk_new_null, (void), ())
LATE(int, OPENSSL_sk_num, (const OPENSSL_STACK *a), (a))
LATE_VOID(OPENSSL_sk_pop_free, (OPENSSL_STACK *st, void (*func)(void *)), (st, func))
LATE(int, OPENSSL_sk_push, (OPENSSL_STACK *st, const void *data), (st, data))
LATE(void *, OPENSSL_sk_value, (const OPENSSL_STACK *a, int b), (a, b))
LATE_VOID(OSSL_PARAM_BLD_free, (OSSL_PARAM_BLD *bld), (bld))
LATE(OSSL_PARAM_BLD *, OSSL_PARAM_BLD_new, (void), ())
LATE(int, OSSL_PARAM_BLD_push_BN, (OSSL_PARAM_BLD *bld, const char *key, const BIGNUM *bn), (bld, key, bn))
LATE(OSSL_PARAM *, OSSL_PARAM_BLD_to_param, (OSSL_PARAM_BLD *bld), (bld))
LATE_VOID(OSSL_PARAM_free, (OSSL_PARAM *params), (params))
LATE(EVP_PKEY *, PEM_read_bio_PrivateKey, (BIO *out, EVP_PKEY **x, pem_password_cb *cb, void *u), (out, x, cb, u))
LATE(int, PEM_write_bio_PKCS8PrivateKey, (BIO *a, const EVP_PKEY *b, const EVP_CIPHER *c, const char *kstr, int klen, pem_password_cb *cb, void *u),
     (a, b, c, kstr, klen, cb, u))
LATE_VOID(POLICYINFO_free, (POLICYINFO *a), (a))
LATE(POLICYINFO *, POLICYINFO_new, (void), ())
LATE(unsigned char *, SHA256, (const unsigned char *d, size_t n, unsigned char *md), (d, n, md))
LATE(X509_EXTENSION *, X509V3_EXT_conf_nid, (LHASH_OF(CONF_VALUE) *conf, X509V3_CTX *ctx, int ext_nid, const char *value),
     (conf, ctx, ext_nid, value))
LATE_VOID(X509V3_set_ctx, (X509V3_CTX *ctx, X509 *issuer, X509 *subject, X509_REQ *req, X509_CRL *crl, int flags),
     (ctx, issuer, subject, req, crl, flags))
LATE(X509_EXTENSION *, X509_EXTENSION_create_by_NID, (X509_EXTENSION **ex, int nid, int crit, ASN1_OCTET_STRING *data),
     (ex, nid, crit, data))
LATE_VOID(X509_EXTENSION_free, (X509_EXTENSION *a), (a))
LATE(int, X509_NAME_add_entry_by_NID, (X509_NAME *name, int nid, int type, const unsigned char *bytes, int len, int loc, int set),
     (name, nid, type, bytes, len, loc, set))
LATE(int, X509_NAME_cmp, (const X509_NAME *a, const X509_NAME *b), (a, b))
LATE(X509_NAME *, X509_NAME_dup, (const X509_NAME *a), (a))
LATE_VOID(X509_NAME_free, (X509_NAME *a), (a))
LATE(X509_NAME *, X509_NAME_new, (void), ())
LATE(int, X509_NAME_print_ex, (BIO *out, const X509_NAME *nm, int indent, unsigned long flags),
     (out, nm, indent, flags))
LATE_VOID(X509_STORE_CTX_free, (X509_STORE_CTX *ctx), (ctx))
LATE(X509_VERIFY_PARAM *, X509_STORE_CTX_get0_param, (const X509_STORE_CTX *ctx), (ctx))
LATE(int, X509_STORE_CTX_get_error, (const X509_STORE_CTX *ctx), (ctx))
LATE(int, X509_STORE_CTX_init, (X509_STORE_CTX *ctx, X509_STORE *trust_store, X509 *target, STACK_OF(X509) *untrusted),
     (ctx, trust_store, target, untrusted))
LATE(X509_STORE_CTX *, X509_STORE_CTX_new, (void), ())
LATE_VOID(X509_STORE_CTX_set0_trusted_stack, (X509_STORE_CTX *ctx, STACK_OF(X509) *sk), (ctx, sk))
LATE_VOID(X509_VERIFY_PARAM_set_auth_level, (X509_VERIFY_PARAM *param, int auth_level), (param, auth_level))
LATE(int, X509_VERIFY_PARAM_set_flags, (X509_VERIFY_PARAM *param, unsigned long flags), (param, flags))
LATE(int, X509_add1_ext_i2d, (X509 *x, int nid, void *value, int crit, unsigned long flags),
     (x, nid, value, crit, flags))
LATE(int, X509_add_ext, (X509 *x, X509_EXTENSION *ex, int loc), (x, ex, loc))
LATE(int, X509_check_private_key, (const X509 *x509, const EVP_PKEY *pkey), (x509, pkey))
LATE_VOID(X509_free, (X509 *a), (a))
LATE(const ASN1_TIME *, X509_get0_notAfter, (const X509 *x), (x))
LATE(const ASN1_TIME *, X509_get0_notBefore, (const X509 *x), (x))
LATE(EVP_PKEY *, X509_get0_pubkey, (const X509 *x), (x))
LATE(const ASN1_INTEGER *, X509_get0_serialNumber, (const X509 *x), (x))
LATE(const ASN1_OCTET_STRING *, X509_get0_subject_key_id, (X509 *x), (x))
LATE(X509_PUBKEY *, X509_get_X509_PUBKEY, (const X509 *x), (x))
LATE(void *, X509_get_ext_d2i, (const X509 *x, int nid, int *crit, int *idx), (x, nid, crit, idx))
LATE(uint32_t, X509_get_extension_flags, (X509 *x), (x))
LATE(X509_NAME *, X509_get_issuer_name, (const X509 *a), (a))
LATE(uint32_t, X509_get_key_usage, (X509 *x), (x))
LATE(ASN1_INTEGER *, X509_get_serialNumber, (X509 *x), (x))
LATE(int, X509_get_signature_info, (X509 *x, int *mdnid, int *pknid, int *secbits, uint32_t *flags),
     (x, mdnid, pknid, secbits, flags))
LATE(int, X509_get_signature_nid, (const X509 *x), (x))
LATE(X509_NAME *, X509_get_subject_name, (const X509 *a), (a))
LATE(ASN1_TIME *, X509_getm_notAfter, (const X509 *x), (x))
LATE(ASN1_TIME *, X509_getm_notBefore, (const X509 *x), (x))
LATE(X509 *, X509_new, (void), ())
LATE(int, X509_set_issuer_name, (X509 *x, const X509_NAME *name), (x, name))
LATE(int, X509_set_pubkey, (X509 *x, EVP_PKEY *pkey), (x, pkey))
LATE(int, X509_set_subject_name, (X509 *x, const X509_NAME *name), (x, name))
LATE(int, X509_set_version, (X509 *x, long version), (x, version))
LATE(int, X509_sign, (X509 *x, EVP_PKEY *pkey, const EVP_MD *md), (x, pkey, md))
LATE(int, X509_up_ref, (X509 *x), (x))
LATE(int, X509_verify, (X509 *a, EVP_PKEY *r), (a, r))
LATE(int, X509_verify_cert, (X509_STORE_CTX *ctx), (ctx))
LATE(CMS_ContentInfo *, d2i_CMS_ContentInfo, (CMS_ContentInfo **a, const unsigned char **in, long len), (a, in, len))
LATE(X509 *, d2i_X509, (X509 **a, const unsigned char **in, long len), (a, in, len))
LATE(int, i2d_ASN1_INTEGER, (const ASN1_INTEGER *a, unsigned char **out), (a, out))
LATE(int, i2d_X509, (const X509 *a, unsigned char **out), (a, out))
LATE(int, i2d_X509_NAME, (const X509_NAME *a, unsigned char **out), (a, out))
LATE(int, i2d_X509_PUBKEY, (const X509_PUBKEY *a, unsigned char **out), (a, out))
