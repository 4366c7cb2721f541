import type { DoneReaction, ReactionStore } from '../../../domain/stops/reactions/ports.js';

/**
 * What alerts of the monitor had set off by now, by the number of the change that raised each: one sentence for each reaction, in the order of
 * the policy; null where somebody changed a row of it. Nothing is known of those that are not in the map.
 */
export function setOffOf(
  reactions: () => Pick<ReactionStore, 'lastOf'>,
  onProblem: (cause: Error) => void,
): (changes: readonly number[]) => Promise<ReadonlyMap<number, readonly string[] | null>> {
  return async (changes) => {
    try {
      const { done, foreign } = await reactions().lastOf(changes);
      const toldOf = (change: number): readonly string[] | null => {
        const cause = foreign.get(change);
        if (cause !== undefined) onProblem(cause);
        return cause === undefined ? sentences(done.filter((one) => one.change === change)) : null;
      };
      return new Map(changes.map((change) => [change, toldOf(change)]));
    } catch (cause) {
      // An alert is told although nobody knows what it set off.
      onProblem(cause as Error);
      return new Map();
    }
  };
}

const sentences = (done: readonly DoneReaction[]): readonly string[] =>
  done.length === 0 ? ['By the time of this message the policy had set nothing off.'] : done.map(sentence);

function sentence({ does, doneAtMs, problem, stop, canary = null, incident = null }: DoneReaction): string {
  const at = new Date(doneAtMs).toISOString();
  // Why may hold numbers, which not every channel is told.
  if (problem !== null) return `The policy was to set off ${does} at ${at}, and could not: GET /v1/reactions says why`;
  const made = [
    ...(stop === null ? [] : [`the stop ${stop}`]),
    ...(canary === null ? [] : [`the canary ${canary}`]),
    ...(incident === null ? [] : [`the incident ${incident}`]),
  ];
  return `The policy set off ${does} at ${at}${made.length === 0 ? '' : `: ${made.join(', ')}`}`;
}
