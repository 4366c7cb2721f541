import { momentPieces, momentText } from './moments.js';

/** Moments in the reader's zone, written as the reader's language writes dates, with the exact moment beside them for whoever points at it. */
const FULL = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
/** Words, as those around them are: "vor 24 Sekunden" among English ones was read aloud as English. */
const DISTANCE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

const STEPS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;
/** Moments farther away are said as dates: nobody reckons back forty days. */
const FAR_MS = 14 * 86_400_000;

export const zone: string = new Intl.DateTimeFormat().resolvedOptions().timeZone;

export function Time({ at, relative = false }: { readonly at: string | number; readonly relative?: boolean }) {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <span>{String(at)}</span>;
  const iso = date.toISOString();
  return (
    <time dateTime={iso} title={`${FULL.format(date)} ${zone} (${iso})`}>
      {relative ? distance(date.getTime(), Date.now()) : momentText(date)}
    </time>
  );
}

/** A sentence of the service, with its moments in the zone of the reader. */
export const Sentence = ({ of }: { readonly of: string }) =>
  momentPieces(of).map((piece, n) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one sentence keep their places.
    typeof piece === 'string' ? piece : <Time key={n} at={piece.at} />,
  );

/** @example distance(nowMs - 125_000, nowMs) // '2 minutes ago' */
export function distance(atMs: number, nowMs: number): string {
  const ms = atMs - nowMs;
  if (Math.abs(ms) > FAR_MS) return momentText(atMs);
  const [unit, size] = STEPS.find(([, each]) => Math.abs(ms) >= each) ?? STEPS[3];
  return DISTANCE.format(Math.trunc(ms / size), unit);
}

/** @example duration(5_400) // '1 h 30 min' */
export function duration(seconds: number): string {
  const parts: string[] = [];
  let left = Math.round(seconds);
  for (const [size, name] of [
    [86_400, 'd'],
    [3_600, 'h'],
    [60, 'min'],
    [1, 's'],
  ] as const) {
    if (left >= size && parts.length < 2) parts.push(`${Math.floor(left / size)} ${name}`);
    left %= size;
  }
  return parts.join(' ') || '0 s';
}
