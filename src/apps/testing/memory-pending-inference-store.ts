import { MAX_PROBLEMS } from '../../domain/intake/index.js';
import type {
  IntakeProblem,
  PendingInference,
  PendingInferenceKey,
  PendingInferenceStore,
} from '../../domain/intake/ports.js';

/** Pending inferences in memory, for tests; they pass the same contract suite as PostgreSQL. */
export function memoryPendingInferenceStore(): PendingInferenceStore {
  const pendingInferences = new Map<string, PendingInference>();
  const problems: IntakeProblem[] = [];
  const name = ({ deployment, event }: PendingInferenceKey, part: string): string => `${deployment}\n${event}\n${part}`;
  return {
    async insert(half) {
      const at = name(half, half.part);
      if (pendingInferences.has(at)) return false;
      pendingInferences.set(at, structuredClone(half));
      return true;
    },
    find: async (key, part) => pendingInferences.get(name(key, part)) ?? null,
    async remove(key) {
      pendingInferences.delete(name(key, 'request'));
      pendingInferences.delete(name(key, 'response'));
    },
    count: async () => pendingInferences.size,
    waitingSince: async (receivedAtMs, limit) =>
      [...pendingInferences.values()]
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
