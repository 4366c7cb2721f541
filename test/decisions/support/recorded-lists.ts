import { nextId } from './typed.js';

/** The deployment whose decisions are lists. */
export const SEARCH = 'compas/search';

export const policyOf = ({ more = '', relevance = '', holes = '' } = {}): string => `tribune: policy/v1
name: search
version: 1.0.0
data:
  outcome: { type: ranking, list: query, position: rank, k: [1, 3]${relevance}${holes} }
  attributes: { sex: { reference: Male } }
  minGroupSize: 5
  ${more}
requirements:
  - id: r
    metric: exposure
    per: candidate
    by: [sex]
    compare: ratio
    min: 0.1
    evidence: point
    smallGroups: report
    severity: block
    basis: { kind: ours, source: test }
`;
export const POLICY = policyOf();
export const RATED = policyOf({ relevance: ', relevance: worth' });

export interface Candidate {
  readonly subject: string;
  readonly list: string;
  readonly size: number;
  /** Null for a candidate who was not shown. */
  readonly position: number | null;
  readonly sex?: string;
  readonly worth?: number;
  readonly id?: string;
  readonly at?: string;
}

export const candidateLine = (
  { subject, list, size, position, sex, id = nextId(), at = '2026-11-22T10:00:00.000Z' }: Candidate,
  deployment = SEARCH,
  attributes: object | undefined = sex === undefined ? undefined : { sex },
): string =>
  JSON.stringify({
    id,
    deployment,
    subject,
    list,
    listSize: size,
    decidedAt: at,
    outcome: position,
    route: 'automatic',
    ...(attributes === undefined ? {} : { attributes }),
  });

let lists = 0;
/** Lists of four to six candidates, of whom the last one or two are not shown. */
export const listsOf = (n: number): Candidate[] =>
  Array.from({ length: n }, () => {
    const list = `query-${++lists}`;
    const size = 4 + (lists % 3);
    return Array.from({ length: size }, (_, i): Candidate => {
      const position = i < size - 1 - (lists % 2) ? i + 1 : null;
      const sex = (i * 7 + lists * 3) % 5 < 2 ? 'Male' : 'Female';
      return {
        subject: `person-${lists * 10 + i}`,
        list,
        size,
        position,
        sex,
        worth: ((i * 3 + lists) % 5) / 4,
        id: nextId(),
      };
    });
  }).flat();

export const csvOf = (all: readonly Candidate[], rated = false): string[] => [
  `query,rank,sex${rated ? ',worth' : ''}`,
  ...all.map(({ list, position, sex, worth }) => `${list},${position ?? ''},${sex}${rated ? `,${worth}` : ''}`),
];
