import type { Gate } from '../../api/gates.js';
import { momentText } from '../../parts/moments.js';

const DAY_MS = 86_400_000;
/** Days before now that are shown, and at most after. */
const BEFORE_DAYS = 30;
const AFTER_DAYS = 30;
const [WIDTH, HEIGHT] = [600, 24];

interface OpenTimesProps {
  readonly of: Pick<Gate, 'openings' | 'deployment' | 'version'>;
}

/** When a gate was open and until when it is, as a strip of a month before and after now. */
export function OpenTimes({ of: { openings, deployment, version } }: OpenTimesProps) {
  const now = Date.now();
  const [from, to] = [now - BEFORE_DAYS * DAY_MS, now + AFTER_DAYS * DAY_MS];
  const x = (at: number): number => ((Math.min(to, Math.max(from, at)) - from) / (to - from)) * WIDTH;
  const spans = openings
    .filter((one) => one.version === version && Date.parse(one.until) > from)
    .map((one) => [Date.parse(one.from), Date.parse(one.until)] as const);
  const newest = spans[0];
  const before =
    spans.length > 2 ? `, and ${spans.length - 1} times before` : spans.length > 1 ? ', and once before' : '';
  const told =
    newest === undefined
      ? 'It was not open in the last 30 days.'
      : `It ${newest[1] > now ? 'is' : 'was'} open from ${momentText(newest[0])} to ${momentText(newest[1])}${before}.`;
  return (
    <figure className="open-times">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`When the gate of ${deployment} is open. ${told}`}>
        <rect className="track" x="0" y="6" width={WIDTH} height="12" rx="3" />
        {spans.map(([start, end]) => (
          <rect
            key={start}
            className="open"
            x={x(start)}
            y="6"
            width={Math.max(2, x(end) - x(start))}
            height="12"
            rx="3"
          />
        ))}
        <line className="now" x1={WIDTH / 2} x2={WIDTH / 2} y1="1" y2="23" />
      </svg>
      {/* Not drawn: on a telephone the strip is half as wide, and letters in it would be too. */}
      <div className="open-scale note small" aria-hidden="true">
        <span>30 days ago</span>
        <span>now</span>
        <span>in 30 days</span>
      </div>
    </figure>
  );
}
