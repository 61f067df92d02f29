// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <optional>
#include <utility>
#include <variant>

namespace mld {

/// What went wrong, as a closed list. Values of 4000 and more are the statuses of the m-ld
/// protocol (wire.md 22) and may travel; the smaller ones are local.
enum class ErrorCode : int {
    // What the caller gave
    BadPattern = 1,     ///< not JSON, not json-rql, or an invalid IRI or value
    ConstraintViolated, ///< a constraint of the domain refused the write
    BadConfiguration,
    TooLargeForService, ///< more than the messaging service takes in one message; smaller pieces go
    // The store
    StoreLocked,   ///< another process holds it
    StoreTooNew,   ///< written by a newer version of the program
    StoreDamaged,  ///< the file is not sound
    StoreFull,     ///< no room on the disk
    StoreReadOnly, ///< the file or its folder cannot be written
    StoreNoFolder, ///< the folder of the file does not exist
    StoreFailed,   ///< any other failure of the disk
    // Bytes from outside
    Malformed, ///< they do not decode
    // m-ld statuses
    NotAccessible = 4001,
    DeltaTooBig = 4002,
    Unauthorised = 4030,
    UpdatesUnavailable = 4041,
    Unknown = 5000,
    BadUpdate = 5001,
    BadResponse = 5002,
    RequestRejected = 5003,
    Offline = 5004,
    OutOfOrder = 5005,
    UnsupportedPattern = 5011,
    NoVisibleClones = 5031,
    Closed = 5032,
    DataLocked = 5034,
    Outdated = 5035,
};

/// An expected failure: a code for programs, and a sentence for people that says what is wrong
/// and, where it can be known, what to do.
struct Error
{
    ErrorCode code = ErrorCode::Unknown;
    QString message;

    /// The m-ld status of this error, or nothing if it is local to this clone.
    std::optional<int> status() const;
};

/// A value, or the reason why there is none. Failures that can be expected are values here:
/// no exception crosses an interface of the engine.
template <typename T = void>
class [[nodiscard]] Result
{
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) { }
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) { }

    bool isOk() const { return m_state.index() == 0; }
    explicit operator bool() const { return isOk(); }

    /// The value. Only if isOk().
    T &value() & { return std::get<0>(m_state); }
    const T &value() const & { return std::get<0>(m_state); }
    T &&value() && { return std::get<0>(std::move(m_state)); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T &&operator*() && { return std::move(*this).value(); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }

    /// The error. Only if not isOk().
    const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void>
{
public:
    Result() = default;
    Result(Error error) : m_error(std::move(error)) { }

    bool isOk() const { return !m_error.has_value(); }
    explicit operator bool() const { return isOk(); }
    const Error &error() const { return *m_error; }

private:
    std::optional<Error> m_error;
};

/// Leaves the calling function with the error of `expression`, a Result, if it has one.
#define MLD_TRY(expression)                                                                        \
    do {                                                                                           \
        if (auto mldTried = (expression); !mldTried)                                               \
            return mldTried.error();                                                               \
    } while (false)

} // namespace mld
