import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { TribuneError } from '../../../core/base/errors.js';
import { changeCase } from '../acts/index.js';
import { OverturnPatterns, type PatternsDeps } from './overturn-patterns.js';

const DAY = 86_400_000;
const NOW = 100 * DAY;

/** Cases whose decisions were changed for one reason, and incidents and entries of one transaction, of which the first may break off. */
function patternsOf(breaksOff: { times: number }) {
  const kept = { incidents: [] as string[], entries: [] as string[] };
  const cases = Array.from({ length: 5 }, (_, i) => ({
    record: {
      ...{ id: `c${i}`, decision: `d${i}`, deployment: 'm/prod', origin: 'appeal', stage: 'decided' },
      settlement: { how: 'person', atMs: NOW - DAY, isChanged: true, because: 'policy' },
    },
  }));
  const problems: Error[] = [];
  let drafts: typeof kept;
  const deps = {
    store: {
      settledSince: async () => ({ cases, changed: [] }),
      decidedSince: async () => ({ opened: 0, decided: 1 }),
    },
    crypto: { sha256: (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest()) },
    incidents: {
      feed: { changed: () => undefined },
      find: async (id: string) => {
        if (!kept.incidents.includes(id)) throw new TribuneError('NOT_FOUND', id, { remedy: 'None.' });
      },
      openWithin: async (_: unknown, { id }: { readonly id: string }) => void drafts.incidents.push(id),
    },
    acts: {
      run: async (act: typeof changeCase, work: (tx: unknown) => Promise<void>) => {
        expect(act).toBe(changeCase);
        drafts = { incidents: [...kept.incidents], entries: [...kept.entries] };
        await work({ enter: ({ type }: { readonly type: string }) => void drafts.entries.push(type) });
        if (breaksOff.times-- > 0) throw new Error('broken off');
        Object.assign(kept, drafts);
      },
    },
    patternRule: async () => null,
    nowMs: () => NOW,
    onProblem: (cause: Error) => void problems.push(cause),
  };
  return { patterns: new OverturnPatterns(deps as unknown as PatternsDeps), kept, problems };
}

it('what breaks off opens no incident without its entry, and the next look does both', async () => {
  const { patterns, kept, problems } = patternsOf({ times: 1 });
  expect([await patterns.look(), kept.incidents, kept.entries, problems.length]).toEqual([0, [], [], 1]);
  expect(await patterns.look()).toBe(1);
  expect([kept.incidents.length, kept.entries]).toEqual([1, ['case.overturns-alike']]);
  expect([await patterns.look(), kept.incidents.length]).toEqual([0, 1]);
});

it('an act on a case may open an incident', () => {
  expect(changeCase.enters.map(({ type }) => type)).toContain('incident.opened');
});
