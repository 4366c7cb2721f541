import { defineFollower, type Follower } from '../../followers/index.js';
import type { BatchRecords } from '../../log/seal/index.js';
import { MAX_AHEAD_MS } from '../../records/index.js';
import type { StopStore } from '../model/ports.js';

/** Decisions are looked at this often, ms, or when so many wait: a transaction for every commit would cost more than the look, and what waits is kept in memory. */
const EVERY_MS = 500;
const MOST_WAITING = 8192;
/** A page of what the switch was changed by. */
const PAGE = 500;

/** What decisions are held against: everything that was ever thrown, or started, by the switch. */
export interface EverMade<Made> {
  readonly stops: Pick<StopStore, 'settledRevision'>;
  /** A page of them, the newest first. */
  readonly list: (page: { readonly before: string | null; readonly limit: number }) => Promise<readonly Made[]>;
  /** When one began, ms since 1970. */
  readonly sinceMs: (one: Made) => number;
}

/**
 * Follows the main log: decisions are held against what was made by the switch before they can have been. A change that is being made is waited
 * for, so that no decision is missed that came after it; everything is read again only where the number of the switch has changed.
 *
 * @param count gives what there is to write of some batches of decisions; undefined for nothing
 */
export function followSwitch<Made extends { readonly id: string }, Stores>(
  name: string,
  { stops, list, sinceMs }: EverMade<Made>,
  count: (
    decisions: readonly BatchRecords[],
    made: readonly Made[],
  ) => Promise<((stores: Stores) => Promise<void>) | undefined>,
): Follower<Stores> {
  let known: { readonly revision: number; readonly made: readonly Made[] } | null = null;
  const madeNow = async (): Promise<readonly Made[]> => {
    const revision = await stops.settledRevision();
    if (known?.revision !== revision) known = { revision, made: revision === 0 ? [] : await allOf(list) };
    return known.made;
  };
  return defineFollower<Stores>({
    name,
    log: 'main',
    from: 'beginning',
    wants: 'opened',
    pace: { everyMs: EVERY_MS, isDue: ({ entries }) => entries >= MOST_WAITING },
    async take({ batches }) {
      const decisions = batches.filter(({ batch }) => batch.kind === 'decision');
      if (decisions.length === 0) return undefined;
      const lastMs = Math.max(...decisions.map(({ batch }) => batch.receivedAtMs)) + MAX_AHEAD_MS;
      const made = (await madeNow()).filter((one) => sinceMs(one) <= lastMs);
      if (made.length === 0) return undefined;
      const write = await count(decisions, made);
      return write && { write };
    },
  });
}

async function allOf<Made extends { readonly id: string }>(list: EverMade<Made>['list']): Promise<Made[]> {
  const found: Made[] = [];
  for (let before: string | null = null; ; ) {
    const page: readonly Made[] = await list({ before, limit: PAGE });
    found.push(...page);
    if (page.length < PAGE) return found;
    before = page.at(-1)!.id;
  }
}
