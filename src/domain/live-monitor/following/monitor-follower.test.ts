import { describe, expect, it } from 'vitest';
import { monitoredPolicy, monitoredRequirement } from '../../../../test/support/monitored-policy.js';
import { nodeRuntime } from '../../../adapters/runtime/index.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { OpenedBatch } from '../../log/seal/index.js';
import { planDigest } from '../../monitor/index.js';
import type { Epoch, MonitorStore, PaneRow } from '../ports.js';
import { NO_PLAN } from '../renewing/index.js';
import { readWatched, type WatchedPolicy } from '../watches/watched-policy.js';
import { MonitorFollower, type MonitorStores } from './monitor-follower.js';

const START_MS = Date.UTC(2026, 0, 5);
const EPOCH: Epoch = {
  ...{ deployment: 'loans', epoch: 1, policyDigest: 'digest', by: 'test', fromSeq: 0, beganAtMs: START_MS },
  ...{ endSeq: null, endedAtMs: null, watermarkMs: null, latestMs: null, receivedMs: null, counts: {} },
  ...{ plan: null, reason: null, lately: null },
};
const TIMES = { latenessMs: 5 * MINUTE_MS, idleMs: MINUTE_MS, skewMs: 0 };

interface Decided {
  readonly minute: number;
  readonly subject?: string;
  readonly outcome?: number | string | null;
  readonly list?: string;
  readonly listSize?: number;
}

/** A batch of one decision of a woman in each of some minutes, or of labels. */
function batchOf(seq: number, receivedAtMs: number, minutes: readonly (number | Decided)[] | 'labels'): OpenedBatch {
  const encode = (value: object): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
  if (minutes === 'labels') return { batch: { seq, kind: 'label', n: 0, receivedAtMs } } as never;
  const contents = minutes.map((one) => {
    const { minute, ...more } = typeof one === 'number' ? { minute: one } : one;
    const decidedAt = new Date(START_MS + minute * MINUTE_MS).toISOString();
    return encode({ subject: `person-${seq}-${minute}`, decidedAt, outcome: 1, route: 'automatic', ...more });
  });
  const batch = { seq, kind: 'decision', n: minutes.length, receivedAtMs };
  const attributes = { contents: minutes.map(() => encode({ sex: 'f' })) };
  return { batch, payload: { contents }, attributes, envelopes: ['{"deployment":"loans"'], which: null } as never;
}

/** What a follower reads and writes, kept in memory. */
function memory(policy: WatchedPolicy | TribuneError, batches: readonly OpenedBatch[], times = TIMES) {
  const panes = new Map<number, PaneRow>();
  const pages: number[] = [];
  const refused: string[][] = [];
  const ended: Epoch[] = [];
  let epoch = EPOCH;
  let nextSeq = 0;
  const store = {
    openEpochs: async () => [epoch],
    evaluated: async () => null,
    saveEpochs: async (saved: readonly Epoch[]) => {
      ended.push(...saved.filter(({ endSeq }) => endSeq !== null));
      epoch = saved.at(-1)!;
    },
    panes: async ({ epoch: number, kind, fromMs, toMs, limit }: Parameters<MonitorStore['panes']>[0]) => {
      const rows = [...panes.values()].filter(
        (row) => row.epoch === number && row.kind === kind && row.startMs >= fromMs && row.startMs < toMs,
      );
      pages.push(limit);
      return rows.sort((a, b) => a.startMs - b.startMs).slice(0, limit);
    },
    savePanes: async (rows: readonly PaneRow[]) => {
      // What came late is a correction, which decides nothing.
      for (const row of rows) if (row.kind !== 'late') panes.set(row.startMs, row);
    },
    unripe: async () => [...panes.values()].filter(({ ripeSeq }) => ripeSeq === null).map(({ startMs }) => startMs),
    ripen: async (ripe: Parameters<MonitorStore['ripen']>[0]) => {
      for (const { startMs, ...ripened } of ripe) panes.set(startMs, { ...panes.get(startMs)!, ...ripened });
    },
  } as unknown as MonitorStore;
  const started = (): MonitorFollower =>
    new MonitorFollower({
      ...{ store, random: nodeRuntime, times, onStored: () => undefined },
      onRefused: (deployment, { code }) => void refused.push([deployment, code]),
      nextSeq: async () => nextSeq,
      policies: { find: async () => policy } as never,
      history: { opened: async (from: number, count: number) => batches.slice(from, from + count) },
      transactions: { run: (work: (at: object) => unknown) => work({ stores: { monitor: store } }) } as never,
    });
  const take = async (follower: MonitorFollower, seq: number): Promise<void> => {
    const stretch = { from: { seq, size: 0 }, to: { seq: seq + 1, size: 0 }, batches: [batches[seq]!] };
    const taken = await follower.follower().take(stretch);
    await taken!.write!({ monitor: store } as MonitorStores);
    taken!.committed!();
    nextSeq = seq + 1;
  };
  const put = (other: Epoch): void => {
    epoch = other;
  };
  return { started, take, panes, pages, refused, put, epoch: () => epoch, ended: () => ended };
}

