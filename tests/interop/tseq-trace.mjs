// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0
//
// Replays recorded typing with the shared text of the reference engine: what tst_texttraces and
// bench_text are held against.
//
//   node tseq-trace.mjs TRACE.json.gz …
//   node tseq-trace.mjs --expect TEXTS.json    the traces of several authors in MLD_EDITING_TRACES,
//                                              which must end in the texts of which it has the sums
//
// Prints one line of JSON for each trace. Of one author: the CPU time that its edits take, each operation
// encoded, and that a second replica takes to apply them, in milliseconds. Of several, each with a
// replica that has just what it had when it was recorded: the text in which all end.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

// The package does not export the bare text.
const require = createRequire(import.meta.url);
const { TSeq } = require('./node_modules/@m-ld/m-ld/ext/tseq/TSeq.js');
const { encode, decode } = require('@ably/msgpack-js');

function cpuTime(act) {
  const start = process.cpuUsage();
  act();
  const used = process.cpuUsage(start);
  return Math.round((used.user + used.system) / 1000);
}

function typeAlone(trace) {
  const author = new TSeq('clone-of-the-writer-0001');
  const reader = new TSeq('clone-of-the-reader-0002');
  const sent = [];
  const local = cpuTime(() => {
    for (const { patches } of trace.txns)
      for (const [index, deleteCount, content] of patches)
        sent.push(encode(author.splice(index, deleteCount, content)));
  });
  const remote = cpuTime(() => {
    for (const bytes of sent)
      reader.apply(decode(bytes));
  });
  for (const text of [author, reader])
    if (text.toString() !== trace.endContent)
      throw new Error('the text is wrong');
  return { local, remote };
}

// What each agent has seen at each transaction, as a count of each agent's: README of the traces.
function seenIn(trace) {
  const seen = [];
  const counts = Array(trace.numAgents).fill(0);
  const numbers = trace.txns.map(({ agent }) => counts[agent]++);
  trace.txns.forEach(({ parents }, i) => {
    seen[i] = Array(trace.numAgents).fill(0);
    for (const parent of parents) {
      const { agent } = trace.txns[parent];
      seen[parent].forEach((count, a) => seen[i][a] = Math.max(seen[i][a], count));
      seen[i][agent] = Math.max(seen[i][agent], numbers[parent] + 1);
    }
  });
  return { seen, numbers };
}

function typeTogether(trace) {
  const { seen, numbers } = seenIn(trace);
  const replicas = Array.from({ length: trace.numAgents }, (_, a) => new TSeq(`agent${a}`));
  const missing = replicas.map(() => []);
  const done = [];
  const deliver = (agent, upTo) => missing[agent] = missing[agent].filter(i => {
    if (upTo && numbers[i] >= upTo[trace.txns[i].agent])
      return true;
    for (const operation of done[i])
      replicas[agent].apply(JSON.parse(operation));
    return false;
  });
  trace.txns.forEach(({ agent, patches }, i) => {
    deliver(agent, seen[i]);
    done[i] = patches.map(([index, deleteCount, content]) =>
      JSON.stringify(replicas[agent].splice(index, deleteCount, content)));
    missing.forEach((those, other) => other !== agent && those.push(i));
  });
  replicas.forEach((_, agent) => deliver(agent));
  const texts = replicas.map(replica => replica.toString());
  if (new Set(texts).size > 1)
    throw new Error('the replicas differ');
  return {
    length: texts[0].length,
    sha256: createHash('sha256').update(texts[0]).digest('hex'),
    isAsRecorded: texts[0] === trace.endContent
  };
}

function replay(path) {
  const trace = JSON.parse(gunzipSync(readFileSync(path)));
  const result = trace.numAgents > 1 ? typeTogether(trace) : typeAlone(trace);
  console.log(JSON.stringify({ trace: basename(path, '.json.gz'), ...result }));
  return result;
}

const [first, expected] = process.argv.slice(2);
if (first !== '--expect') {
  process.argv.slice(2).forEach(replay);
} else if (!process.env.MLD_EDITING_TRACES) {
  console.log('Not run: MLD_EDITING_TRACES names no folder with editing traces');
} else {
  const { about, ...sums } = JSON.parse(readFileSync(expected));
  for (const [name, sum] of Object.entries(sums)) {
    const path = join(process.env.MLD_EDITING_TRACES, 'concurrent_traces', `${name}.json.gz`);
    if (replay(path).sha256 !== sum)
      throw new Error(`${name} ends otherwise than ${expected} says`);
  }
}
