import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';
import { afterAll, expect, it } from 'vitest';
import { dataFolder } from '../decisions/support/store.js';
import { receiver } from '../server/support/receiver.js';
import { joinedProgram } from '../support/joined-program.js';

const MANY = 30;
/** Messages that came when the service is killed, each time before the receiver answered the last of them. */
const KILLED_AT = [3, 9, 10, 21];

const folder = dataFolder();
afterAll(() => folder.remove());

const ended = (child: ChildProcess): Promise<void> => new Promise((done) => child.once('exit', () => done()));

it('a service that is killed while it sends loses no message, and repeats it under the same key', async () => {
  const program = await joinedProgram('crash/alerts-child.mjs');
  let child: ChildProcess | null = null;
  const kills = [...KILLED_AT];
  const hook = await receiver((response, _received, all) => {
    // The receiver took the message, and whoever sent it never hears so.
    if (all.length === kills[0]) {
      kills.shift();
      child?.kill('SIGKILL');
    } else response.writeHead(200).end();
  });
  try {
    for (let round = 0; round <= KILLED_AT.length; round++) {
      const many = round === 0 ? MANY : 0;
      child = spawn(process.execPath, [program.path, folder.path, hook.url, String(many)], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      if (round < KILLED_AT.length) await ended(child);
    }
    const summaryOf = (text: string): string =>
      (JSON.parse(text) as { alerts: { summary: string }[] }).alerts[0]!.summary;
    const told = () => new Set(hook.received.map(({ text }) => summaryOf(text)));
    await hook.until(() => told().size === MANY);
    const keys = new Map<string, Set<unknown>>();
    for (const { text, headers } of hook.received) {
      const known = keys.get(summaryOf(text)) ?? new Set();
      keys.set(summaryOf(text), known.add(headers['webhook-id']));
    }
    // One key for each message, though some came twice; what came twice had not been answered.
    expect([...keys.values()].map(({ size }) => size)).toEqual(Array.from({ length: MANY }, () => 1));
    expect(hook.received.length).toBeGreaterThanOrEqual(MANY + KILLED_AT.length);
  } finally {
    child?.kill('SIGTERM');
    if (child !== null && child.exitCode === null && child.signalCode === null) await ended(child);
    await hook.close();
    program.remove();
  }
}, 600_000);
