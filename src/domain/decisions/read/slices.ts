import type { Clock } from '../../../core/base/clock.js';

/** Records worked on before others get a turn: a few milliseconds. */
export const SLICE_RECORDS = 1024;

/** Numbers from 0 to before `n` in stretches, others having their turn between one and the next: one request of thousands keeps nobody waiting. */
export async function* slicesOf(
  n: number,
  clock: Pick<Clock, 'turn'>,
): AsyncIterable<{ readonly from: number; readonly to: number }> {
  for (let from = 0; from < n; from += SLICE_RECORDS) {
    if (from > 0) await clock.turn();
    yield { from, to: Math.min(n, from + SLICE_RECORDS) };
  }
}

/** `map` in slices. */
export async function mapInSlices<In, Out>(
  all: readonly In[],
  clock: Pick<Clock, 'turn'>,
  one: (item: In, i: number) => Out,
): Promise<Out[]> {
  const out: Out[] = [];
  for await (const { from, to } of slicesOf(all.length, clock))
    for (let i = from; i < to; i++) out.push(one(all[i]!, i));
  return out;
}
