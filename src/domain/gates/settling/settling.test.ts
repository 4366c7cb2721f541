import { expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.js';
import { DAY_MS, MINUTE_MS } from '../../../core/base/durations.js';
import type { BatchRecords } from '../../log/seal/index.js';
import { changedBy } from '../following/index.js';
import type { KeptSignOff, StoredGate } from '../model/index.js';
import { digestOfGate, wantedGate } from '../wanted/index.js';
import { refs, Settling, type SettlingDeps } from './index.js';

const VERSIONS: Readonly<Record<string, string>> = Object.fromEntries(
  ['a', 'b', 'c'].map((id) => [id, `sha256:${id.repeat(64)}`]),
);

/** Three gates that ask for the bytes of their version, with the gates in the order in which evidence of them was looked up. */
function world() {
  const judged: string[] = [];
  let nowMs = 1000 * DAY_MS;
  let broken: string | null = null;
  let reads = 0;
  const readFor = new Map<string, number>();
  let during: (deployment: string) => void = () => undefined;
  const facts = new Map<string, KeptSignOff[]>();
  const gates = Object.keys(VERSIONS).map((deployment): StoredGate => {
    const wanted = wantedGate.parse({
      ...{ deployment, mode: 'enforce', requires: [{ id: 'bytes', kind: 'artifact' }], approvers: [{ role: 'legal' }] },
    });
    return { ...wanted, revision: 1, digest: digestOfGate(wanted), atMs: 0, by: [], modeSinceMs: 0 };
  });
  const stored = {
    lock: async () => ({ atMs: nowMs }),
    gates: async () => gates,
    gate: async (id: string) => gates.find(({ deployment }) => deployment === id) ?? null,
    facts: async (id: string) => facts.get(id) ?? [],
    history: async () => [],
    openings: async () => [],
  };
  const alerts = { newest: async () => [], raise: async () => undefined };
  const deployments = Object.entries(VERSIONS).map(([id, version]) => ({
    ...{ id, model: 'm', environment: 'e' },
    activations: [{ fromMs: 0, version, cutoff: null, policyDigest: null }],
  }));
  const deps = {
    acts: {
      newId: () => 'id',
      run: async (_: unknown, work: (tx: object) => unknown) => work({ gates: stored, alerts }),
    },
    stores: { gates: stored, alerts, identity: { accounts: async () => [], account: async () => null } },
    registry: { load: async () => ({ systems: [], models: [], versions: [], deployments }) },
    canaries: async () => new Map(),
    lookUps() {
      const read = reads++;
      return async (_: unknown, { deployment }: { readonly deployment: string }) => {
        judged.push(deployment);
        readFor.set(deployment, read);
        if (deployment === broken) throw new Error('broken');
        during(deployment);
        return null;
      };
    },
    ...{ samePersons: () => [], known: { changed: () => undefined }, nowMs: () => nowMs },
  };
  return {
    settling: new Settling(deps as unknown as SettlingDeps),
    facts,
    pass: (ms: number) => {
      nowMs += ms;
    },
    breaks: (deployment: string | null) => {
      broken = deployment;
    },
    /** Has something happen while a gate is judged. */
    whileJudging: (happens: (deployment: string) => void) => {
      during = happens;
    },
    /** By which reading of accounts, registry and evidence, counted from 0, each gate was judged last. */
    readFor,
    /** The gates that were judged since the last call. */
    judged: () => judged.splice(0),
    nowMs: () => nowMs,
  };
}

it('judges each gate once, then those that something happened to, and the rest a few at a time after a quarter of an hour', async () => {
  const { settling, judged, pass } = world();
  await settling.settleDue();
  expect(judged()).toEqual(['a', 'b', 'c']);
  pass(MINUTE_MS);
  await settling.settleDue();
  expect(judged()).toEqual([]);
  const problems: unknown[] = [];
  settling.touch(new Set([refs.bytes(VERSIONS.b!), refs.account('nobody')]), (cause) => problems.push(cause));
  settling.touch(new Set(['deployment other']), (cause) => problems.push(cause));
  await expect.poll(judged).toEqual(['b']);
  pass(14 * MINUTE_MS);
  const rounds: string[][] = [];
  for (let round = 0; round < 3; round++) {
    await settling.settleDue();
    rounds.push(judged());
    pass(MINUTE_MS);
  }
  expect([rounds, problems]).toEqual([[['a'], ['c'], ['b']], []]);
});

it('judges none by what was read before something changed', async () => {
  const { settling, readFor, whileJudging } = world();
  const problems: unknown[] = [];
  whileJudging((deployment) => {
    if (deployment !== 'a') return;
    whileJudging(() => undefined);
    settling.touch(new Set([refs.version(VERSIONS.c!)]), (cause) => problems.push(cause));
  });
  await settling.settleDue();
  await settling.close();
  expect([Math.min(...readFor.values()) > 0, problems]).toEqual([true, []]);
});

it('judges a gate again when a signature ends, and one that could not be judged in every round, without which no other waits', async () => {
  const { settling, facts, judged, pass, breaks, nowMs } = world();
  const signed: KeptSignOff = {
    ...{
      type: 'sign-off',
      id: 's',
      deployment: 'c',
      version: VERSIONS.c!,
      role: 'legal',
      account: 'lee',
      statement: '',
    },
    ...{ set: 's', evidence: {}, atMs: nowMs() - 90 * DAY_MS + 2 * MINUTE_MS, withdrawn: null },
  };
  facts.set('c', [signed]);
  breaks('a');
  await expect(settling.settleDue()).rejects.toThrow('broken');
  expect(judged()).toEqual(['a', 'b', 'c']);
  breaks(null);
  await settling.settleDue();
  expect(judged()).toEqual(['a']);
  pass(2 * MINUTE_MS);
  await settling.settleDue();
  expect(judged()).toEqual(['c']);
});

const event = (type: string, payload: object): BatchRecords =>
  ({
    ...{ batch: { kind: 'event', n: 1, firstIndex: 0 }, envelopes: [`{"type":"${type}"`], which: null },
    payload: { contents: [utf8(JSON.stringify(payload))] },
  }) as unknown as BatchRecords;

it('is told by entries what changed, of all where an entry cannot be read, and of nothing by what gates enter themselves', () => {
  const of = (type: string, payload: object) => {
    const changed = changedBy([event(type, payload)]);
    return changed === null ? null : [...changed];
  };
  const whole = refs.kind('control');
  expect(of('audit.run', { deployment: 'a', verdict: 'fail' })).toEqual([whole, refs.deployment('a')]);
  expect(of('lineage.recorded', { versions: ['x', 'y'] })).toEqual([whole, refs.version('x'), refs.version('y')]);
  expect(of('account.disabled', { account: '1' })).toEqual([whole, refs.account('1'), refs.kind('human-review')]);
  expect(of('role.agreed', { account: '1', roles: [] })).toEqual([whole, refs.account('1'), refs.kind('human-review')]);
  expect([of('control.recorded', {}), of('document.stated', {})]).toEqual([[whole], [refs.kind('documents')]]);
  expect(of('audit.run', { of: 'a' })).toBeNull();
  for (const type of ['setting.changed', 'setting.agreed']) expect(of(type, { name: 'same-persons' })).toBeNull();
  expect([of('gate.opened', { deployment: 'a' }), of('decision.made', {})]).toEqual([[], []]);
});
