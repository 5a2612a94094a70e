// Door to OpenSSL's libcrypto 3: its headers, and `static inline` shims for what Swift's importer leaves out (macros, typed
// stacks, functions of macro-made types). No libssl: TLS is spoken by curl and by the sandbox's server.
// libcrypto is opened when first used: a function that is not called yet needs its line in Late.c.
#ifndef COPENSSL_H
#define COPENSSL_H
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/param_build.h>
#include <openssl/params.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <stddef.h>
#include <stdint.h>

// Memory and errors

static inline void co_free(void *p) { OPENSSL_free(p); }
/// Overwrites, then frees: for private key bytes.
static inline void co_clear_free(void *p, size_t n) { OPENSSL_clear_free(p, n); }
/// The reason of this thread's oldest error (ERR_GET_REASON), 0 for none; the queue is empty afterwards.
static inline int co_take_error(void) {
  unsigned long code = ERR_get_error();
  ERR_clear_error();
  return code == 0 ? 0 : (int)ERR_GET_REASON(code);
}

// Memory BIOs

static inline BIO *co_bio_new(void) { return BIO_new(BIO_s_mem()); }
static inline BIO *co_bio_over(const void *bytes, int count) { return BIO_new_mem_buf(bytes, count); }
/// The bytes a memory BIO holds; they belong to it.
static inline long co_bio_data(BIO *bio, const uint8_t **bytes) {
  char *data = NULL;
  long count = BIO_get_mem_data(bio, &data);
  *bytes = (const uint8_t *)data;
  return count;
}

/// A name in RFC 4514 order and escapes, characters beyond ASCII left as UTF-8. Negative on failure.
static inline int co_print_name(BIO *bio, const X509_NAME *name) {
  return X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
}

// Stacks

static inline STACK_OF(X509) *co_x509s_new(void) { return sk_X509_new_null(); }
static inline int co_x509s_count(const STACK_OF(X509) *s) { return s == NULL ? 0 : sk_X509_num(s); }
static inline X509 *co_x509s_at(const STACK_OF(X509) *s, int i) { return sk_X509_value(s, i); }
/// Takes a reference of its own. 1 on success.
static inline int co_x509s_push(STACK_OF(X509) *s, X509 *x) {
  if (!X509_up_ref(x)) return 0;
  if (sk_X509_push(s, x) > 0) return 1;
  X509_free(x);
  return 0;
}
static inline void co_x509s_free(STACK_OF(X509) *s) { sk_X509_pop_free(s, X509_free); }

/// The general names of an extension (subjectAltName, issuerAltName); NULL when there is none or it is malformed.
static inline GENERAL_NAMES *co_general_names(const X509 *x, int nid) {
  return (GENERAL_NAMES *)X509_get_ext_d2i(x, nid, NULL, NULL);
}
static inline int co_general_names_count(const GENERAL_NAMES *s) { return s == NULL ? 0 : sk_GENERAL_NAME_num(s); }
static inline GENERAL_NAME *co_general_names_at(const GENERAL_NAMES *s, int i) { return sk_GENERAL_NAME_value(s, i); }
static inline void co_general_names_free(GENERAL_NAMES *s) { GENERAL_NAMES_free(s); }
/// An otherName's type and value; false for every other kind of name.
static inline int co_other_name(const GENERAL_NAME *name, ASN1_OBJECT **oid, ASN1_TYPE **value) {
  if (name == NULL || name->type != GEN_OTHERNAME || name->d.otherName == NULL) return 0;
  *oid = name->d.otherName->type_id;
  *value = name->d.otherName->value;
  return *oid != NULL && *value != NULL;
}
/// The UTF8String of an ASN1_TYPE, NULL for any other type. It belongs to the value.
static inline ASN1_STRING *co_utf8_of(const ASN1_TYPE *value) {
  return value != NULL && value->type == V_ASN1_UTF8STRING ? value->value.utf8string : NULL;
}

/// The object identifier of certificate policy `i` as dotted text; number of policies when `text` is NULL, -1 when there are none.
static inline int co_policy(const X509 *x, int i, char *text, int room) {
  CERTIFICATEPOLICIES *all = (CERTIFICATEPOLICIES *)X509_get_ext_d2i(x, NID_certificate_policies, NULL, NULL);
  if (all == NULL) return -1;
  int result = sk_POLICYINFO_num(all);
  if (text != NULL) {
    if (i < 0 || i >= result) {
      result = -1;
    } else {
      result = OBJ_obj2txt(text, room, sk_POLICYINFO_value(all, i)->policyid, 1);
    }
  }
  CERTIFICATEPOLICIES_free(all);
  return result;
}

