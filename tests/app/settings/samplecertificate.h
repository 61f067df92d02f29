// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>

namespace commonplace {

/// A certificate made for these tests, and its key, which opens nothing.
inline QByteArray sampleCertificate()
{
    return QByteArray(
        "-----BEGIN CERTIFICATE-----\n"
        "MIIBkTCCATegAwIBAgIUZU8seKgCFdTUM3FzRsdQ/40/7m8wCgYIKoZIzj0EAwIw\n"
        "HTEbMBkGA1UEAwwSYnJva2VyLmV4YW1wbGUub3JnMCAXDTI2MTEzMDA2NTIzOVoY\n"
        "DzIwODEwOTAyMDY1MjM5WjAdMRswGQYDVQQDDBJicm9rZXIuZXhhbXBsZS5vcmcw\n"
        "WTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATrXwnx+Uu7YHElNi0u1HxN5RXycur8\n"
        "0/7Sg//+rGzHvtgSeTYVKvRZET6gKIMF7paxauMKAUtAUfRkzspS1ifto1MwUTAd\n"
        "BgNVHQ4EFgQURfJY4NkXyQlEaszYZdMWkBL0XmQwHwYDVR0jBBgwFoAURfJY4NkX\n"
        "yQlEaszYZdMWkBL0XmQwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBF\n"
        "AiEAn/sbo5UFQ2BeIwIYqnHc53389cai2JRmXfD7qqFYN4gCICJ63LAR4GZihGTB\n"
        "HK77DOzjSe2BQAnrax+2i5Y9LSS5\n"
        "-----END CERTIFICATE-----\n");
}

inline QByteArray sampleKey()
{
    return QByteArray(
        "-----BEGIN PRIVATE KEY-----\n"
        "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgfe9Pg/qpdwwniB4N\n"
        "sefuH1KuZNHox+OAH0PdIruZzm6hRANCAATrXwnx+Uu7YHElNi0u1HxN5RXycur8\n"
        "0/7Sg//+rGzHvtgSeTYVKvRZET6gKIMF7paxauMKAUtAUfRkzspS1ift\n"
        "-----END PRIVATE KEY-----\n");
}

/// As `openssl x509 -text` begins.
inline QByteArray sampleExplanation()
{
    return QByteArray("Certificate:\n    Data:\n        Version: 3 (0x2)\n        Issuer: CN = broker.example.org\n");
}

} // namespace commonplace
