import { DAY_MS } from '../../../core/base/durations.js';
import { days, defineKind } from './define-kind.js';
import { dayOf, digestOf } from './digest-of.js';

/** The last drill of the stop switch that held for the deployment; null where there was none. */
export type SeenDrill = { readonly id: string; readonly atMs: number } | null;

/** That switching off was practised on the switch itself. */
export const drill = defineKind(
  'drill',
  'The stop switch was practised for this deployment, on the switch itself.',
  { withinDays: days().meta({ description: 'From so many days after it ended on, a drill is too old' }) },
  {
    who: () => ['stop-authority', 'incident-lead', 'owner'],
    judge({ withinDays }, seen: SeenDrill, { nowMs }) {
      if (seen === null)
        return { status: 'lacking', why: 'stopping it was never practised on the switch: tribune stop --drill' };
      const untilMs = seen.atMs + withinDays * DAY_MS;
      const what = `the drill ${seen.id}, which ended on ${dayOf(seen.atMs)}`;
      if (untilMs <= nowMs)
        return { status: 'lacking', why: `${what}, is too old: ${withinDays} days count`, sinceMs: untilMs };
      return { status: 'met', items: [{ digest: digestOf({ drill: seen.id }), kind: 'drill', what, untilMs }] };
    },
  },
);
