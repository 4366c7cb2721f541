import { HOUR_MS } from '../../../src/core/base/durations.js';

/** Policy by which decisions of two groups are watched. */
export const watchedPolicy = ({ max = 0.1, more = '', labelled = true } = {}): string => `tribune: policy/v1
name: watched
version: 1.0.0
data:
  label: { column: truth, positive: ['1'], negative: ['0'] }
  prediction: { column: decided, positive: ['1'], negative: ['0'] }
  favourable: 1
  attributes: { sex: { reference: m } }
  minGroupSize: 20
${more}monitor: { block: 1h, falseAlarmsPerDay: 0.1${labelled ? ', labelHorizon: 1d' : ''} }
requirements:
  - { id: parity, metric: selection_rate, by: [sex], compare: difference, max: ${max}, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: test } }
  - { id: detection, metric: true_positive_rate, by: [sex], compare: difference, max: 0.1, evidence: violation, smallGroups: report, severity: warn, basis: { kind: ours, source: test } }
`;

/** A policy by which versions are compared, on a deployment of its own. */
export const VERSIONS_POLICY: string = watchedPolicy({
  labelled: false,
  more: 'reactions: { to: { parity: [{ do: hold-canary }, { do: shadow, evidence: 1000 }] } }\n',
})
  .replace('attributes: { sex: { reference: m } }', 'attributes: { version: {} }\n  live: { version: version }')
  .replaceAll('by: [sex]', 'by: [version], reference: largest')
  .split('\n')
  .filter((line) => !line.includes('true_positive_rate') && !line.includes('label:'))
  .join('\n');

/** A midnight from which on some forty days can be decided in the past. */
export const START_MS: number = Math.floor((Date.now() - 60 * 24 * HOUR_MS) / (24 * HOUR_MS)) * 24 * HOUR_MS;

export interface Hour {
  readonly hour: number;
  /** Decisions of each group, and how many of them are 1. */
  readonly groups: Readonly<Record<string, readonly [n: number, selected: number]>>;
  readonly deployment?: string;
}

let made = 0;

/** An id that follows from a number, so that two services can be sent the same. */
export const idOf = (n: number): string => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** The decisions of an hour, spread over it, each of a person of its own. */
export function decisionsOf({ hour, groups, deployment = 'compas/prod' }: Hour): Record<string, unknown>[] {
  const all = Object.entries(groups).flatMap(([sex, [n, selected]]) =>
    Array.from({ length: n }, (_, i) => ({ sex, outcome: i < selected ? 1 : 0, place: (i + 0.5) / n })),
  );
  return all
    .sort((a, b) => a.place - b.place)
    .map(({ sex, outcome, place }) => {
      made += 1;
      return {
        id: idOf(made),
        deployment,
        subject: `person-${made}`,
        decidedAt: new Date(START_MS + hour * HOUR_MS + Math.floor(place * HOUR_MS)).toISOString(),
        outcome,
        route: 'automatic',
        attributes: { sex },
      };
    });
}
