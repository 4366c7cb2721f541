import { controls } from '../../../data/controls/index.js';
import type { ControlPack } from './types.js';

/**
 * The newest file of each framework, in the order of their names. They are evidence for what is to be done, and no legal advice: each says
 * where it comes from and what was not read at the source.
 */
export const DATED_PACKS: readonly ControlPack[] = newestOf(controls as readonly ControlPack[]);

/** Gives the newest pack of each framework. */
function newestOf(packs: readonly ControlPack[]): ControlPack[] {
  const newest = new Map<string, ControlPack>();
  for (const pack of packs) {
    const known = newest.get(pack.framework);
    if (known === undefined || known.date < pack.date) newest.set(pack.framework, pack);
  }
  return [...newest.values()].toSorted((a, b) => (a.framework < b.framework ? -1 : 1));
}
