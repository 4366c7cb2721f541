import { TribuneError } from '../../../core/base/errors.js';
import { decisionId, type Person } from './people.js';
import type { Progress } from './replay.js';

/** A running service and a key that may read decisions. */
export interface Service {
  readonly url: string;
  readonly key: string;
}

/** Purpose of the reads, because reads of payloads are logged with it. */
const PURPOSE = 'where the replay of the sample stopped';

/**
 * Progress of the stream on record. Decisions and labels are sent in order, one request at a time, so the records are a beginning of the
 * stream, whose end is found by bisection.
 */
export async function onRecord(service: Service, people: readonly Person[]): Promise<Progress> {
  const labelsOf = (person: Person): Promise<number | null> => nLabels(service, person);
  const decisions = await firstThat(people.length, async (i) => (await labelsOf(people[i]!)) === null);
  const labels = await firstThat(decisions, async (i) => (await labelsOf(people[i]!)) === 0);
  return { decisions, labels };
}

/** The first index for which the condition holds, `n` if there is none; it holds for all later ones. */
export async function firstThat(n: number, holds: (index: number) => Promise<boolean>): Promise<number> {
  let [low, high] = [0, n];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Number of labels recorded for a decision; null when the decision is unknown. */
export async function nLabels({ url, key }: Service, person: Person): Promise<number | null> {
  const answer = await fetch(`${url}/v1/decisions/${decisionId(person)}`, {
    headers: { authorization: `Bearer ${key}`, 'tribune-purpose': PURPOSE },
  });
  const body = (await answer.json()) as { logged?: { labels: unknown[] }; code?: string; message?: string };
  if (answer.status === 404) return null;
  if (body.logged !== undefined) return body.logged.labels.length;
  throw new TribuneError('SERVER_UNREACHABLE', `${url} answered ${answer.status}: ${body.message ?? ''}`);
}
