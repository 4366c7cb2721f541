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

/**
 * What becomes open within some days and is not now: law that begins, and records that grow too old or end. Each control is looked at now and
 * at the end; the first day between is found by halving, as what ran out stays so until somebody acts.
 */
export function tasksOf({ facts, packs, nowMs, days }: TasksAsked): ControlTask[] {
  const today = Math.floor(nowMs / DAY_MS);
  const known: KnownFindings = new Map();
  const tasks = packs.flatMap((pack) =>
    pack.controls.flatMap((control) => {
      const at = (day: number): ControlResult =>
        evaluateOne({ control, pack, facts, known, atMs: day === 0 ? nowMs : (today + day) * DAY_MS });
      const now = at(0).status;
      if (isOpen(now) || !isOpen(at(days).status)) return [];
      let [closed, open] = [0, days];
      while (open - closed > 1) {
        const middle = Math.floor((closed + open) / 2);
        if (isOpen(at(middle).status)) open = middle;
        else closed = middle;
      }
      const { status, because } = at(open);
      const why = now === 'not-yet-in-force' ? ('begins' as const) : ('runs-out' as const);
      const day = new Date((today + open) * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
      return [{ control, framework: pack.framework, why, day, will: status as ControlTask['will'], says: because }];
    }),
  );
  return tasks.toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
}
