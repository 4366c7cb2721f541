import { MAX_PROBLEMS } from '../../domain/intake/index.js';
import type { HalfKey, HalfStore, IntakeProblem, WaitingHalf } from '../../domain/intake/ports.js';

/** Waiting halves in memory, for tests; holds to the same contract suite as PostgreSQL. */
export function memoryHalfStore(): HalfStore {
  const halves = new Map<string, WaitingHalf>();
  const problems: IntakeProblem[] = [];
  const name = ({ deployment, event }: HalfKey, part: string): string => `${deployment}\n${event}\n${part}`;
  return {
    async insert(half) {
      const at = name(half, half.part);
      if (halves.has(at)) return false;
      halves.set(at, structuredClone(half));
      return true;
    },
    find: async (key, part) => halves.get(name(key, part)) ?? null,
    async remove(key) {
      halves.delete(name(key, 'request'));
      halves.delete(name(key, 'response'));
    },
    count: async () => halves.size,
    waitingSince: async (receivedAtMs, limit) =>
      [...halves.values()]
        .filter((half) => half.receivedAtMs <= receivedAtMs)
        .toSorted((a, b) => a.receivedAtMs - b.receivedAtMs)
        .slice(0, limit)
        .map(({ bytes: _bytes, ...rest }) => rest),
    leaveEpoch: async () => undefined,
    async note(problem) {
      problems.unshift(problem);
      problems.length = Math.min(problems.length, MAX_PROBLEMS);
    },
    problems: async (limit) => problems.slice(0, limit),
  };
}
