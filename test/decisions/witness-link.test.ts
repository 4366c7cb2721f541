import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Witness } from '../../src/apps/cli/ledger/witness-server.js';
import { parseCosignatures, printCosignatures, TileReader } from '../../src/core/ledger/index.js';
import type { WitnessPort } from '../../src/domain/log/ports/index.js';
import { type CheckpointToSign, WitnessLink } from '../../src/domain/log/publish/witness-link.js';
import { nodeCrypto } from '../support/ledger-crypto.js';
import { flipBit, hasher, logSigner, MemoryLog, testEntries, witnessSigner } from '../support/ledger-log.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A real witness without HTTP between. */
function realWitness(): WitnessPort {
  const state = mkdtempSync(join(tmpdir(), 'tribune-link-'));
  folders.push(state);
  const witness = new Witness({ signer: witnessSigner, logs: [logSigner.key], state, nowMs: () => 1_800_000_000_000 });
  const encoder = new TextEncoder();
  return {
    key: witnessSigner.key,
    where: 'here',
    addCheckpoint: (body) => witness.addCheckpoint(encoder.encode(body)),
  };
}

const answering = (status: number, body = ''): WitnessPort => ({
  key: witnessSigner.key,
  where: 'here',
  addCheckpoint: async () => ({ status, body }),
});

async function headOf(log: MemoryLog): Promise<CheckpointToSign> {
  const reader = new TileReader(hasher, log.read, log.head);
  const note = await log.checkpoint([logSigner], []);
  return { note, size: log.head.size, consistencyFrom: (oldSize) => reader.consistencyProof(oldSize) };
}

const clock = { nowMs: 0 };
const linkTo = (witness: WitnessPort): WitnessLink =>
  new WitnessLink(witness, { crypto: nodeCrypto, nowMs: () => clock.nowMs });
const signal = new AbortController().signal;

describe('asking a witness', () => {
  it('follows the log as it grows', async () => {
    const link = linkTo(realWitness());
    for (const size of [1, 300, 300, 1000]) {
      const outcome = await link.cosign(await headOf(new MemoryLog(testEntries(size))), signal);
      expect([size, outcome.status]).toEqual([size, 'cosigned']);
    }
    expect(link.status).toMatchObject({ cosignedSize: 1000, failures: 0, alarm: null });
  });

  it('goes on from the size that the witness names', async () => {
    const witness = realWitness();
    await linkTo(witness).cosign(await headOf(new MemoryLog(testEntries(300))), signal);
    const anew = linkTo(witness);
    expect(await anew.cosign(await headOf(new MemoryLog(testEntries(700))), signal)).toMatchObject({
      status: 'cosigned',
    });
  });

  it('raises an alarm for a witness that saw more entries than were ever signed', async () => {
    const witness = realWitness();
    await linkTo(witness).cosign(await headOf(new MemoryLog(testEntries(700))), signal);
    const back = await linkTo(witness).cosign(await headOf(new MemoryLog(testEntries(300))), signal);
    expect(back).toMatchObject({ status: 'alarm', alarm: 'ahead', detail: expect.stringContaining('700') });
  });

  it('raises an alarm for a witness that saw other entries, of the same size and of a smaller one', async () => {
    for (const size of [300, 700]) {
      const witness = realWitness();
      await linkTo(witness).cosign(await headOf(new MemoryLog(testEntries(300))), signal);
      const other = new MemoryLog([...testEntries(299), new Uint8Array([1]), ...testEntries(size - 300)]);
      const link = linkTo(witness);
      expect(await link.cosign(await headOf(other), signal)).toMatchObject({ status: 'alarm', alarm: 'fork' });
      expect(link.status.alarm).toBe('fork');
    }
  });

  it('never takes a signature that does not verify', async () => {
    const witness = realWitness();
    const head = await headOf(new MemoryLog(testEntries(3)));
    const lying: WitnessPort = {
      ...witness,
      async addCheckpoint(body, aborted) {
        const answer = await witness.addCheckpoint(body, aborted);
        const [one] = parseCosignatures(answer.body);
        return { status: 200, body: printCosignatures([{ ...one!, signature: flipBit(one!.signature, 100) }]) };
      },
    };
    expect(await linkTo(lying).cosign(head, signal)).toMatchObject({ status: 'alarm', alarm: 'false-signature' });
  });

  it('takes refusals and nonsense for failures and asks again later and later', async () => {
    const head = await headOf(new MemoryLog(testEntries(3)));
    for (const witness of [
      answering(404),
      answering(403),
      answering(500),
      answering(200, 'x'),
      answering(409, '-1\n'),
    ]) {
      clock.nowMs = 0;
      const link = linkTo(witness);
      const pauses: number[] = [];
      for (let i = 0; i < 12; i++) {
        expect((await link.cosign(head, signal)).status).toBe('failed');
        pauses.push(link.dueAtMs - clock.nowMs);
      }
      expect(pauses.slice(0, 3)).toEqual([1000, 2000, 4000]);
      expect(pauses.at(-1)).toBe(300_000);
    }
  });

  it('gives up on a witness that never answers when told to', async () => {
    const controller = new AbortController();
    const silent: WitnessPort = {
      ...answering(200),
      addCheckpoint: (_body, aborted) =>
        new Promise((_done, fail) => aborted.addEventListener('abort', () => fail(aborted.reason))),
    };
    const asked = linkTo(silent).cosign(await headOf(new MemoryLog(testEntries(3))), controller.signal);
    controller.abort();
    expect(await asked).toMatchObject({ status: 'failed', detail: 'it did not answer in time' });
  });

  it('does not loop with a witness that contradicts itself', async () => {
    let size = 0;
    const fickle: WitnessPort = {
      ...answering(409),
      addCheckpoint: async () => ({ status: 409, body: `${++size % 3}\n` }),
    };
    const outcome = await linkTo(fickle).cosign(await headOf(new MemoryLog(testEntries(3))), signal);
    expect(outcome).toMatchObject({ status: 'failed', detail: expect.stringContaining('again and again') });
  });
});
