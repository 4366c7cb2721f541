import type { Staffing } from '../../../core/oversight/index.js';
import type { Paint } from '../terminal/paint.js';

type RunMean = Staffing['utilisation'];
interface Enough {
  readonly late: number;
  /** Fewest readers that are enough; null where none was found. */
  readonly enough: number | null;
}

/** What a simulation of a review showed, for a terminal. */
export function staffingText(staffing: Staffing, { late, enough }: Enough, paint: Paint): string {
  const { load, classes, utilisation, offered, growthPerDay, erlang, runs, days } = staffing;
  const row = (name: string, value: string): string => `  ${name.padEnd(26)} ${value}`;
  const isGrowing = offered > load.readers;
  return [
    paint('bold', `${load.readers} readers, ${runs} runs of ${days} days`),
    row('time that they read', share(utilisation)),
    row('readers that it takes', `${figure(offered)} at least, or the queue grows without end`),
    ...(isGrowing ? [row('the queue grows', `by ${figure(growthPerDay.mean)} cases a day`)] : []),
    row(`${percent(late)} late at most`, enough === null ? 'not with any number tried' : `with ${enough} readers`),
    '',
    paint('bold', 'class      a day   wait, mean          half within  95 % within  begun late           decided late'),
    ...classes.map(({ queue, perDay, wait, median, ninetyFifth, lateViews, lateAnswers }) =>
      [
        queue.padEnd(10),
        figure(perDay).padEnd(7),
        between(wait, hours).padEnd(19),
        hours(median).padEnd(12),
        hours(ninetyFifth).padEnd(12),
        share(lateViews).padEnd(20),
        share(lateAnswers),
      ].join(' '),
    ),
    ...(erlang === null
      ? []
      : [
          '',
          `Erlang’s C: mean wait ${hours(erlang.meanWait)}, ${percent(erlang.chanceToWait)} of the cases wait, readers read ${percent(erlang.utilisation)} of the time.`,
        ]),
    '',
  ].join('\n');
}

const figure = (value: number): string => String(Number(value.toPrecision(3)));
const percent = (value: number): string => `${figure(100 * value)} %`;
const hours = (value: number): string => (value < 1 ? `${figure(60 * value)} min` : `${figure(value)} h`);

function between({ mean, lower, upper }: RunMean, text: (value: number) => string): string {
  return lower === null || upper === null
    ? text(mean)
    : `${text(mean)} (${text(Math.max(0, lower))} to ${text(upper)})`;
}

const share = (of: RunMean): string => between(of, percent);
