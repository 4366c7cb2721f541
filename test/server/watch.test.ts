import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Witness } from '../../src/apps/cli/ledger/witness-server.js';
import { runCli } from '../../src/apps/cli/run.js';
import { printAddCheckpoint, printVerifierKey, TileReader } from '../../src/core/ledger/index.js';
import { hasher, logSigner, MemoryLog, testEntries, witnessSigner } from '../support/ledger-log.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'tribune-watch-'));
  folders.push(made);
  return made;
}

/** The files of a log in a folder, as a service or a mirror keeps them. */
async function onDisk(log: MemoryLog, size: number): Promise<string> {
  const dir = folder();
  const note = await log.checkpoint([logSigner], []);
  for (let level = 0; Math.floor(size / 256 ** level) > 0; level++) {
    const hashes = Math.floor(size / 256 ** level);
    for (let index = 0; index * 256 < hashes; index++) {
      const width = Math.min(256, hashes - index * 256);
      const path = `tile/${level}/${String(index).padStart(3, '0')}${width < 256 ? `.p/${width}` : ''}`;
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), (await log.read(path))!);
    }
  }
  writeFileSync(join(dir, 'checkpoint'), note);
  return dir;
}

async function monitor(log: string, state: string): Promise<{ exit: number; out: string }> {
  let out = '';
  const write = (text: string): void => {
    out += text;
  };
  const key = printVerifierKey(logSigner.key);
  const exit = await runCli(['ledger', 'monitor', '--log', log, '--key', key, '--state', state, '--once'], {
    out: write,
    err: write,
    errIsTerminal: false,
    outColour: false,
    columns: 100,
    today: '2026-11-22',
    version: '0.0.0-test',
  });
  return { exit, out };
}

describe('tribune ledger monitor', () => {
  it('is content with a log that grows', async () => {
    const state = folder();
    expect(await monitor(await onDisk(new MemoryLog(testEntries(300)), 300), state)).toMatchObject({ exit: 0 });
    const grown = await monitor(await onDisk(new MemoryLog(testEntries(1000)), 1000), state);
    expect(grown.out).toContain('1000 entries, 700 new');
    expect(grown.exit).toBe(0);
  });

  it('sees a rollback, and keeps what it saw before', async () => {
    const state = folder();
    await monitor(await onDisk(new MemoryLog(testEntries(1000)), 1000), state);
    const old = await monitor(await onDisk(new MemoryLog(testEntries(300)), 300), state);
    expect(old).toMatchObject({ exit: 1, out: expect.stringContaining('ALARM rollback') });
    expect(readdirSync(join(state, 'evidence'))).toHaveLength(1);
    expect(await monitor(await onDisk(new MemoryLog(testEntries(1000)), 1000), state)).toMatchObject({ exit: 0 });
  });

  it('sees a fork and names the rewritten entries', async () => {
    const state = folder();
    const entries = testEntries(600);
    await monitor(await onDisk(new MemoryLog(entries), 600), state);
    const rewritten = [...testEntries(700)];
    rewritten[17] = new Uint8Array([1]);
    rewritten[599] = new Uint8Array([2]);
    const seen = await monitor(await onDisk(new MemoryLog(rewritten), 700), state);
    expect(seen.exit).toBe(1);
    expect(seen.out).toContain('ALARM fork');
    expect(seen.out).toContain('rewritten entries: 17, 599');
  });

  it('sees tiles that do not belong to the checkpoint', async () => {
    const log = await onDisk(new MemoryLog(testEntries(600)), 600);
    writeFileSync(join(log, 'tile/0/001'), new Uint8Array(256 * 32));
    expect(await monitor(log, folder())).toMatchObject({ exit: 1, out: expect.stringContaining('ALARM') });
  });

  it('says that a log cannot be read, which is no finding about it', async () => {
    expect(await monitor(folder(), folder())).toMatchObject({ exit: 2 });
  });
});

describe('tribune witness', () => {
  const body = async (log: MemoryLog, oldSize: number): Promise<Uint8Array> => {
    const proof = await new TileReader(hasher, log.read, log.head).consistencyProof(oldSize);
    return new TextEncoder().encode(
      printAddCheckpoint({ oldSize, proof, checkpoint: await log.checkpoint([logSigner], []) }),
    );
  };
  const witness = (state: string): Witness =>
    new Witness({ signer: witnessSigner, logs: [logSigner.key], state, nowMs: () => 1_800_000_000_000 });

  it('remembers what it saw over a restart', async () => {
    const state = folder();
    const [before, now] = [new MemoryLog(testEntries(300)), new MemoryLog(testEntries(700))];
    expect(await witness(state).addCheckpoint(await body(before, 0))).toMatchObject({ status: 200 });
    expect(await witness(state).addCheckpoint(await body(now, 0))).toMatchObject({ status: 409, body: '300\n' });
    expect(await witness(state).addCheckpoint(await body(now, 300))).toMatchObject({ status: 200 });
    expect(await witness(state).addCheckpoint(await body(before, 300))).toMatchObject({ status: 409, body: '700\n' });
  });

  it('signs one of two contradicting heads that come at once', async () => {
    const one = witness(folder());
    const [a, b] = [new MemoryLog(testEntries(300)), new MemoryLog([...testEntries(299), new Uint8Array([1])])];
    const answers = await Promise.all([one.addCheckpoint(await body(a, 0)), one.addCheckpoint(await body(b, 0))]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });
});