// Certificates

/// SubjectPublicKeyInfo as DER; the caller frees with co_free. Length, or a value <= 0.
static inline int co_spki(const X509 *x, unsigned char **der) {
  *der = NULL;
  return i2d_X509_PUBKEY(X509_get_X509_PUBKEY(x), der);
}
static inline int co_x509_der(X509 *x, unsigned char **der) {
  *der = NULL;
  return i2d_X509(x, der);
}
static inline X509 *co_x509_from_der(const unsigned char *der, long count, long *used) {
  const unsigned char *p = der;
  X509 *x = d2i_X509(NULL, &p, count);
  *used = x == NULL ? 0 : (long)(p - der);
  return x;
}
/// Adds an extension from its text form (as in openssl.cnf) with an optional issuer for authorityKeyIdentifier. 1 on success.
static inline int co_add_extension(X509 *x, X509 *issuer, int nid, const char *value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer == NULL ? x : issuer, x, NULL, NULL, 0);
  X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
  if (extension == NULL) return 0;
  int done = X509_add_ext(x, extension, -1);
  X509_EXTENSION_free(extension);
  return done;
}
/// Adds an extension whose DER value is given. 1 on success.
static inline int co_add_extension_der(X509 *x, int nid, int critical, const unsigned char *der, int count) {
  ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
  if (value == NULL) return 0;
  int done = 0;
  if (ASN1_OCTET_STRING_set(value, der, count)) {
    X509_EXTENSION *extension = X509_EXTENSION_create_by_NID(NULL, nid, critical, value);
    if (extension != NULL) {
      done = X509_add_ext(x, extension, -1);
      X509_EXTENSION_free(extension);
    }
  }
  ASN1_OCTET_STRING_free(value);
  return done;
}

// Making certificates

