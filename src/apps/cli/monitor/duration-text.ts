import { counted } from '../../../core/base/counted.js';
import { metricWords } from '../../../core/policy/index.js';
import type { RequirementMetric } from '../../../core/policy/sections/index.js';
import type { ReplayedDuration } from '../../../domain/documents/monitor/index.js';
import type { DurationLine } from '../../../domain/monitor-review/index.js';
import type { Paint } from '../terminal/paint.js';
import { wrap } from '../terminal/verdict.js';
import { seriesText } from './replay-text.js';

const COLOUR = { holds: 'red', 'does-not-hold': 'green', 'not-known': 'yellow' } as const;
const WORDS = { holds: 'holds', 'does-not-hold': 'does not hold', 'not-known': 'not known' } as const;
const MARK = { holds: '✗', 'does-not-hold': '✓', 'not-known': '?' } as const;

/** The answers to durations, a line for each series; nothing where none are asked. */
export function durationTexts(lines: readonly DurationLine[], paint: Paint, columns: number): string {
  return lines
    .flatMap((line) => {
      const { requirement, label, asked, answer, days, chance } = durationWords(line);
      return [
        `${paint('bold', requirement)} ${asked}  ${label}  ${paint(COLOUR[line.truth], answer)}`,
        ...wrap(`${days}${chance}`, columns - 4).map((text) => paint('dim', `    ${text}`)),
      ];
    })
    .map((text) => `${text}\n`)
    .join('');
}

/** The answer to a duration in words, for the terminal and for the page. */
export function durationWords(line: DurationLine): ReplayedDuration {
  const { requirement, component, truth, window } = line;
  return {
    requirement: component === null ? requirement : `${requirement} (${metricWords(component as RequirementMetric)})`,
    label: seriesText(line),
    asked: askedText(line),
    answer: `${MARK[truth]} ${WORDS[truth]}`,
    days: `${daysText(line)}, ${day(window.from)} to ${day(window.to)}`,
    chance: chances(line),
  };
}

function askedText({ mode, steps, trend }: DurationLine): string {
  if (trend === null) return `broken for ${counted(steps, 'day')} (${mode})`;
  const { stepDays, by } = trend;
  const worse = by === 0 ? 'worse' : `worse by more than ${by}`;
  return `${worse} from each ${counted(stepDays, 'day')} to the next, ${counted(steps, 'time')} in a row (trend)`;
}

function daysText({ mode, truth, steps, broken, kept, unknown }: DurationLine): string {
  if (mode === 'trend')
    return `worse in ${broken}, not in ${kept}, not known in ${unknown} of ${counted(steps, 'comparison')}`;
  if (mode !== 'pooled')
    return `broken on ${broken}, kept on ${kept}, not known on ${unknown} of ${counted(steps, 'day')}`;
  return truth === 'not-known'
    ? 'all days together do not show it'
    : `all days together, of which ${broken + kept} had decisions`;
}

const day = (iso: string): string => iso.slice(0, 10);

/** The chance that the answer given is false, and not that of the other one, which may be many times as small; of no answer there is none. */
function chances({ errors, truth }: DurationLine): string {
  if (truth === 'not-known') return '';
  if (errors === null) return '; no chance of error is promised';
  const chance = truth === 'holds' ? errors.falseHolds : errors.falseDoesNotHold;
  return `; that it ${WORDS[truth]} is false with chance ${Number(chance.toFixed(4))} at most`;
}
