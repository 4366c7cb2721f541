import { expect, it } from 'vitest';
import { utf8 } from '../../../core/base/bytes.js';
import type { BatchRecords } from '../../log/seal/index.js';
import { tellCases } from './index.js';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const of = (id: string, more: object = {}) => ({
  case: id,
  decision: 'd',
  revision: 2,
  by: 'ria',
  digest: DIGEST,
  ...more,
});
/** A batch of entries as followers get it. */
const batch = (...entries: readonly (readonly [string, object])[]): BatchRecords =>
  ({
    batch: { kind: 'event' },
    envelopes: entries.map(([type]) => JSON.stringify({ type }).slice(0, -1)),
    which: entries.map((_, at) => at),
    payload: { contents: entries.map(([, said]) => utf8(JSON.stringify(said))) },
  }) as unknown as BatchRecords;

type Answer = Awaited<ReturnType<Parameters<typeof tellCases>[0]['send']>>;
function world(answer: Answer) {
  const [sent, problems] = [[] as { id: string; message: object }[], [] as Error[]];
  const find = async (id: string) => ({ record: id === 'known' ? { known: {} } : {} });
  const follower = tellCases({
    send: async (id, message) => {
      sent.push({ id, message });
      return answer;
    },
    cases: { find } as unknown as Parameters<typeof tellCases>[0]['cases'],
    onProblem: (cause) => problems.push(cause),
  });
  const place = { seq: 0 } as never;
  return { sent, problems, take: (...batches: BatchRecords[]) => follower.take({ from: place, to: place, batches }) };
}

const ENTRIES = batch(
  ['appeal.submitted', of('one', { revision: 1 })],
  ['role.granted', { account: 'x' }],
  ['case.leased', of('known')],
  ['appeal.decided', of('one', { how: 'review', changed: true, because: 'policy' })],
  ['case.decisions-rerun', { by: 'x', deployment: 'd', because: 'policy' }],
);

it('tells what happens to cases: nothing of known answers, nobody by name, and the same under the same id', async () => {
  const { sent, take } = world({ ok: true });
  await take(ENTRIES);
  await take(ENTRIES);
  expect(sent[0]!.message).toEqual({
    type: 'cases.changed',
    changes: [
      { event: 'appeal.submitted', case: 'one', decision: 'd', revision: 1 },
      ...[
        {
          event: 'appeal.decided',
          case: 'one',
          decision: 'd',
          revision: 2,
          how: 'review',
          changed: true,
          because: 'policy',
        },
      ],
    ],
  });
  expect([sent.length, new Set(sent.map(({ id }) => id)).size]).toEqual([2, 1]);
  expect(await take(batch(['role.granted', {}]))).toBeUndefined();
});

it('tells again under the same id, also where more has come meanwhile', async () => {
  const { sent, take } = world({ ok: false, problem: 'it answers 503', isFinal: false });
  await expect(take(ENTRIES)).rejects.toThrow();
  await expect(take(ENTRIES, batch(['appeal.submitted', of('two', { revision: 1 })]))).rejects.toThrow();
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
});

it('keeps what does not come through for later, and leaves what is refused for good', async () => {
  const later = world({ ok: false, problem: 'it answers 503', isFinal: false });
  await expect(later.take(ENTRIES)).rejects.toThrow('it answers 503');
  const refused = world({ ok: false, problem: 'it answers 400', isFinal: true });
  await refused.take(ENTRIES);
  expect(refused.problems.map(({ message }) => message)).toEqual([
    'the receiver of what happens to cases: it answers 400',
  ]);
});
