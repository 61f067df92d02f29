// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// The process that the compliance suite's orchestrator starts for each clone. The clone is mld-clone,
// or the reference in this process, as the configuration's `engine` says (suite.js sets it).

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ReplaySubject, Subject, filter, firstValueFrom, timeout } from 'rxjs';
import suite from '@m-ld/m-ld-test';

// Loaded before a clone is asked for, since the suite measures how long a start takes.
const reference = process.env.MLD_COMPLIANCE_ENGINES.includes('theirs') && {
  ...await import('@m-ld/m-ld'), ...await import('@m-ld/m-ld/ext/mqtt'), ...await import('classic-level')
};

let program;
async function kill() {
  if (program?.exitCode === null && program.kill('SIGKILL')) await once(program, 'exit');
  process.kill(process.pid, 'SIGKILL');
}
process.on('SIGTERM', kill); // how the orchestrator kills a clone
process.on('disconnect', kill);

async function ours({ logLevel, ...config }, folder) {
  const file = join(folder, 'config.json');
  writeFileSync(file, JSON.stringify({ ...config, logLevel: process.env.LOG_LEVEL ?? 'warn' }));
  const child = program = spawn(process.env.MLD_CLONE, ['--config', file, '--data', folder],
    { stdio: ['pipe', 'pipe', 'inherit'] });
  const updates = new Subject, status = new ReplaySubject(1), waiting = new Map;
  let lastId = 0;
  const ask = request => new Promise((resolve, reject) => {
    waiting.set(++lastId, { resolve, reject });
    child.stdin.write(JSON.stringify({ id: lastId, ...request }) + '\n');
  });
  await new Promise((started, failed) => {
    createInterface({ input: child.stdout }).on('line', line => {
      const { id, result, error, event, body, message } = JSON.parse(line);
      switch (event) {
        case 'started': return started();
        case 'status': return status.next(body);
        case 'update': return updates.next(body);
        case 'error': failed(message); return status.error(message);
      }
      const { resolve, reject } = waiting.get(id);
      waiting.delete(id);
      error ? reject(error.message) : resolve(result);
    });
    child.on('exit', code => failed(`ended with ${code}`));
  });
  // A newcomer of the reference's dies if the first clone is not there yet; the suite does not wait for that. It does
  // wait for updates after a start, and misses those that come before the start is told.
  if (reference && config.genesis)
    await firstValueFrom(status.pipe(filter(({ online }) => online), timeout({ first: 1000 }))).catch(() => {});
  return {
    read: pattern => ({
      subscribe: ({ next, complete, error }) => ask({ op: 'read', pattern })
        .then(subjects => { subjects.forEach(subject => next(subject)); complete(); }, error)
    }),
    write: pattern => ask({ op: 'write', pattern }),
    follow: () => updates,
    status,
    async close() {
      await Promise.all([once(child, 'exit'), ask({ op: 'close' })]);
      status.complete();
    }
  };
}

async function theirs(config, folder) {
  const meld = await reference.clone(
    new reference.ClassicLevel(join(folder, 'level')), reference.MqttRemotes, config);
  return {
    read: pattern => meld.read(pattern),
    write: pattern => meld.write(pattern),
    follow: () => ({ subscribe: handler => meld.follow(handler) }),
    status: meld.status,
    close: () => meld.close()
  };
}

new suite.CloneProcess(process, ({ engine, ...config }, folder) =>
  (engine === 'ours' ? ours : theirs)(config, folder));