/// Adds one part to a name, from UTF-8. 1 on success.
static inline int co_name_add(X509_NAME *name, int nid, const char *text) {
  return X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, (const unsigned char *)text, -1, -1, 0);
}
static inline GENERAL_NAMES *co_general_names_new(void) { return GENERAL_NAMES_new(); }
/// Adds an otherName with a UTF8String. 1 on success.
static inline int co_general_names_add_other(GENERAL_NAMES *names, const char *oid, const char *text) {
  GENERAL_NAME *name = GENERAL_NAME_new();
  ASN1_OBJECT *object = OBJ_txt2obj(oid, 1);
  ASN1_TYPE *value = ASN1_TYPE_new();
  ASN1_UTF8STRING *string = ASN1_UTF8STRING_new();
  if (name != NULL && object != NULL && value != NULL && string != NULL && ASN1_STRING_set(string, text, -1)) {
    ASN1_TYPE_set(value, V_ASN1_UTF8STRING, string);
    string = NULL;
    if (GENERAL_NAME_set0_othername(name, object, value)) {
      object = NULL;
      value = NULL;
      if (sk_GENERAL_NAME_push(names, name) > 0) return 1;
    }
  }
  ASN1_UTF8STRING_free(string);
  ASN1_TYPE_free(value);
  ASN1_OBJECT_free(object);
  GENERAL_NAME_free(name);
  return 0;
}
/// Adds a directoryName (copied). 1 on success.
static inline int co_general_names_add_directory(GENERAL_NAMES *names, const X509_NAME *directory) {
  GENERAL_NAME *name = GENERAL_NAME_new();
  X509_NAME *copy = X509_NAME_dup(directory);
  if (name != NULL && copy != NULL) {
    GENERAL_NAME_set0_value(name, GEN_DIRNAME, copy);
    if (sk_GENERAL_NAME_push(names, name) > 0) return 1;
    GENERAL_NAME_free(name);
    return 0;
  }
  X509_NAME_free(copy);
  GENERAL_NAME_free(name);
  return 0;
}
/// Adds the names as extension `nid` (subjectAltName, issuerAltName), not critical. 1 on success.
static inline int co_add_general_names(X509 *x, int nid, GENERAL_NAMES *names) {
  return X509_add1_ext_i2d(x, nid, names, 0, X509V3_ADD_DEFAULT);
}
/// Adds a cRLDistributionPoints with one point named by `names`, which are taken. 1 on success.
static inline int co_add_crl_point(X509 *x, GENERAL_NAMES *names) {
  CRL_DIST_POINTS *points = CRL_DIST_POINTS_new();
  DIST_POINT *point = DIST_POINT_new();
  DIST_POINT_NAME *name = DIST_POINT_NAME_new();
  int done = 0;
  if (points != NULL && point != NULL && name != NULL) {
    name->type = 0;
    name->name.fullname = names;
    names = NULL;
    point->distpoint = name;
    name = NULL;
    if (sk_DIST_POINT_push(points, point) > 0) {
      point = NULL;
      done = X509_add1_ext_i2d(x, NID_crl_distribution_points, points, 0, X509V3_ADD_DEFAULT);
    }
  }
  GENERAL_NAMES_free(names);
  DIST_POINT_NAME_free(name);
  DIST_POINT_free(point);
  CRL_DIST_POINTS_free(points);
  return done;
}
/// Adds a critical certificatePolicies with one identifier (its text form would need a configuration). 1 on success.
static inline int co_add_policy(X509 *x, const char *oid) {
  CERTIFICATEPOLICIES *all = CERTIFICATEPOLICIES_new();
  POLICYINFO *one = POLICYINFO_new();
  int done = 0;
  if (all != NULL && one != NULL) {
    ASN1_OBJECT_free(one->policyid);
    one->policyid = OBJ_txt2obj(oid, 1);
    if (one->policyid != NULL && sk_POLICYINFO_push(all, one) > 0) {
      one = NULL;
      done = X509_add1_ext_i2d(x, NID_certificate_policies, all, 1, X509V3_ADD_DEFAULT);
    }
  }
  POLICYINFO_free(one);
  CERTIFICATEPOLICIES_free(all);
  return done;
}
/// Sets both ends of the validity, in seconds since 1970. 1 on success.
static inline int co_set_validity(X509 *x, int64_t from, int64_t until) {
  return ASN1_TIME_set(X509_getm_notBefore(x), (time_t)from) != NULL &&
         ASN1_TIME_set(X509_getm_notAfter(x), (time_t)until) != NULL;
}
/// Sets the serial number from big-endian bytes. 1 on success.
static inline int co_set_serial(X509 *x, const uint8_t *bytes, int count) {
  BIGNUM *number = BN_bin2bn(bytes, count, NULL);
  if (number == NULL) return 0;
  int done = BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x)) != NULL;
  BN_free(number);
  return done;
}

// Keys

