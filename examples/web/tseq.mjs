// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

import { TSeqText as Published } from '@m-ld/m-ld/ext/tseq';

// For each run of characters, m-ld-js 0.10.0 keeps what was there before. Where nothing was, it leaves that out, and then
// looks into it all the same when it puts more than two changes together: a clone that only wrote could let nobody in.
const complete = ([operation, before]) => [operation, before && operation.map((_, run) => before[run] ?? [])];

/// The shared texts of m-ld-js.
export class TSeqText extends Published {
  fuse(...changes) {
    return super.fuse(...changes.map(complete));
  }
}
