import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAlive } from '../../src/adapters/data-folder/process-identity.js';
import { readControlFile } from '../../src/apps/cli/service/control-file.js';
import { isRunByNpx } from '../../src/apps/cli/service/stop-signal.js';
import { type RunningProgram, startProgram } from './support/processes.js';
import { dataFolder } from './support/real.js';

let folder: ReturnType<typeof dataFolder>;
let program: RunningProgram | undefined;
beforeEach(() => {
  folder = dataFolder();
});
afterEach(async () => {
  await program?.stop('SIGKILL');
  folder.remove();
});

const data = (): string => join(folder.dir, 'data');
const postmaster = (): number =>
  Number.parseInt(readFileSync(join(data(), 'postgres/data/postmaster.pid'), 'utf8'), 10);
async function serve(): Promise<{ program: RunningProgram; postgres: number }> {
  program = await startProgram(['serve', '--data', data(), '--port', '0'], /Ledger key/);
  const postgres = postmaster();
  expect(isAlive(postgres)).toBe(true);
  return { program, postgres };
}
async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(20);
}

describe('the service and its PostgreSQL end', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'by %s, in order',
    async (signal) => {
      const { program, postgres } = await serve();
      const exited = once(program.child, 'exit');
      program.child.kill(signal);
      expect(await exited).toEqual([0, null]);
      expect(isAlive(postgres)).toBe(false);
      expect(readControlFile(data())).toBeNull();
    },
    120_000,
  );

  it('at once by a second, deliberate signal, whatever they wait for', async () => {
    const { program, postgres } = await serve();
    const { url, key } = readControlFile(data())!;
    const socket = connect({ port: Number(new URL(url).port), host: '127.0.0.1' });
    socket.on('error', () => undefined);
    socket.write(
      `POST /v1/decisions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-length: 100\r\n\r\n{`,
    );
    await expect.poll(async () => (await fetch(`${url}/metrics`)).text()).toContain('bodies_held_bytes 1\n');
    const exited = once(program.child, 'exit');
    program.child.kill('SIGTERM');
    while (!program.err().includes('stopping')) await sleep(20);
    await sleep(1_100);
    program.child.kill('SIGTERM');
    expect(await exited).toEqual([70, null]);
    await gone(postgres);
    socket.destroy();
  }, 120_000);

  it('when npx was ended; not when a script put them aside', () => {
    expect(isRunByNpx({ npm_lifecycle_event: 'npx' })).toBe(true);
    expect(isRunByNpx({ npm_lifecycle_event: 'start', npm_package_name: 'theirs' })).toBe(false);
    expect(isRunByNpx({})).toBe(false);
  });

  it.skipIf(process.platform === 'win32')(
    'when the shell is ended by which npx runs it',
    async () => {
      const main = resolve(import.meta.dirname, '../../dist/bundle/main.js');
      const line = `'${process.execPath}' '${main}' serve --data '${data()}' --port 0; true`;
      const shell = spawn('/bin/sh', ['-c', line], {
        env: { ...process.env, npm_lifecycle_event: 'npx' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let out = '';
      for await (const chunk of shell.stdout) {
        out += String(chunk);
        if (out.includes('Ledger key')) break;
      }
      const { pid } = readControlFile(data())!;
      const postgres = postmaster();
      shell.kill('SIGTERM');
      await gone(pid);
      expect(isAlive(postgres)).toBe(false);
    },
    120_000,
  );
});
