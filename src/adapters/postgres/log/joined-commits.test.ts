import { expect, it } from 'vitest';
import type { Commit, LogName, SealedBatch } from '../../../domain/log/ports/index.js';
import { JoinedCommits } from './joined-commits.js';

/** A commit of some batches of events of a log, of which only the numbers matter. */
const commitOf = (log: LogName, ...seqs: readonly number[]): Commit => ({
  batches: seqs.map((seq) => ({ log, seq, kind: 'event' }) as SealedBatch),
  ...{ answers: [], integrityEvents: [] },
});

/** Joins commits of at most four batches; `fails` says which statements fail. */
function world(fails: (n: number) => boolean = () => false) {
  const written: string[] = [];
  const joined = new JoinedCommits(4, async ({ batches }) => {
    written.push(batches.map(({ log, seq }) => `${log} ${seq}`).join(', '));
    await new Promise<void>((done) => void setImmediate(done));
    if (fails(written.length)) throw new Error('the database is away');
  });
  return { written, joined };
}

it('commits of both logs that come in one turn are one statement, in their order, and what comes meanwhile is the next', async () => {
  const { written, joined } = world();
  const first = Promise.all([joined.add(commitOf('main', 0, 1)), joined.add(commitOf('reads', 0))]);
  const later = first.then(() => Promise.all([joined.add(commitOf('reads', 1)), joined.add(commitOf('main', 2))]));
  await later;
  expect(written).toEqual(['main 0, main 1, reads 0', 'reads 1, main 2']);
});

it('records wait for no turn of the event loop, and for no commit of the other log', async () => {
  const { written, joined } = world();
  const events = joined.add(commitOf('reads', 0));
  const { batches, ...rest } = commitOf('main', 0);
  const records = joined.add({ ...rest, batches: batches.map((batch) => ({ ...batch, kind: 'decision' })) });
  expect(written).toEqual(['main 0']);
  await Promise.all([events, records]);
  expect(written).toEqual(['main 0', 'reads 0']);
});

it('a statement takes no more batches than it may, and at least one commit', async () => {
  const { written, joined } = world();
  await Promise.all([joined.add(commitOf('main', 0, 1, 2)), joined.add(commitOf('reads', 0, 1))]);
  await joined.add(commitOf('main', 3, 4, 5, 6, 7));
  expect(written).toEqual(['main 0, main 1, main 2', 'reads 0, reads 1', 'main 3, main 4, main 5, main 6, main 7']);
});

it('a failure is that of all that were joined, and of no other', async () => {
  const { written, joined } = world((n) => n === 1);
  const all = [joined.add(commitOf('main', 0)), joined.add(commitOf('reads', 0))];
  const ended = await Promise.allSettled(all);
  expect(ended.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  await joined.add(commitOf('reads', 0));
  expect(written).toEqual(['main 0, reads 0', 'reads 0']);
});
