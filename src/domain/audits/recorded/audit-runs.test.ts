import { describe, expect, it } from 'vitest';
import { TribuneError } from '../../../core/base/errors.js';
import type { AuditQuery } from './audit-job.js';
import { AuditRuns } from './audit-runs.js';
import type { AuditStage, RequestedAudit } from './recorded-audits.js';

const DAY_MS = 86_400_000;

/** Runs of audits that go on until the test ends them. */
function begun() {
  let [id, nowMs] = [0, 0];
  const problems: Error[] = [];
  const under: {
    stage: (stage: AuditStage) => void;
    end: (found: Partial<RequestedAudit>) => void;
    break: (cause: unknown) => void;
  }[] = [];
  const runs = new AuditRuns({
    request: (_, stage) =>
      new Promise((resolve, reject) =>
        under.push({ stage, end: (found) => resolve(found as RequestedAudit), break: reject }),
      ),
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
  return { runs, start, under, problems, settle, later };
}

describe('an audit that nobody waits for', () => {
  it('is told by stages to whoever began it, and to nobody else', async () => {
    const { runs, start, under, settle, later } = begun();
    expect(start()).toMatchObject({ id: 'run-0', state: 'waiting', deployment: 'loans/prod', endedAtMs: null });
    under[0]!.stage('counting');
    expect(runs.list('a')).toMatchObject([{ state: 'counting', audit: null }]);
    expect(runs.list('b')).toEqual([]);
    later(5);
    under[0]!.end({ stored: { id: 'kept' } as never, unjudged: null });
    await settle();
    expect(runs.list('a')).toMatchObject([{ state: 'kept', audit: 'kept', endedAtMs: 5, problem: null }]);
    expect(JSON.stringify(runs.list('a'))).not.toContain('actor');
  });

  it('says why there is no result, and keeps what nobody foresaw from whoever asked', async () => {
    const { runs, start, under, problems, settle } = begun();
    for (let i = 0; i < 3; i++) start();
    under[0]!.end({ stored: null, unjudged: { code: 'DATA_EMPTY', message: 'nobody' } });
    under[1]!.break(new TribuneError('POLICY_INVALID', 'no policy', { remedy: 'Write one.' }));
    under[2]!.break(new Error('secret path'));
    await settle();
    expect(runs.list('a').map(({ state, problem }) => [state, problem?.code, problem?.remedy])).toEqual([
      ['failed', 'INTERNAL', 'The log of the service says why.'],
      ['failed', 'POLICY_INVALID', 'Write one.'],
      ['failed', 'DATA_EMPTY', null],
    ]);
    expect(JSON.stringify(runs.list('a'))).not.toContain('secret');
    expect(problems.map(({ message }) => message)).toEqual(['secret path']);
  });

  it('is forgotten a day after its end, and never while it goes on; too many are refused', async () => {
    const { runs, start, under, settle, later } = begun();
    start();
    start();
    under[0]!.end({ stored: { id: 'kept' } as never, unjudged: null });
    await settle();
    later(DAY_MS + 1);
    expect(runs.list('a').map(({ id }) => id)).toEqual(['run-1']);
    for (let i = 1; i < 200; i++) start();
    expect(() => start()).toThrow(/200 audits are under way/);
    under[1]!.end({ stored: { id: 'kept' } as never, unjudged: null });
    await settle();
    expect(start('b').state).toBe('waiting');
    expect(runs.list('a')).toHaveLength(199);
  });
});
