import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommand } from './run-command.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tribune-run-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A program that leaves another one running, which holds its output, and writes down its number. */
const leaving = (detached: boolean): string => `
const child = require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(String, 60000)'], {
  detached: ${detached}, stdio: ['ignore', 'inherit', 'inherit'],
});
child.unref();
require('node:fs').writeFileSync('left', String(child.pid));
console.error('all is learned');
`;

const isAlive = (pid: number): boolean => {
  try {
    // A dead child that nobody has waited for is still there to be signalled.
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describe.skipIf(process.platform !== 'linux')('a command that learns', () => {
  it('is done when it ends, whatever it left running, and that ends with it', async () => {
    await runCommand([process.execPath, '-e', leaving(false)], { folder, seconds: 30 });
    const left = Number(readFileSync(join(folder, 'left'), 'utf8'));
    // It closes its output a moment before it is gone.
    await vi.waitUntil(() => !isAlive(left), { timeout: 10_000 });
  });

  it('is done when it ends, also where what it left has a group of its own, which no time limit reaches', async () => {
    const failing = `${leaving(true)}process.exitCode = 3;`;
    const run = runCommand([process.execPath, '-e', failing], { folder, seconds: 30 });
    await expect(run).rejects.toThrow('the trainer ended with code 3: all is learned');
    process.kill(Number(readFileSync(join(folder, 'left'), 'utf8')), 'SIGKILL');
  });

  it('ends with the process that searches', async () => {
    // Another listener, so that the signal does not end the process of the tests.
    const listener = () => undefined;
    process.on('SIGHUP', listener);
    const listeners = process.listenerCount('SIGHUP');
    try {
      const hanging = `require('node:fs').writeFileSync('here', ''); setTimeout(String, 60000)`;
      const run = runCommand([process.execPath, '-e', hanging], { folder, seconds: 30 });
      const ended = expect(run).rejects.toThrow('the trainer ended by SIGKILL');
      await vi.waitUntil(() => existsSync(join(folder, 'here')), { timeout: 20_000 });
      process.emit('SIGHUP', 'SIGHUP');
      await ended;
      expect(process.listenerCount('SIGHUP')).toBe(listeners);
    } finally {
      process.off('SIGHUP', listener);
    }
  });
});
