import { DAY_MS } from '../../../core/base/durations.js';
import type { Control, ControlPack } from '../catalogue/index.js';
import { type ControlResult, type ControlStatus, evaluateOne, type KnownFindings } from '../evaluate/index.js';
import type { SystemFacts } from '../facts/index.js';

/** Something to be done for a system before a day. */
export interface ControlTask {
  readonly control: Control;
  readonly framework: string;
  /** `begins`: a control comes into force that records are no evidence for. `runs-out`: what is met now is not on that day. */
  readonly why: 'begins' | 'runs-out';
  /** First day on which it is open, UTC. */
  readonly day: string;
  /** What it is by then. */
  readonly will: 'gap' | 'undecided';
  readonly says: string;
}

const isOpen = (status: ControlStatus): status is ControlTask['will'] => status === 'gap' || status === 'undecided';

export interface TasksAsked {
  readonly facts: SystemFacts;
  readonly packs: readonly ControlPack[];
  readonly nowMs: number;
  /** How many days ahead are looked at. */
  readonly days: number;
}

/** Days from today on which law of a control is as it was, the next one changing it, and the last day that is looked at. */
function lastDaysOf({ periods, repealedAt }: Control, today: number, days: number): number[] {
  const changes = [...periods.map(({ from }) => from), repealedAt].flatMap((day) =>
    day === null ? [] : [Date.parse(day) / DAY_MS - 1 - today],
  );
  return [...changes.filter((day) => day > 0 && day < days), days].toSorted((a, b) => a - b);
}

/**
 * What becomes open within some days and is not now: law that begins, and records that grow too old or end. Between two changes of law what ran
 * out stays so until somebody acts: each control is looked at now and at the end of each such span, and the first day in it is found by halving.
 */
export function tasksOf({ facts, packs, nowMs, days }: TasksAsked): ControlTask[] {
  const today = Math.floor(nowMs / DAY_MS);
  const known: KnownFindings = new Map();
  const tasks = packs.flatMap((pack) =>
    pack.controls.flatMap((control) => {
      const at = (day: number): ControlResult =>
        evaluateOne({ control, pack, facts, known, atMs: day === 0 ? nowMs : (today + day) * DAY_MS });
      if (isOpen(at(0).status)) return [];
      const lastDays = lastDaysOf(control, today, days);
      const found = lastDays.findIndex((day) => isOpen(at(day).status));
      if (found === -1) return [];
      let [closed, open] = [lastDays[found - 1] ?? 0, lastDays[found]!];
      while (open - closed > 1) {
        const middle = Math.floor((closed + open) / 2);
        if (isOpen(at(middle).status)) open = middle;
        else closed = middle;
      }
      const { status, because } = at(open);
      // Law that began in between and was met then is no longer met on that day; it does not begin on it.
      const why = at(closed).status === 'not-yet-in-force' ? ('begins' as const) : ('runs-out' as const);
      const day = new Date((today + open) * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
      return [{ control, framework: pack.framework, why, day, will: status as ControlTask['will'], says: because }];
    }),
  );
  return tasks.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}
