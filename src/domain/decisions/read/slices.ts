/** Records worked on before others get a turn: a few milliseconds. */
export const SLICE_RECORDS = 1024;

/** Lets what waits in the event loop go first. */
export const othersTurn = (): Promise<void> => new Promise((done) => void setImmediate(done));

/** Numbers from 0 to before `n` in stretches, others having their turn between one and the next: one request of thousands keeps nobody waiting. */
export async function* slicesOf(n: number): AsyncIterable<{ readonly from: number; readonly to: number }> {
  for (let from = 0; from < n; from += SLICE_RECORDS) {
    if (from > 0) await othersTurn();
    yield { from, to: Math.min(n, from + SLICE_RECORDS) };
  }
}

/** `map` in slices. */
export async function mapInSlices<In, Out>(all: readonly In[], one: (item: In, i: number) => Out): Promise<Out[]> {
  const out: Out[] = [];
  for await (const { from, to } of slicesOf(all.length)) for (let i = from; i < to; i++) out.push(one(all[i]!, i));
  return out;
}
