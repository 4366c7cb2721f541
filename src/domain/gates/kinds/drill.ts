import { DAY_MS } from '../../../core/base/durations.js';
import { days, defineKind } from './define-kind.js';
import { dayOf, digestOf } from './digest-of.js';

/** Drills of the stop switch that held for the deployment, with when each ended, the newest first. */
export interface SeenDrills {
  readonly drills: readonly { readonly id: string; readonly atMs: number }[];
  /** Whether there may be more than were looked at. */
  readonly isMore: boolean;
}

/** That switching off was practised on the switch itself. */
export const drill = defineKind(
  'drill',
  'The stop switch was practised for this deployment, on the switch itself.',
  { withinDays: days().meta({ description: 'From so many days after it ended on, a drill is too old' }) },
  {
    who: () => ['stop-authority', 'incident-lead', 'owner'],
    judge({ withinDays }, { drills, isMore }: SeenDrills, { nowMs }) {
      const items = drills
        .map(({ id, atMs }) => ({
          ...{ digest: digestOf({ drill: id }), kind: 'drill', what: `the drill ${id}, which ended on ${dayOf(atMs)}` },
          untilMs: atMs + withinDays * DAY_MS,
        }))
        .toSorted((a, b) => b.untilMs - a.untilMs);
      const [last] = items;
      if (last === undefined)
        return isMore
          ? { status: 'unknown', why: 'none of the newest stops is a drill of it, and no others were looked at' }
          : { status: 'lacking', why: 'stopping it was never practised on the switch: tribune stop --drill' };
      // A drill that was signed counts beside a newer one: to practise again closes nothing.
      const [first, ...others] = items.filter(({ untilMs }) => untilMs > nowMs);
      if (first !== undefined) return { status: 'met', items: [first, ...others] };
      const why = `${last.what}, is too old: ${withinDays} days count`;
      return { status: 'lacking', why, sinceMs: last.untilMs };
    },
  },
);
