import process from 'node:process';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

/** Where a control plane keeps what it writes, and at which write it is to stop. */
export interface Place {
  readonly folder: string;
  readonly database: string;
  /** Number of the write before which the process is killed: 1 for the first. */
  readonly killAt: number;
}

/** Numbers of a place: whether its writes are counted, how many there were, and what became of its act. */
const FIELDS = 3;
const [IS_COUNTED, WRITES, STATE] = [0, 1, 2];
const [RUNNING, STANDING, DONE] = [0, 1, 2];
const NAME = 'tribune-test-places';

interface Shared {
  readonly places: readonly Place[];
  readonly numbers: Int32Array;
}

/**
 * The places of this process. Threads that start later see the same numbers.
 *
 * @returns the number of each place is its position
 */
export function sharePlaces(places: readonly Place[]): void {
  const numbers = new Int32Array(new SharedArrayBuffer(places.length * FIELDS * Int32Array.BYTES_PER_ELEMENT));
  setEnvironmentData(NAME, { places, numbers } satisfies Shared);
}

const shared = (): Shared | undefined => getEnvironmentData(NAME) as unknown as Shared | undefined;

/** The number of the place to which a path belongs; null for paths outside all of them. */
export const placeOfPath = (path: string): number | null => found((place) => path.startsWith(`${place.folder}/`));
export const placeOfDatabase = (database: string): number | null => found((place) => place.database === database);

function found(is: (place: Place) => boolean): number | null {
  const at = shared()?.places.findIndex(is) ?? -1;
  return at < 0 ? null : at;
}

/** From now on the writes of a place are counted. */
export const countWrites = (at: number): void => set(at, IS_COUNTED, 1);

/**
 * Asks before a write whether it may be done. A write that may not be done is never done, nor is any after it: its place stands still
 * until the process is killed, which is at once when no other place is still on its way.
 */
export function mayWrite(at: number | null): boolean {
  if (at === null || get(at, IS_COUNTED) === 0) return true;
  if (get(at, STATE) === STANDING) return false;
  const { places, numbers } = shared()!;
  const nth = Atomics.add(numbers, at * FIELDS + WRITES, 1) + 1;
  if (nth < places[at]!.killAt) return true;
  set(at, STATE, STANDING);
  killWhenAllStand();
  return false;
}

/** The act of a place was answered before its deadly write: what it still writes counts no more. */
export function answered(at: number): void {
  set(at, IS_COUNTED, 0);
  set(at, STATE, DONE);
  killWhenAllStand();
}

export const isUnderWay = (at: number): boolean => get(at, STATE) === RUNNING;

function killWhenAllStand(): void {
  const { places } = shared()!;
  if (places.some((_, at) => isUnderWay(at))) return;
  process.kill(process.pid, 'SIGKILL');
}

const get = (at: number, field: number): number => Atomics.load(shared()!.numbers, at * FIELDS + field);
const set = (at: number, field: number, value: number): void => {
  Atomics.store(shared()!.numbers, at * FIELDS + field, value);
};
