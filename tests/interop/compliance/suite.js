// SPDX-FileCopyrightText: The Commonplace authors
// SPDX-License-Identifier: Apache-2.0

// Runs m-ld's compliance suite once. MLD_COMPLIANCE_ENGINES names the engines that the clones take in
// turn, in the order of their first start; LOG_LEVEL how much they all say. Arguments are those of the
// suite's own runner: specs, as in "2/4", and --filter=NAME.

import { fileURLToPath } from 'node:url';
import log from 'loglevel';
import { Forkestrator } from '@m-ld/m-ld-test';
import compliance from '@m-ld/m-ld-test/compliance';
import { MqttRemoting } from '@m-ld/m-ld-test/ext/mqtt';

log.setLevel(process.env.LOG_LEVEL ?? 'warn');
const engines = process.env.MLD_COMPLIANCE_ENGINES.split(',');

class Remoting extends MqttRemoting {
  engineOf = new Map;

  async provision(cloneId) {
    if (!this.engineOf.has(cloneId))
      this.engineOf.set(cloneId, engines[this.engineOf.size % engines.length]);
    const provided = await super.provision(cloneId);
    provided.config.engine = this.engineOf.get(cloneId);
    return provided;
  }
}

const here = name => fileURLToPath(new URL(name, import.meta.url));
const run = compliance.runner([...process.argv.slice(2), `--reporter=${here('reporter.cjs')}`]);
// The suite's own settings, but for the host: "localhost" may be ::1 alone to whoever connects.
const remoting = new Remoting({ host: '127.0.0.1', connectTimeout: 100, keepalive: 1 });
new Forkestrator(remoting, here('clone.js')).on('listening', run);
