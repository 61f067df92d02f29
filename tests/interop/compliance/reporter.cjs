// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Tells the parent process how each spec went.
module.exports = class {
  specDone({ fullName, status, duration, failedExpectations }) {
    process.send?.({ fullName, status, duration, messages: failedExpectations.map(({ message }) => message) });
  }
};
