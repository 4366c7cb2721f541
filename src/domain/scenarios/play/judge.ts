import { agree } from '../../../core/base/counted.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../core/base/durations.js';
import { evidenceBeside } from '../../../core/base/evidence-beside.js';
import type { StateChange } from '../../monitor/index.js';
import { type FactCondition, factText } from '../../monitor-facts/index.js';
import { type Expectation, groupText } from '../read/index.js';

/** What came of an expectation. */
export interface Judged {
  readonly line: number;
  /** As it is written. */
  readonly text: string;
  readonly isMet: boolean;
  /** What was seen in its place; empty where it was met. */
  readonly seen: string;
}

/** What a step did. */
export interface Seen {
  /** Its beginning, in ms. */
  readonly from: number;
  readonly changes: readonly StateChange[];
  /** Every series as it stands after it. */
  readonly lines: readonly StateChange[];
  /** Requirements that are watched. */
  readonly watched: readonly string[];
}

/** Why a series does not exist. Silence of what is not watched meets no expectation. */
const TOO_FEW = 'no group, or no reference, had decisions enough (data.minGroupSize)';
/** Most series that a sentence names. */
const MOST_NAMED = 5;

/** Holds what a step did against an expectation. */
export function judge(expectation: Expectation, seen: Seen): Judged {
  const { line, text } = expectation;
  const wrong = wrongOf(expectation, seen);
  return { line, text, isMet: wrong === null, seen: wrong ?? '' };
}

/** Says what was seen in place of what was expected; null where it was met. */
function wrongOf(expectation: Expectation, seen: Seen): string | null {
  if (expectation.kind === 'nothing fires') return anyAlarm(seen);
  const { from, changes, lines } = seen;
  const isAbout = ({ requirement, series }: StateChange): boolean =>
    requirement === expectation.requirement &&
    Object.entries(expectation.group).every(([name, value]) => series.group[name] === value);
  const [happened, now] = [changes.filter(isAbout), lines.filter(isAbout)];
  if (now.length === 0) return `there is no series of it: ${TOO_FEW}`;
  if (expectation.kind === 'is') {
    const others = now.filter(({ state }) => state !== expectation.condition);
    return others.length === 0 ? null : listed(others, stands);
  }
  const wanted = happened.filter(({ state }) => state === (expectation.kind === 'resolves' ? 'resolved' : 'firing'));
  if (expectation.kind === 'does not fire') {
    if (wanted.length > 0) return listed(wanted, (one) => `it fired${whose(one)} ${when(one, from)}`);
    const still = now.filter(({ state }) => state === 'firing');
    return still.length === 0 ? null : listed(still, (one) => `it fires${whose(one)} since before the step`);
  }
  const { withinMs } = expectation;
  if (wanted.some(({ at }) => withinMs === null || Date.parse(at) <= from + withinMs)) return null;
  return wanted.length > 0
    ? listed(wanted, (one) => `it did so${whose(one)} only ${when(one, from)}`)
    : listed(now, stands);
}

/** Says which alarm began in a step, or is on since before, or of what nothing is known. */
function anyAlarm({ from, changes, lines, watched }: Seen): string | null {
  const fired = changes.filter(({ state }) => state === 'firing');
  if (fired.length > 0) return listed(fired, (one) => `${one.requirement} fired${whose(one)} ${when(one, from)}`);
  const still = lines.filter(({ state }) => state === 'firing');
  if (still.length > 0) return listed(still, (one) => `${one.requirement} fires${whose(one)} since before the step`);
  const unseen = watched.filter((id) => !lines.some(({ requirement }) => requirement === id));
  return unseen.length === 0 ? null : `there is no series of ${unseen.join(', ')}: ${TOO_FEW}`;
}

const listed = (of: readonly StateChange[], say: (one: StateChange) => string): string => {
  const more = of.length - MOST_NAMED;
  return [
    ...of.slice(0, MOST_NAMED).map(say),
    ...(more > 0 ? [`and ${more} ${agree(more, 'other', 'others')}`] : []),
  ].join('; ');
};

const whose = ({ series }: StateChange): string =>
  Object.keys(series.group).length === 0 ? '' : ` for ${groupText(series.group)}`;

const stands = (one: StateChange): string =>
  one.fact !== undefined
    ? `it is ${one.state}: ${factText(one.fact, one.state as FactCondition)}`
    : `it is ${one.state}${whose(one)}, evidence ${evidenceBeside(one.logEvidence, one.logThreshold)}`;

/** `after 2 days 6 hours (2026-03-18T06:00:00.000Z)`, from the beginning of the step. */
function when({ at }: StateChange, from: number): string {
  let left = Date.parse(at) - from;
  const parts: string[] = [];
  for (const [unit, length] of [
    ['day', DAY_MS],
    ['hour', HOUR_MS],
    ['minute', MINUTE_MS],
  ] as const) {
    const n = Math.floor(left / length);
    left -= n * length;
    if (n > 0) parts.push(`${n} ${agree(n, unit, `${unit}s`)}`);
  }
  return `after ${parts.join(' ') || 'less than a minute'} (${at})`;
}
