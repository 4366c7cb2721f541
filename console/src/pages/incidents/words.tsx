import type { wire } from 'tribune/client';
import { Time } from '../../parts/time.js';
import { Badge } from '../../parts/words.js';

export type Listed = wire.IncidentList['incidents'][number];
export type Clock = wire.Incident['clocks'][number];

export const scopeText = (scope: { readonly kind: string; system?: string; deployment?: string }): string =>
  scope.system ?? scope.deployment ?? scope.kind;

const SEVERITIES = { critical: ['bad', '■'], major: ['care', '◆'], minor: ['', '◇'] } as const;

export function SeverityBadge({ of }: { readonly of: Listed['severity'] }) {
  const [look, glyph] = SEVERITIES[of];
  return (
    <Badge look={look} glyph={glyph}>
      {of}
    </Badge>
  );
}

export const IncidentState = ({ of }: { readonly of: Listed['state'] }) => (
  <Badge look={of === 'closed' ? '' : of === 'monitoring' ? 'good' : 'care'} glyph={of === 'closed' ? '–' : '○'}>
    {of}
  </Badge>
);

const CLOCKS: Readonly<Record<Clock['status'], readonly [look: 'bad' | 'good' | 'care' | '', glyph: string]>> = {
  running: ['care', '◆'],
  'at once': ['care', '◆'],
  overdue: ['bad', '■'],
  'filed in time': ['good', '●'],
  'filed late': ['bad', '■'],
  filed: ['good', '●'],
  waived: ['', '–'],
};

export function ClockBadge({ of }: { readonly of: Clock['status'] }) {
  const [look, glyph] = CLOCKS[of];
  return (
    <Badge look={look} glyph={glyph}>
      {of}
    </Badge>
  );
}

/** When the next thing is due; a time that has passed is said to be one. */
export function Due({ at, isOverdue }: { readonly at: string | null; readonly isOverdue: boolean }) {
  if (at === null) return <span>–</span>;
  return isOverdue ? (
    <Badge look="bad" glyph="■">
      overdue
    </Badge>
  ) : (
    <Time at={at} relative />
  );
}

const READINESS = {
  ready: ['good', '●'],
  incomplete: ['care', '○'],
  stale: ['care', '◆'],
  missing: ['bad', '■'],
} as const;

/** How ready a plan is. */
export function ReadinessBadge({ of: { status } }: { readonly of: Pick<wire.IncidentReadiness, 'status'> }) {
  const [look, glyph] = READINESS[status];
  return (
    <Badge look={look} glyph={glyph}>
      {status}
    </Badge>
  );
}
