// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Runs m-ld's compliance suite and says whether it passes.
//
//   node run.js [--runs=N] [--retries=N] ENGINES [SPEC…]
//
// ENGINES, such as "ours" or "ours,theirs", are taken by the clones in turn. With retries, those that failed are run
// again as often, and one failure of a spec is forgiven, since the reference alone fails one or two of the 36 specs in
// most runs. MLD_CLONE is the path of mld-clone, MLD_COMPLIANCE_RUNS how many runs there are if --runs is not given.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: { runs, retries }, positionals: [engines, ...specs] } = parseArgs({
  options: { runs: { type: 'string', default: process.env.MLD_COMPLIANCE_RUNS ?? '1' }, retries: { type: 'string', default: '0' } },
  allowPositionals: true
});
if (!process.env.MLD_CLONE) throw new Error('MLD_CLONE is not set');
const suite = fileURLToPath(new URL('suite.js', import.meta.url));
const log = join(tmpdir(), `compliance-${process.pid}.log`);

/** One go of the suite; what its reporter says of each spec that matters. */
async function go(engineOrder, args) {
  const output = openSync(log, 'w');
  const child = fork(suite, args, {
    env: { ...process.env, MLD_COMPLIANCE_ENGINES: engineOrder.join(), NODE_OPTIONS: '--no-deprecation' },
    stdio: ['ignore', output, output, 'ipc']
  });
  // Those that a filter leaves out are excluded.
  const results = [];
  child.on('message', result => result.status !== 'excluded' && results.push(result));
  await once(child, 'close');
  return results;
}

const rotated = (list, by) => [...list.slice(by % list.length), ...list.slice(0, by % list.length)];
const only = names => `--filter=^(${names.map(name => name.replace(/[^\w ]/g, '\\$&')).join('|')})$`;
/**
 * One go, in which no spec is undecided. In this one all wait for the name that the last clone writes. If somebody else's
 * comes first, the last one's write is refused, as the spec itself allows, and then they wait in vain. That takes a
 * colony that is faster than the suite's requests.
 */
const race = { fullName: 'Single-valued property resolves n values', lost: 'Clone 4 rejected' };
async function decidedGo(engineOrder, args) {
  const results = await go(engineOrder, args);
  for (let again = 0; again < 5; again++) {
    const at = results.findIndex(({ fullName, status }) => fullName === race.fullName && status === 'failed');
    if (at < 0 || !readFileSync(log, 'utf8').includes(race.lost)) break;
    console.log(`${race.fullName}: not decided, since the last clone's write came too late; again`);
    const [repeated] = (await go(engineOrder, [only([race.fullName])])).filter(({ fullName }) => fullName === race.fullName);
    if (repeated) results[at] = repeated;
  }
  return results;
}

const show = ({ fullName, status, duration, messages }) =>
  console.log([`${status} ${fullName} (${(duration / 1000).toFixed(1)} s)`, ...messages].join('\n    ').slice(0, 2000));

let isGood = true;
for (let run = 0; run < Number(runs); run++) {
  // So that, from run to run, each spec is begun by each engine.
  const order = rotated(engines.split(','), run);
  const results = await decidedGo(order, specs);
  const count = wanted => results.filter(({ status }) => status === wanted).length;
  console.log(`${order}: ${count('passed')} passed, ${count('failed')} failed, ${count('pending')} pending`);
  results.filter(({ status }) => status !== 'passed').forEach(show);

  const failures = new Map;
  const add = ({ fullName }) => failures.set(fullName, (failures.get(fullName) ?? 0) + 1);
  results.filter(({ status }) => status === 'failed').forEach(add);
  const suspects = [...failures.keys()];
  for (let retry = 0; retry < Number(retries) && suspects.length; retry++) {
    const again = (await decidedGo(rotated(order, retry), [...specs, only(suspects)])).filter(({ fullName }) => failures.has(fullName));
    again.forEach(show);
    again.filter(({ status }) => status !== 'passed').forEach(add);
  }
  const bad = suspects.filter(name => failures.get(name) >= Math.min(2, 1 + Number(retries)));
  bad.forEach(name => console.log(`FAILED ${name}: ${failures.get(name)} of ${1 + Number(retries)} goes`));
  if (bad.length || !count('passed')) {
    isGood = false;
    console.log(`The end of the log, ${log}:\n${readFileSync(log, 'utf8').slice(-5000)}`);
  }
}
if (isGood) rmSync(log, { force: true });
process.exit(isGood ? 0 : 1);
