import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../../core/base/errors.js';
import type { AuditQuery } from './audit-job.js';
import { AuditRuns } from './audit-runs.js';
import type { AskedAudit, AuditStage, BegunAudit, FollowedAudit, FollowingStores } from './ports.js';
import type { RequestedAudit } from './recorded-audits.js';

const DAY_MS = 86_400_000;

/** Runs of audits that go on until the test ends them. */
function begun(kept = new Map<string, { run: BegunAudit; asked: AskedAudit }>()) {
  let [id, nowMs] = [kept.size, 0];
  let isAway = false;
  const keep = (run: BegunAudit): unknown => kept.set(run.id, { ...kept.get(run.id)!, run });
  const problems: Error[] = [];
  const under: {
    stage: (stage: AuditStage) => void;
    end: (found: Partial<RequestedAudit>) => void;
    break: (cause: unknown) => void;
  }[] = [];
  const runs = new AuditRuns({
    request: (_, followed: FollowedAudit) =>
      new Promise((resolve, reject) => {
        const end = (found: Partial<RequestedAudit>): void => {
          const stores = { begunAudits: { save: async (run: BegunAudit) => void keep(run) } };
          if (found.stored != null) void followed.keep(stores as FollowingStores, found.stored);
          resolve(found as RequestedAudit);
        };
        under.push({ stage: followed.onStage, end, break: reject });
      }),
    store: {
      add: async (run, asked) => void kept.set(run.id, { run, asked }),
      save: async (run) => {
        if (isAway) throw new Error('the database is away');
        keep(run);
      },
      all: async () => ({ runs: [...kept.values()].map(({ run }) => run), foreign: [] }),
      asked: async (one) => kept.get(one)?.asked ?? null,
      remove: async (ids) => {
        for (const one of ids) kept.delete(one);
      },
    },
    newId: () => `run-${id++}`,
    nowMs: () => nowMs,
    onProblem: (cause) => problems.push(cause),
  });
  const start = (actor = 'a') =>
    runs.start({ deployment: 'loans/prod', reader: { actor, purpose: '' } } as unknown as AuditQuery);
  const settle = (): Promise<void> => new Promise((done) => setImmediate(done));
  const later = (ms: number): void => {
    nowMs += ms;
  };
  const goAway = (): void => {
    isAway = true;
  };
  return { runs, start, under, problems, settle, later, kept, goAway };
}

describe('an audit that nobody waits for', () => {
  it('is begun again once, however often that is asked at once, and by the next process likewise', async () => {
    const before = begun();
    await before.start();
    before.under[0]!.break(new TribuneError('POLICY_INVALID', 'no policy', { remedy: 'Write one.' }));
    await before.settle();
    const seeing = { reader: { actor: 'a', purpose: 'again' }, sight: 'groups' } as const;
    const both = await Promise.all([before.runs.again('run-0', seeing), before.runs.again('run-0', seeing)]);
    expect(both.map(({ id }) => id)).toEqual(['run-1', 'run-1']);
    expect(before.under).toHaveLength(2);
    await before.settle();
    const { runs, under } = begun(before.kept);
    expect(await runs.again('run-0', seeing)).toMatchObject({ id: 'run-1', state: 'interrupted' });
    expect(under).toHaveLength(0);
    expect((await runs.list('a')).map(({ id, again }) => [id, again])).toEqual([
      ['run-1', null],
      ['run-0', 'run-1'],
    ]);
  });

  it('is told by stages to whoever began it, and to nobody else', async () => {
    const { runs, start, under, settle, later } = begun();
    expect(await start()).toMatchObject({ id: 'run-0', state: 'waiting', deployment: 'loans/prod', endedAtMs: null });
    under[0]!.stage('counting');
    expect(await runs.list('a')).toMatchObject([{ state: 'counting', audit: null }]);
    expect(await runs.list('b')).toEqual([]);
    later(5);
    under[0]!.end({ stored: { id: 'kept' } as never, unjudged: null });
    await settle();
    expect(await runs.list('a')).toMatchObject([{ state: 'kept', audit: 'kept', endedAtMs: 5, problem: null }]);
    expect(JSON.stringify(await runs.list('a'))).not.toContain('actor');
  });

  it('says why there is no result, and keeps what nobody foresaw from whoever asked', async () => {
    const { runs, start, under, problems, settle } = begun();
    for (let i = 0; i < 3; i++) await start();
    under[0]!.end({ stored: null, unjudged: { code: 'DATA_EMPTY', message: 'nobody' } });
    under[1]!.break(new TribuneError('POLICY_INVALID', 'no policy', { remedy: 'Write one.' }));
    under[2]!.break(new Error('secret path'));
    await settle();
    expect((await runs.list('a')).map(({ state, problem }) => [state, problem?.code, problem?.remedy])).toEqual([
      ['failed', 'INTERNAL', 'The log of the service says why.'],
      ['failed', 'POLICY_INVALID', 'Write one.'],
      ['failed', 'DATA_EMPTY', null],
    ]);
    expect(JSON.stringify(await runs.list('a'))).not.toContain('secret');
    expect(problems.map(({ message }) => message)).toEqual(['secret path']);
  });

  it('is forgotten a day after its end, and never while it goes on; too many are refused', async () => {
    const { runs, start, under, settle, later } = begun();
    await start();
    await start();
    under[0]!.end({ stored: { id: 'kept' } as never, unjudged: null });
    await settle();
    later(DAY_MS + 1);
    expect((await runs.list('a')).map(({ id }) => id)).toEqual(['run-1']);
    for (let i = 1; i < 200; i++) await start();
    await expect(start()).rejects.toThrow(/200 audits are under way/);
    under[1]!.end({ stored: { id: 'kept' } as never, unjudged: null });
    await settle();
    expect((await start('b')).state).toBe('waiting');
    expect(await runs.list('a')).toHaveLength(199);
  });

  it('that was kept is told so by the next process, also where nothing could be saved after it', async () => {
    const before = begun();
    await before.start();
    before.goAway();
    before.under[0]!.end({ stored: { id: 'kept' } as never, unjudged: null });
    await before.settle();
    expect(before.problems).toEqual([]);
    expect(await begun(before.kept).runs.list('a')).toMatchObject([{ state: 'kept', audit: 'kept', endedAtMs: 0 }]);
  });

  it('is told as interrupted after the end of its process, and begun again by whoever began it and nobody else', async () => {
    const before = begun();
    await before.start();
    await before.start();
    before.under[1]!.end({ stored: { id: 'kept' } as never, unjudged: null });
    await before.settle();
    // The stop of the service breaks it off: it did not fail.
    before.runs.close();
    before.under[0]!.break(new Error('stopping'));
    await before.settle();
    const { runs, under, kept } = begun(before.kept);
    expect((await runs.list('a')).map(({ id, state }) => [id, state])).toEqual([
      ['run-1', 'kept'],
      ['run-0', 'interrupted'],
    ]);
    expect(kept.get('run-0')!.run).toMatchObject({ state: 'interrupted', endedAtMs: 0 });
    const as = (actor: string) => ({ reader: { actor, purpose: 'again' }, sight: 'groups' }) as const;
    await expect(runs.again('run-0', as('b'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(runs.again('run-1', as('a'))).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await runs.again('run-0', as('a'))).toMatchObject({
      id: 'run-2',
      state: 'waiting',
      deployment: 'loans/prod',
    });
    expect(under).toHaveLength(1);
    // Asked again, it is the one that goes on already.
    expect(await runs.again('run-0', as('a'))).toMatchObject({ id: 'run-2' });
    expect(under).toHaveLength(1);
    await expect(runs.again('run-2', as('a'))).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});
