// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#include "protocol/aclsecurity.h"

#include "codec/msgpackreader.h"
#include "codec/msgpackwriter.h"
#include "rdf/vocabulary.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include <algorithm>

namespace mld {

namespace {

constexpr qsizetype blockSize = 16;
const QString secretIri = QStringLiteral("http://m-ld.org/#secret");
const QString publicKeyIri = QStringLiteral("http://m-ld.org/#public-key");
const QByteArray encryptedType = QByteArrayLiteral("http://m-ld.org/#Encrypted");

template <auto function>
struct Deleter
{
    template <typename T>
    void operator()(T *object) const { function(object); }
};
using KeyPointer = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Deleter<EVP_CIPHER_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using Bio = std::unique_ptr<BIO, Deleter<BIO_free>>;

const uchar *raw(const QByteArray &bytes)
{
    return reinterpret_cast<const uchar *>(bytes.constData());
}

uchar *raw(QByteArray &bytes)
{
    return reinterpret_cast<uchar *>(bytes.data());
}

KeyPointer readPrivateKey(const QByteArray &bytes)
{
    Bio bio(BIO_new_mem_buf(bytes.constData(), int(bytes.size())));
    // Without a callback, OpenSSL would ask for a pass phrase on the terminal.
    const auto noPassPhrase = [](char *, int, int, void *) { return 0; };
    if (bytes.startsWith("-----"))
        return KeyPointer(PEM_read_bio_PrivateKey(bio.get(), nullptr, noPassPhrase, nullptr));
    return KeyPointer(d2i_PrivateKey_bio(bio.get(), nullptr));
}

const EVP_CIPHER *cipherFor(const QByteArray &secret)
{
    switch (secret.size()) {
    case 16:
        return EVP_aes_128_cbc();
    case 32:
        return EVP_aes_256_cbc();
    }
    return nullptr;
}

/// AES-CBC with PKCS#7 padding, either way; nothing if it fails.
std::optional<QByteArray> runCipher(const QByteArray &secret, const QByteArray &iv,
                                    const QByteArray &data, bool encrypt)
{
    const EVP_CIPHER *cipher = cipherFor(secret);
    CipherContext context(EVP_CIPHER_CTX_new());
    if (!cipher || !context
        || EVP_CipherInit_ex(context.get(), cipher, nullptr, raw(secret), raw(iv), encrypt) != 1)
        return std::nullopt;
    QByteArray result(data.size() + blockSize, Qt::Uninitialized);
    int written = 0;
    int last = 0;
    if (EVP_CipherUpdate(context.get(), raw(result), &written, raw(data), int(data.size())) != 1
        || EVP_CipherFinal_ex(context.get(), raw(result) + written, &last) != 1)
        return std::nullopt;
    result.truncate(written + last);
    return result;
}

Error badSecret()
{
    return { ErrorCode::BadConfiguration,
             QStringLiteral("The domain's secret is not an AES key of 16 or 32 bytes.") };
}

bool isSignedBy(const QByteArray &publicKey, const QByteArray &data, const QByteArray &signature)
{
    const uchar *next = raw(publicKey);
    KeyPointer key(d2i_PUBKEY(nullptr, &next, long(publicKey.size())));
    DigestContext context(EVP_MD_CTX_new());
    return key && EVP_PKEY_base_id(key.get()) == EVP_PKEY_RSA && context
            && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1
            && EVP_DigestVerify(context.get(), raw(signature), size_t(signature.size()), raw(data),
                                size_t(data.size()))
            == 1;
}

struct Encrypted
{
    QByteArray iv;
    QByteArray enc;
};

/// The parts of an Encrypted map; nothing if the bytes are something else, and so plain (T5).
std::optional<Encrypted> readEncrypted(const QByteArray &data)
{
    MsgPackReader reader(data);
    if (!reader.nextIs(MsgPackReader::Type::Map))
        return std::nullopt;
    Encrypted result;
    bool isEncrypted = false;
    for (qsizetype left = reader.readMap(); left > 0 && !reader.hasFailed(); --left) {
        const QByteArrayView key = reader.readUtf8();
        if (key == "@type" && reader.nextIs(MsgPackReader::Type::String))
            isEncrypted = reader.readUtf8() == encryptedType;
        else if (key == "iv" && reader.nextIs(MsgPackReader::Type::Binary))
            result.iv = reader.readBinary().toByteArray();
        else if (key == "enc" && reader.nextIs(MsgPackReader::Type::Binary))
            result.enc = reader.readBinary().toByteArray();
        else
            reader.skip();
    }
    if (!reader.isDone() || !isEncrypted)
        return std::nullopt;
    return result;
}

} // namespace

struct AclSecurity::PrivateKey
{
    KeyPointer key;
};

AclKeys AclKeys::read(const Graph &data, const DomainName &domain)
{
    AclKeys keys;
    const auto forEach = [&data](const QString &subject, const QString &predicate, auto take) {
        const TermId predicateId = data.find(Term::iri(predicate));
        const TermId subjectId = subject.isEmpty() ? 0 : data.find(Term::iri(subject));
        if (predicateId == 0 || (subjectId == 0 && !subject.isEmpty()))
            return;
        data.match(subjectId, predicateId, 0, [&](TermId found, TermId, TermId object) {
            const Term value = data.term(object);
            if (value.datatype() == iris::xsdBase64Binary) {
                if (auto bytes = data.binaryOf(value.text()))
                    take(data.term(found).text(), std::move(*bytes));
            }
            return true;
        });
    };
    forEach(QStringLiteral("http://%1/").arg(domain), secretIri, [&](const QString &, QByteArray key) {
        keys.secret = std::max(keys.secret.value_or(key), key);
    });
    forEach({}, publicKeyIri, [&](const QString &principal, QByteArray key) {
        keys.publicKeys[principal].push_back(std::move(key));
    });
    return keys;
}

bool AclKeys::areTouchedBy(const Patch &patch)
{
    const auto isOfKeys = [](const Triple &triple) {
        return triple.predicate.text() == secretIri || triple.predicate.text() == publicKeyIri;
    };
    return std::any_of(patch.deletes.cbegin(), patch.deletes.cend(), isOfKeys)
            || std::any_of(patch.inserts.cbegin(), patch.inserts.cend(), isOfKeys);
}

AclSecurity::AclSecurity(DomainName domain, QString principalIri, std::unique_ptr<PrivateKey> key,
                         AclKeys keys)
    : m_domain(std::move(domain)), m_principalIri(std::move(principalIri)), m_key(std::move(key)),
      m_keys(std::move(keys))
{
}

AclSecurity::~AclSecurity() = default;

void AclSecurity::read(const Graph &data)
{
    m_keys = AclKeys::read(data, m_domain);
}

void AclSecurity::follow(const Graph &data, const Patch &patch)
{
    if (AclKeys::areTouchedBy(patch))
        read(data);
}

Result<std::unique_ptr<AclSecurity>> AclSecurity::create(DomainName domain, QString principalIri,
                                                         const QByteArray &privateKey, AclKeys keys)
{
    KeyPointer key = readPrivateKey(privateKey);
    if (!key || EVP_PKEY_base_id(key.get()) != EVP_PKEY_RSA) {
        return Error { ErrorCode::BadConfiguration,
                       QStringLiteral("The private key of %1 is not an RSA key in PEM or DER form "
                                      "without pass phrase.")
                               .arg(principalIri) };
    }
    return std::unique_ptr<AclSecurity>(
            new AclSecurity(std::move(domain), std::move(principalIri),
                            std::make_unique<PrivateKey>(PrivateKey { std::move(key) }),
                            std::move(keys)));
}

Result<QByteArray> AclSecurity::seal(const QByteArray &data, MessagePurpose purpose)
{
    if (purpose != MessagePurpose::ForOperation)
        return data;
    const std::optional<QByteArray> &secret = m_keys.secret;
    if (!secret)
        return data;
    QByteArray iv(blockSize, Qt::Uninitialized);
    if (RAND_bytes(raw(iv), int(iv.size())) != 1)
        return Error { ErrorCode::Unknown, QStringLiteral("The system gives no random bytes.") };
    const std::optional<QByteArray> enc = runCipher(*secret, iv, data, true);
    if (!enc)
        return badSecret();
    MsgPackWriter writer;
    writer.beginMap(3).writeUtf8("@type").writeUtf8(encryptedType);
    writer.writeUtf8("iv").writeBinary(iv).writeUtf8("enc").writeBinary(*enc);
    return writer.takeBytes();
}

Result<QByteArray> AclSecurity::unseal(const QByteArray &data, MessagePurpose purpose)
{
    if (purpose != MessagePurpose::ForOperation)
        return data;
    const std::optional<Encrypted> encrypted = readEncrypted(data);
    if (!encrypted)
        return data;
    const std::optional<QByteArray> &secret = m_keys.secret;
    if (!secret) {
        return Error { ErrorCode::BadUpdate,
                       QStringLiteral("An encrypted operation came, but the data declares no secret "
                                      "to read it with.") };
    }
    if (!cipherFor(*secret))
        return badSecret();
    const bool hasForm = encrypted->iv.size() == blockSize && !encrypted->enc.isEmpty()
            && encrypted->enc.size() % blockSize == 0;
    const std::optional<QByteArray> plain =
            hasForm ? runCipher(*secret, encrypted->iv, encrypted->enc, false) : std::nullopt;
    if (!plain) {
        return Error { ErrorCode::BadUpdate,
                       QStringLiteral("An operation could not be decrypted with the domain's secret.") };
    }
    return *plain;
}

Result<std::optional<Attribution>> AclSecurity::sign(const QByteArray &data)
{
    DigestContext context(EVP_MD_CTX_new());
    QByteArray signature(EVP_PKEY_size(m_key->key.get()), Qt::Uninitialized);
    size_t size = size_t(signature.size());
    if (!context
        || EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, m_key->key.get()) != 1
        || EVP_DigestSign(context.get(), raw(signature), &size, raw(data), size_t(data.size())) != 1) {
        return Error { ErrorCode::Unknown,
                       QStringLiteral("A message could not be signed for %1.").arg(m_principalIri) };
    }
    signature.truncate(qsizetype(size));
    return std::optional(Attribution { m_principalIri, signature });
}

Result<void> AclSecurity::verify(const QByteArray &data, const std::optional<Attribution> &attr,
                                 MessagePurpose purpose)
{
    if (purpose == MessagePurpose::ForResponse)
        return {};
    if (!attr || attr->signature.isEmpty()) {
        return Error { ErrorCode::RequestRejected,
                       QStringLiteral("A message without signature was refused.") };
    }
    for (const QByteArray &key : m_keys.publicKeys.value(attr->principalId)) {
        if (isSignedBy(key, data, attr->signature))
            return {};
    }
    return Error { ErrorCode::RequestRejected,
                   QStringLiteral("The signature of %1 is not valid, or its public key is not in the "
                                  "data.")
                           .arg(attr->principalId) };
}

} // namespace mld
