import { DAY_MS } from '../../../core/base/durations.js';
import type { Control, ControlPack } from '../catalogue/index.js';
import type { SystemFacts } from '../facts/index.js';
import { type ControlResult, evaluateOne, type KnownFindings } from './evaluate.js';

/** How far ahead is looked: longer than a signature under a gate may count. */
const HORIZON_MS = 400 * DAY_MS;

interface Asked {
  readonly control: Control;
  readonly pack: Pick<ControlPack, 'framework' | 'jurisdictions' | 'kind'>;
  readonly facts: SystemFacts;
  readonly atMs: number;
  /** Findings about the same system and moments that were made already. */
  readonly known: KnownFindings;
}

/**
 * The moment, ms since 1970, from which what records say to a control is not wanted any more, by the records of now: law that begins, a record that
 * grows too old, a waiver that ends. Null where it is wanted as far ahead as is looked. Between two changes of law what ran out stays so, so that
 * the moment is found by halving.
 */
export function keptUntil(asked: Asked, isWanted: (result: ControlResult) => boolean): number | null {
  const { control, atMs } = asked;
  const at = (ms: number): boolean => isWanted(evaluateOne({ ...asked, atMs: ms }));
  const changes = [...control.periods.map(({ from }) => from), control.repealedAt]
    .flatMap((day) => (day === null ? [] : [Date.parse(day)]))
    .filter((ms) => ms > atMs && ms < atMs + HORIZON_MS)
    .toSorted((a, b) => a - b);
  let good = atMs;
  for (const end of [...changes, atMs + HORIZON_MS]) {
    // The law of a span is looked at in its first and in its last moment.
    if (!at(good)) return good;
    if (at(end - 1)) {
      good = end;
      continue;
    }
    let bad = end - 1;
    while (bad - good > 1) {
      const middle = Math.floor((good + bad) / 2);
      if (at(middle)) good = middle;
      else bad = middle;
    }
    return bad;
  }
  return null;
}
