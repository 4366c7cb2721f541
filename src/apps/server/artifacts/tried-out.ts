import type { TriedOut } from '../../../domain/artifacts/index.js';
import type { Canary } from '../../../domain/stops/index.js';
import type { RoomContext } from '../../rooms/define/index.js';

/** Canaries that are read at once. */
const CANARIES_AT_ONCE = 100;

/** All versions that are or were tried out, by their canaries. */
export async function triedOutOf({ canaries }: RoomContext['stopSwitch']): Promise<TriedOut[]> {
  const all: TriedOut[] = [];
  for (let before: string | null = null; ; ) {
    const page: readonly Canary[] = await canaries.list({
      ended: true,
      deployment: null,
      before,
      limit: CANARIES_AT_ONCE,
    });
    all.push(...page.map(({ version, end }) => ({ version, untilMs: end?.atMs ?? null })));
    if (page.length < CANARIES_AT_ONCE) return all;
    before = page.at(-1)!.id;
  }
}
