import { readFileSync } from 'node:fs';
import { version } from '../../decisions/support/service.js';

/** A person of the COMPAS sample: a line of counts stands for `n` of them. */
export interface Person {
  readonly id: string;
  readonly subject: string;
  readonly race: string;
  readonly sex: string;
  readonly age: string;
  readonly decile: number;
  readonly reoffended: 0 | 1;
  readonly route: string;
  readonly jurisdiction: string;
}

const ROUTES = ['automatic', 'automatic', 'reviewed', 'fallback'];
const sample = new URL('../../../examples/compas/people.csv', import.meta.url);

/** The sample with every line expanded to its people; route and jurisdiction by turns. */
export function compasPeople(): Person[] {
  const people: Person[] = [];
  for (const line of readFileSync(sample, 'utf8').trim().split('\n').slice(1)) {
    const [race, sex, age, decile, label, n] = line.split(',') as [string, string, string, string, string, string];
    for (let i = 0; i < Number(n); i++) {
      const at = people.length;
      people.push({
        id: `0193f7c2-6a55-7d1e-9f10-${at.toString(16).padStart(12, '0')}`,
        subject: `case-${at}`,
        race,
        sex,
        age,
        decile: Number(decile) / 10,
        reoffended: label === '1' ? 1 : 0,
        route: ROUTES[at % 4]!,
        jurisdiction: at % 3 === 0 ? 'US-GA' : 'US-FL',
      });
    }
  }
  return people;
}

export const flagged = ({ decile }: Person): 0 | 1 => (decile >= 0.5 ? 1 : 0);

export const registry = {
  systems: [
    {
      id: 'compas',
      purpose: 'risk of reoffending',
      domain: 'justice',
      jurisdictions: ['US-FL'],
      favourableOutcome: 0,
      owner: 'owner@example.org',
    },
  ],
  models: [{ id: 'compas', system: 'compas', description: 'COMPAS' }],
  versions: [{ model: 'compas', digest: version, label: '1' }],
  deployments: ['prod', 'shadow'].map((environment) => ({
    id: `compas/${environment}`,
    model: 'compas',
    environment,
    version,
    cutoff: 0.5,
  })),
};

/** A record as a producer sends it; attributes only of those whose attributes do not come later. */
export function decisionOf(person: Person, attributes: Record<string, unknown> | undefined, decidedAt: string): object {
  const { id, subject, decile, route, jurisdiction } = person;
  const record = { id, deployment: 'compas/prod', subject, decidedAt, score: decile, outcome: flagged(person) };
  return { ...record, route, jurisdiction, inputs: { age: { band: person.age } }, ...(attributes && { attributes }) };
}

/** The same people as a file, columns named as the policy below names them. */
export function csvOf(people: readonly Person[], labelOf: (person: Person) => 0 | 1 | null): string {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const lines = people.map((person) =>
    [
      ...[quoted(person.race), person.sex, quoted(person.age), quoted(person.age), String(person.decile)],
      ...[String(flagged(person)), String(labelOf(person) ?? ''), person.route, person.jurisdiction],
    ].join(','),
  );
  return ['race,sex,age_cat,inputs.age.band,risk,flagged,reoffended,route,jurisdiction', ...lines, ''].join('\n');
}

export const policyText = (where = ''): string => `tribune: policy/v1
name: compas-live
version: 1.0.0
data:
  label: reoffended
  prediction: flagged
  score: risk
  cutoff: 0.5
  favourable: 0
  ${where === '' ? '' : `where: ${where}`}
  attributes:
    race: { reference: Caucasian }
    sex: {}
    age_cat: {}
  intersections:
    - [race, sex]
  minGroupSize: 30
requirements:
  - id: four-fifths
    metric: favourable_rate
    by: [race]
    compare: ratio
    reference: highest
    min: 0.8
    evidence: point
    smallGroups: report
    severity: block
    basis: { kind: guidance, source: "29 CFR 1607.4(D)" }
`;
