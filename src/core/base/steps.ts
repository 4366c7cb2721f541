import type { Turns } from './turns.js';

/** Long work that pauses between its steps, each a few milliseconds. Whoever runs it decides whether others get a turn in the pauses; what it makes is the same. */
export type Steps<Made> = Generator<undefined, Made, undefined>;

/** Numbers of a list that are worked on in one step. */
const STRETCH = 8192;

/** Runs such work without a pause. */
export function atOnce<Made>(steps: Steps<Made>): Made {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Runs such work and gives others a turn in its pauses. */
export async function inTurns<Made>(steps: Steps<Made>, turns: Pick<Turns, 'isDue' | 'give'>): Promise<Made> {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    if (turns.isDue()) await turns.give();
  }
}

/** Works on the numbers from 0 to before `n`, with a pause wherever a stretch of them is done and more are left. */
export function* inStretches(n: number, work: (from: number, to: number) => void): Steps<void> {
  for (let from = 0; from < n; from += STRETCH) {
    if (from > 0) yield;
    work(from, Math.min(n, from + STRETCH));
  }
}

/** An array of numbers filled with what `of` gives for each place, with pauses. */
export function* filled<Numbers extends Float64Array | Int32Array | Uint32Array>(
  numbers: Numbers,
  of: (i: number) => number,
): Steps<Numbers> {
  yield* inStretches(numbers.length, (from, to) => {
    for (let i = from; i < to; i++) numbers[i] = of(i);
  });
  return numbers;
}

/** The numbers that `of` gives for those from 0 to before `n`, added up in their order, with pauses. */
export function* sumInStretches(n: number, of: (i: number) => bigint): Steps<bigint> {
  let sum = 0n;
  yield* inStretches(n, (from, to) => {
    for (let i = from; i < to; i++) sum += of(i);
  });
  return sum;
}

/** Says when enough was done since the last pause that another is due, where pieces of work differ in length. */
export class Stretch {
  #done = 0;

  isOver(more: number): boolean {
    this.#done += more;
    if (this.#done < STRETCH) return false;
    this.#done = 0;
    return true;
  }
}
