import { createHash } from 'node:crypto';
import { HOUR_MS } from '../../../src/core/base/durations.js';
import { ndjson } from '../../server/support/compas.js';

/** What is sent: requests of decisions and of their labels, hour after hour of a time long gone, so that only they tell the monitor the time. */
export const FIRST_MS: number = Date.UTC(2025, 0, 1);
export const DEPLOYMENT = 'compas/prod';
export const REQUESTS_AN_HOUR = 6;
const GROUPS = ['m', 'f', 'x'];
const DECISIONS_A_REQUEST = 45;
/** In some hours fewer come, which a fact about the volume says. */
const FEW_A_REQUEST = 15;
const FEW_EVERY = 10;
const FEW_AT = 7;
/** Hours for which the groups are decided alike, and then as many in which they are not. */
const EVEN_HOURS = 8;

/** Blocks of an hour; labels are known an hour later. Of each request the men have the same inputs, so that it does not matter which request comes first. */
export const POLICY = `tribune: policy/v1
name: watched
version: 1.0.0
data:
  label: { column: truth, positive: ['1'], negative: ['0'] }
  prediction: { column: decided, positive: ['1'], negative: ['0'] }
  favourable: 1
  attributes: { sex: { reference: m } }
  minGroupSize: 20
monitor: { block: 1h, falseAlarmsPerDay: 0.5, labelHorizon: 1h, quality: { volume: { minPerBlock: 200 }, sameInputs: { of: [income], max: 0.25 }, defaults: { income: [0] }, maxDefault: 0.1 } }
requirements:
  - { id: parity, metric: selection_rate, by: [sex], compare: difference, max: 0.1, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: test } }
  - { id: best, metric: selection_rate, by: [sex], compare: ratio, reference: highest, min: 0.8, evidence: violation, smallGroups: report, severity: block, basis: { kind: ours, source: test } }
  - { id: detection, metric: true_positive_rate, by: [sex], compare: difference, max: 0.1, evidence: violation, smallGroups: report, severity: warn, basis: { kind: ours, source: test } }
`;

export type Kind = 'decisions' | 'labels';
export const nameOf = (kind: Kind, hour: number, request: number): string => `${kind}.${hour}.${request}`;

/** A number from 0 to 1 that follows from a name. */
const drawn = (name: string): number => createHash('sha256').update(name).digest().readUInt32BE() / 2 ** 32;

function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const rateOf = (sex: string, hour: number): number =>
  sex === 'f' && Math.floor(hour / EVEN_HOURS) % 2 === 1 ? 0.1 : 0.5;

/** The body of a request; the same each time it is asked for. */
export function bodyOf(kind: Kind, hour: number, request: number): Uint8Array {
  const length = hour % FEW_EVERY === FEW_AT ? FEW_A_REQUEST : DECISIONS_A_REQUEST;
  const records = Array.from({ length }, (_, i) => {
    const name = `${hour}.${request}.${i}`;
    const [id, sex] = [idOf(name), GROUPS[i % GROUPS.length]!];
    const atMs = FIRST_MS + hour * HOUR_MS + Math.floor(drawn(`time ${name}`) * HOUR_MS);
    if (kind === 'labels')
      return {
        ...{ decision: id, label: Number(drawn(`label ${name}`) < 0.5) },
        knownAt: new Date(atMs + HOUR_MS / 2).toISOString(),
      };
    return {
      ...{ id, deployment: DEPLOYMENT, subject: `person-${name}`, decidedAt: new Date(atMs).toISOString() },
      ...{ outcome: Number(drawn(`outcome ${name}`) < rateOf(sex, hour)), route: 'automatic' },
      ...{ inputs: { income: sex === 'm' ? `men of ${hour}.${request}` : name }, attributes: { sex } },
    };
  });
  return new TextEncoder().encode(ndjson(...records));
}
