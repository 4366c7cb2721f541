import { scaleUtc } from 'd3-scale';
import { DAY_MS } from '../base/durations.js';
import { type Axis, standClear } from './scale.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const TICKS = 7;
/** A step of at least so long goes from month to month, whose days nobody wants to read. */
const MONTH_MS = 28 * DAY_MS;

/** An axis of time in UTC, from the first moment to the last, in milliseconds. */
export function timeAxis(from: number, to: number, range: readonly [number, number], most: number = TICKS): Axis {
  const scale = scaleUtc()
    .domain([from, Math.max(to, from + 1)])
    .range([...range])
    .clamp(true);
  const at = (moment: number): number => scale(moment);
  const moments = scale.ticks(most).map(Number);
  const ticksOf = (every: number): Axis['ticks'] => {
    const kept = moments.filter((_, index) => index % every === 0);
    const step = kept.length > 1 ? kept[1]! - kept[0]! : to - from;
    return kept.map((moment, index) => ({ at: at(moment), label: momentLabel(moment, kept[index - 1], step) }));
  };
  let every = 1;
  while (every < moments.length && !standClear(ticksOf(every))) every += 1;
  return { at, domain: [from, to], ticks: ticksOf(every) };
}

/** What a tick says: as much as it takes to tell it from the one before. */
function momentLabel(moment: number, before: number | undefined, step: number): string {
  const date = new Date(moment);
  const earlier = before === undefined ? null : new Date(before);
  const month = MONTHS[date.getUTCMonth()]!;
  const year = earlier?.getUTCFullYear() === date.getUTCFullYear() ? '' : ` ${date.getUTCFullYear()}`;
  if (step >= 364 * DAY_MS) return String(date.getUTCFullYear());
  if (step >= MONTH_MS) return `${month}${year}`;
  const day = `${date.getUTCDate()} ${month}${year}`;
  if (step >= DAY_MS) return day;
  const isNewDay = earlier === null || earlier.getUTCDate() !== date.getUTCDate();
  const clock = date.toISOString().slice(11, 16);
  return isNewDay ? (clock === '00:00' ? day : `${day} ${clock}`) : clock;
}