describe('the follower of the monitor', () => {
  it('goes on after a restart with every block that is open, however many there are', async () => {
    const policy = readWatched(monitoredPolicy({ block: '1m' }), 1);
    const minutes = Array.from({ length: 1300 }, (_, minute) => minute);
    const batches = [0, 1].map((seq) => batchOf(seq, START_MS + 3 * DAY_MS, minutes));
    // The longest lateness that a configuration can have: with blocks of a minute 1,440 of them are open at once.
    const kept = memory(policy, batches, { ...TIMES, latenessMs: DAY_MS });
    await kept.take(kept.started(), 0);
    await kept.take(kept.started(), 1);
    const counted = [...kept.panes.values()].map(({ pane }) => JSON.parse(pane).cells as unknown);
    expect(counted).toHaveLength(1300);
    expect(new Set(counted.map((cells) => JSON.stringify(cells)))).toEqual(new Set(['[[["f"],[0,0,0,0,0,2]]]']));
    expect(kept.epoch().counts).toEqual({ counted: 2600 });
    expect(Math.max(...kept.pages)).toBeLessThanOrEqual(1000);
  });

  it('counts a person of whom a decision cannot be read once in a block, and not after one that could be, also after a restart', async () => {
    const policy = readWatched(monitoredPolicy({ more: ', quality: { maxUnreadable: 0.01 }' }), 1);
    const of = (subject: string, ...outcomes: readonly (number | string)[]): Decided[] =>
      outcomes.map((outcome, minute) => ({ minute, subject, outcome }));
    const kept = memory(policy, [
      batchOf(0, START_MS + 50 * MINUTE_MS, [
        ...of('twice unread', 'maybe', 'maybe'),
        ...of('read, then unread', 1, 'maybe'),
        ...of('unread, then read', 'maybe', 1, 1),
      ]),
      batchOf(1, START_MS + 50 * MINUTE_MS, [
        ...['twice unread', 'read, then unread', 'unread, then read', 'new'].flatMap((who) => of(who, 'maybe')),
      ]),
    ]);
    await kept.take(kept.started(), 0);
    expect(kept.epoch().counts).toEqual({ 'unreadable: prediction': 2, counted: 2, repeated: 3 });
    await kept.take(kept.started(), 1);
    expect(kept.epoch().counts).toEqual({ 'unreadable: prediction': 3, counted: 2, repeated: 6 });
  });

  it('counts every attempt that came to no decision, as a replay does, also of somebody who was met before, also after a restart', async () => {
    const service = 'service: { by: [sex], undecided: { any: { max: 0.1 } } }';
    const policy = readWatched(monitoredPolicy({ more: `, ${service}` }), 1);
    const of = (subject: string, ...outcomes: readonly (number | null)[]): Decided[] =>
      outcomes.map((outcome, minute) => ({ minute, subject, outcome }));
    const people = [...of('a', null, null, 1), ...of('b', 1, null, 1), ...of('c', null)];
    const received = START_MS + 50 * MINUTE_MS;
    const kept = memory(policy, [batchOf(0, received, people), batchOf(1, received, of('c', null, null))]);
    await kept.take(kept.started(), 0);
    await kept.take(kept.started(), 1);
    expect(kept.epoch().counts).toEqual({ counted: 2, 'excluded: missing prediction': 2, repeated: 5 });
    const [pane] = [...kept.panes.values()].map((row) => JSON.parse(row.pane).cells as unknown);
    // Six attempts beside two decisions, and bins of other values, and of none.
    expect(pane).toEqual([[['f'], [0, 0, 0, 0, 0, 2, 6, 2, 0, 0]]]);
  });

  it('counts the first decision of a person in each block, however many come in one batch, also after a restart', async () => {
    const policy = readWatched(monitoredPolicy({ block: '1m' }), 1);
    const people = Array.from({ length: 1500 }, (_, i) => ({
      minute: i % 3,
      subject: `p${i}`,
      outcome: Number(i < 900),
    }));
    const again = people.map((one) => ({ ...one, outcome: 1 - one.outcome }));
    const kept = memory(policy, [batchOf(0, START_MS, [...people, ...again]), batchOf(1, START_MS, again)]);
    kept.put({ ...EPOCH, receivedMs: START_MS });
    await kept.take(kept.started(), 0);
    expect(kept.epoch().counts).toEqual({ counted: 500, repeated: 500, ahead: 2000 });
    await kept.take(kept.started(), 1);
    expect(kept.epoch().counts).toEqual({ counted: 500, repeated: 1000, ahead: 3000 });
  });

  it('tells a candidate as excluded until the whole list came, also after a restart', async () => {
    const requirements = monitoredRequirement('seen', 'metric: exposure, by: [sex], compare: value, min: 0.3');
    const ranked = monitoredPolicy({ requirements }).replace(
      / {2}label: .*favourable: 1/s,
      '  outcome: { type: ranking, list: q, position: p }',
    );
    const policy = readWatched(ranked, 1);
    const place = (list: string, listSize: number, outcome: number): Decided => {
      const subject = `${list} ${outcome}`;
      return { minute: outcome, subject, outcome, list, listSize };
    };
    const received = START_MS + 50 * MINUTE_MS;
    const kept = memory(policy, [
      batchOf(0, received, [place('whole', 3, 1), place('torn', 2, 1), place('whole', 3, 3)]),
      batchOf(1, received, [place('whole', 3, 2), place('whole', 3, 2)]),
    ]);
    await kept.take(kept.started(), 0);
    expect(kept.epoch().counts).toEqual({ 'excluded: list not whole': 3 });
    await kept.take(kept.started(), 1);
    expect(kept.epoch().counts).toEqual({ 'excluded: list not whole': 1, counted: 3, repeated: 1 });
  });

  describe('of a deployment that fell silent', () => {
    const requirements = monitoredRequirement('gap', 'metric: true_positive_rate, by: [sex], compare: value, min: 0.5');
    const policy = readWatched(monitoredPolicy({ more: ', labelHorizon: 2d', requirements }), 1);
    const received = START_MS + 70 * MINUTE_MS;
    /** The horizon, the day for which a group may be silent, and the lateness have passed after the block. */
    const over = START_MS + HOUR_MS + 3 * DAY_MS + TIMES.latenessMs;
    const batches = [
      batchOf(0, received, [0, 30]),
      batchOf(1, over - 1, 'labels'),
      batchOf(2, over, 'labels'),
      batchOf(3, over + DAY_MS, 'labels'),
    ];
    const ripeSeqs = (kept: ReturnType<typeof memory>) => [...kept.panes.values()].map(({ ripeSeq }) => ripeSeq);

    it('waits for labels by the clock, and a service that was killed meanwhile counts the same labels', async () => {
      const undisturbed = memory(policy, batches);
      const follower = undisturbed.started();
      for (const seq of [0, 1]) await undisturbed.take(follower, seq);
      await follower.rest(over - 1);
      expect(ripeSeqs(undisturbed)).toEqual([null]);
      await follower.rest(over);
      expect(ripeSeqs(undisturbed)).toEqual([2]);
      for (const seq of [2, 3]) await undisturbed.take(follower, seq);
      const killed = memory(policy, batches);
      for (const seq of [0, 1, 2, 3]) await killed.take(killed.started(), seq);
      expect(ripeSeqs(killed)).toEqual([2]);
      expect(killed.epoch()).toEqual(undisturbed.epoch());
      expect(killed.panes).toEqual(undisturbed.panes);
      // A service that starts into the silence does it without a further entry.
      const started = memory(policy, batches);
      for (const seq of [0, 1]) await started.take(started.started(), seq);
      await started.started().rest(over);
      expect(ripeSeqs(started)).toEqual([2]);
    });

    it('says of labels that are ripe which blocks were complete before them, however often the clock was looked at', async () => {
      const times = { ...TIMES, idleMs: 5 * DAY_MS };
      const late = [batchOf(0, received, [0, 70]), batchOf(1, over + 4 * DAY_MS, 'labels')];
      const looking = memory(policy, late, times);
      await looking.take(looking.started(), 0);
      // Each look is that of a service of its own, which has missed nothing that it knows of.
      for (const atMs of [over, over + DAY_MS, over + 3 * DAY_MS]) await looking.started().rest(atMs);
      const [first, second] = [...looking.panes.values()];
      // The second block is complete once nothing came for five days, and its labels are waited for no longer by then.
      expect([first!.ripeAfterMs, second!.ripeAfterMs]).toEqual([START_MS + HOUR_MS, START_MS + 2 * HOUR_MS]);
      const killed = memory(policy, late, times);
      for (const seq of [0, 1]) await killed.take(killed.started(), seq);
      expect(killed.panes).toEqual(looking.panes);
    });

    it('does so also where something of the past was sent again meanwhile', async () => {
      const again = START_MS + 2 * DAY_MS;
      const kept = memory(policy, [batches[0]!, batchOf(1, again, [0, 10]), batchOf(2, again, [9 * 24 * 60])]);
      for (const seq of [0, 1, 2]) await kept.take(kept.started(), seq);
      expect(kept.epoch().counts).toEqual({ counted: 2, late: 2, ahead: 1 });
      await kept.started().rest(over - 1);
      expect(ripeSeqs(kept)).toEqual([null]);
      await kept.started().rest(over);
      expect(ripeSeqs(kept)).toEqual([3]);
    });

    it('waits for labels of records of the past from when they came, also where it was killed meanwhile', async () => {
      const came = received + 400 * DAY_MS;
      const pastOver = came + 3 * DAY_MS + TIMES.latenessMs;
      const past = [batchOf(0, came, [0, 30]), batchOf(1, pastOver - 1, 'labels'), batchOf(2, pastOver, 'labels')];
      const kept = memory(policy, past);
      const follower = kept.started();
      for (const seq of [0, 1]) await kept.take(follower, seq);
      await follower.rest(pastOver - 1);
      expect(ripeSeqs(kept)).toEqual([null]);
      await follower.rest(pastOver);
      expect(ripeSeqs(kept)).toEqual([2]);
      const killed = memory(policy, past);
      for (const seq of [0, 1, 2]) await killed.take(killed.started(), seq);
      expect(killed.panes).toEqual(kept.panes);
      expect(killed.epoch()).toEqual(kept.epoch());
    });

    it('waits for them anew where more records of the past come', async () => {
      const came = received + 400 * DAY_MS;
      const kept = memory(policy, [batchOf(0, came, [0, 30]), batchOf(1, came + DAY_MS, [0, 10])]);
      for (const seq of [0, 1]) await kept.take(kept.started(), seq);
      await kept.started().rest(came + 4 * DAY_MS);
      expect(ripeSeqs(kept)).toEqual([null]);
      await kept.started().rest(came + 4 * DAY_MS + TIMES.latenessMs);
      expect(ripeSeqs(kept)).toEqual([2]);
    });
  });

  it.each(['decisions come', 'nothing comes'])(
    'begins anew once where another version counted by another plan, also where the first try was lost, when %s',
    async (how) => {
      const policy = readWatched(monitoredPolicy({ block: '1m' }), 1);
      const kept = memory(policy, [batchOf(0, START_MS + DAY_MS, [0, 1])]);
      const before: Epoch = { ...EPOCH, plan: 'another', latestMs: START_MS, counts: { counted: 3 } };
      kept.put(before);
      const place = { deployment: 'loans', epoch: 1, kind: 'decisions' as const, firstSeq: 0, lastSeq: 0 };
      kept.panes.set(START_MS, { ...place, ripeSeq: 0, ripeAfterMs: null, startMs: START_MS, pane: '{"version":9}' });
      const stretch = { from: { seq: 0, size: 0 }, to: { seq: 1, size: 0 } };
      await kept
        .started()
        .follower()
        .take({ ...stretch, batches: [batchOf(0, START_MS + DAY_MS, [0, 1])] });
      expect(kept.epoch()).toEqual(before);
      if (how === 'decisions come') await kept.take(kept.started(), 0);
      else expect(await kept.started().rest(START_MS + 2 * DAY_MS)).toBe(true);
      const begun = {
        epoch: 2,
        policyDigest: 'digest',
        by: 'test',
        fromSeq: 0,
        endSeq: null,
        reason: 'version-changed',
      };
      expect(kept.epoch()).toMatchObject({ ...begun, plan: planDigest(policy.plan) });
      expect(kept.epoch().counts).toEqual(how === 'decisions come' ? { counted: 2 } : {});
      // Nobody begins it again.
      await kept.started().rest(START_MS + 3 * DAY_MS);
      expect(kept.epoch().epoch).toBe(2);
    },
  );

  it('begins anew with the entry by which the clock of the service was set back further than what is let pass, however the log is read', async () => {
    const policy = readWatched(monitoredPolicy({ block: '1m' }), 1);
    const month = 30 * 24 * 60;
    const at = (minute: number): number => START_MS + minute * MINUTE_MS;
    const batches = [
      // Clocks of the service and of its senders are a month ahead: what is decided until 55 minutes after is complete.
      batchOf(0, at(month + 60), [month + 50, month + 60]),
      // Corrected by less than is let pass, what is decided is late until the clock has come there.
      batchOf(1, at(month + 50), [month + 49]),
      batchOf(2, at(10), 'labels'),
      batchOf(3, at(11), [10, 11]),
      batchOf(4, at(12), [12, 12]),
    ];
    const kept = memory(policy, batches);
    const follower = kept.started();
    for (const seq of [0, 1]) await kept.take(follower, seq);
    expect(kept.epoch()).toMatchObject({
      epoch: 1,
      counts: { counted: 2, late: 1 },
      lately: { taken: 1, outOfTime: 1 },
    });
    await kept.take(follower, 2);
    const begun = { epoch: 2, reason: 'clock-set-back', fromSeq: 2, beganAtMs: at(10), endSeq: null, by: 'test' };
    expect(kept.epoch()).toMatchObject({ ...begun, watermarkMs: null, counts: {}, lately: null });
    for (const seq of [3, 4]) await kept.take(follower, seq);
    expect(kept.epoch()).toMatchObject({ ...begun, watermarkMs: at(7), counts: { counted: 3, repeated: 1 } });
    const killed = memory(policy, batches);
    for (const seq of [0, 1, 2, 3, 4]) await killed.take(killed.started(), seq);
    expect(killed.epoch()).toEqual(kept.epoch());
    expect(killed.ended()).toEqual(kept.ended());
    expect(kept.ended()).toMatchObject([{ epoch: 1, endSeq: 2, endedAtMs: at(10), counts: { counted: 2, late: 1 } }]);
  });

  it('begins anew twice where the clocks of two services differ by a month, and not with every other entry, also after a restart', async () => {
    const policy = readWatched(monitoredPolicy({ block: '1m' }), 1);
    const month = 30 * 24 * 60;
    const at = (minute: number): number => START_MS + minute * MINUTE_MS;
    const batches = Array.from({ length: 12 }, (_, seq) => {
      const minute = 10 + seq + (seq % 2 === 0 ? month : 0);
      return batchOf(seq, at(minute), [minute]);
    });
    const kept = memory(policy, batches);
    const follower = kept.started();
    for (const seq of batches.keys()) await kept.take(follower, seq);
    const begun = { epoch: 3, reason: 'clocks-differ', fromSeq: 3, endSeq: null };
    expect(kept.epoch()).toMatchObject({ ...begun, counts: { counted: 5, late: 4 } });
    expect(kept.ended().map(({ epoch, reason }) => [epoch, reason])).toEqual([
      [1, null],
      [2, 'clock-set-back'],
    ]);
    const killed = memory(policy, batches);
    for (const seq of batches.keys()) await killed.take(killed.started(), seq);
    expect(killed.epoch()).toEqual(kept.epoch());
    expect(killed.ended()).toEqual(kept.ended());
  });

  it('counts nothing of a policy that this version refuses, says so, and a version that reads it begins anew', async () => {
    const policy = readWatched(monitoredPolicy({ block: '1m' }), 1);
    const batches = [0, 1].map((seq) => batchOf(seq, START_MS + DAY_MS, [0, 1]));
    const refusing = memory(new TribuneError('POLICY_INVALID', 'line 3 says what it may not'), batches);
    refusing.put({ ...EPOCH, plan: planDigest(policy.plan), latestMs: START_MS, counts: { counted: 3 } });
    await refusing.take(refusing.started(), 0);
    expect(refusing.refused).toEqual([['loans', 'POLICY_INVALID']]);
    // It is not over: nobody asked for that. But nobody goes on behind the gap.
    expect(refusing.epoch()).toEqual({ ...EPOCH, plan: NO_PLAN, latestMs: START_MS, counts: { counted: 3 } });
    const reading = memory(policy, batches);
    reading.put(refusing.epoch());
    await reading.take(reading.started(), 1);
    expect(reading.epoch()).toMatchObject({ epoch: 2, reason: 'version-changed', fromSeq: 1, counts: { counted: 2 } });
  });
});