/// PKCS #8 PEM, not encrypted, into a memory BIO. 1 on success.
static inline int co_write_private_key(BIO *bio, const EVP_PKEY *key) {
  return PEM_write_bio_PKCS8PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL);
}
/// Any PEM private key without a passphrase (an encrypted one is refused, never asked about); NULL on failure.
static inline EVP_PKEY *co_read_private_key(const void *pem, int count) {
  BIO *bio = BIO_new_mem_buf(pem, count);
  if (bio == NULL) return NULL;
  EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, (void *)"");
  BIO_free(bio);
  return key;
}
static inline EVP_PKEY *co_rsa_generate(unsigned bits) { return EVP_RSA_gen(bits); }
static inline EVP_PKEY *co_ec_generate(const char *curve) { return EVP_EC_gen(curve); }
/// An RSA public key from its two numbers, big-endian; NULL on failure.
static inline EVP_PKEY *co_rsa_public_key(const uint8_t *n, size_t n_count, const uint8_t *e, size_t e_count) {
  BIGNUM *modulus = BN_bin2bn(n, (int)n_count, NULL), *exponent = BN_bin2bn(e, (int)e_count, NULL);
  OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
  OSSL_PARAM *numbers = NULL;
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
  EVP_PKEY *key = NULL;
  if (modulus && exponent && builder && context && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_N, modulus) &&
      OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_RSA_E, exponent) &&
      (numbers = OSSL_PARAM_BLD_to_param(builder)) && EVP_PKEY_fromdata_init(context) == 1 &&
      EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, numbers) != 1)
    key = NULL;
  EVP_PKEY_CTX_free(context);
  OSSL_PARAM_free(numbers);
  OSSL_PARAM_BLD_free(builder);
  BN_free(exponent);
  BN_free(modulus);
  return key;
}
static inline int co_pkey_is_rsa(const EVP_PKEY *key) { return EVP_PKEY_is_a(key, "RSA"); }
static inline int co_pkey_is_ec(const EVP_PKEY *key) { return EVP_PKEY_is_a(key, "EC"); }
static inline int co_pkey_bits(const EVP_PKEY *key) { return EVP_PKEY_get_bits(key); }
/// The private operation over `data` as it is (the card's COMPUTE DIGITAL SIGNATURE), of RSA with PKCS#1 type 1 padding: `*count`
/// has the room of `out` before and the length after. 1 on success.
static inline int co_sign_raw(EVP_PKEY *key, const uint8_t *data, size_t length, uint8_t *out, size_t *count) {
  EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
  if (context == NULL) return 0;
  int done = EVP_PKEY_sign_init(context) > 0 &&
             (!co_pkey_is_rsa(key) || EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) > 0) &&
             EVP_PKEY_sign(context, out, count, data, length) > 0;
  EVP_PKEY_CTX_free(context);
  return done;
}
/// SHA-2 by its bits (256, 384, 512); NULL for any other number.
static inline const EVP_MD *co_sha2(int bits) {
  return bits == 256 ? EVP_sha256() : bits == 384 ? EVP_sha384() : bits == 512 ? EVP_sha512() : NULL;
}
enum { CO_ECDSA = 0, CO_RSA_PKCS1 = 1, CO_RSA_PSS = 2 };
/// Whether `signature` is that of `message`, with SHA-2 of `bits` bits; `salt` in bytes for CO_RSA_PSS, whose mask function has
/// the same digest. 1 right, anything else wrong.
static inline int co_verify(
    EVP_PKEY *key, int scheme, int bits, int salt, const uint8_t *message, size_t length, const uint8_t *signature,
    size_t count) {
  const EVP_MD *digest = co_sha2(bits);
  EVP_MD_CTX *context = digest == NULL ? NULL : EVP_MD_CTX_new();
  EVP_PKEY_CTX *inner = NULL;  // belongs to the digest context
  if (context == NULL) return 0;
  int right = EVP_DigestVerifyInit(context, &inner, digest, NULL, key) == 1;
  if (right && scheme == CO_RSA_PKCS1) right = EVP_PKEY_CTX_set_rsa_padding(inner, RSA_PKCS1_PADDING) > 0;
  if (right && scheme == CO_RSA_PSS) {
    right = EVP_PKEY_CTX_set_rsa_padding(inner, RSA_PKCS1_PSS_PADDING) > 0 &&
            EVP_PKEY_CTX_set_rsa_mgf1_md(inner, digest) > 0 && EVP_PKEY_CTX_set_rsa_pss_saltlen(inner, salt) > 0;
  }
  right = right && EVP_DigestVerify(context, signature, count, message, length) == 1;
  EVP_MD_CTX_free(context);
  return right;
}

// Signed documents

/// The issuer's name of a certificate as DER; the caller frees with co_free. Length, or a value <= 0.
static inline int co_issuer_der(const X509 *x, unsigned char **der) {
  *der = NULL;
  return i2d_X509_NAME(X509_get_issuer_name(x), der);
}
/// The serial number as DER (INTEGER); the caller frees with co_free. Length, or a value <= 0.
static inline int co_serial_der(const X509 *x, unsigned char **der) {
  *der = NULL;
  return i2d_ASN1_INTEGER(X509_get0_serialNumber(x), der);
}
/// libcrypto's own opinion of a CMS SignedData: its structure, digest and signature, not the certificate. `content` is NULL when
/// it is inside. 1 right, anything else wrong.
static inline int co_cms_verify(const unsigned char *der, long count, const uint8_t *content, int length) {
  const unsigned char *p = der;
  CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &p, count);
  BIO *outside = content == NULL ? NULL : BIO_new_mem_buf(content, length);
  int right = 0;
  if (cms != NULL && p == der + count && (content == NULL || outside != NULL)) {
    right = CMS_verify(cms, NULL, NULL, outside, NULL, CMS_BINARY | CMS_NO_SIGNER_CERT_VERIFY);
  }
  BIO_free(outside);
  CMS_ContentInfo_free(cms);
  return right;
}

// Digests

/// SHA-2 of `bits` bits (256, 384, 512) into `out`. 1 on success.
static inline int co_hash(int bits, const void *bytes, size_t count, uint8_t *out) {
  const EVP_MD *digest = co_sha2(bits);
  return digest == NULL ? 0 : EVP_Digest(bytes, count, out, NULL, digest, NULL);
}
#endif
