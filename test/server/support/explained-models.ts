import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const example = (name: string): string => join('examples/explain', name);
const textOf = (name: string): string => readFileSync(example(name), 'utf8');
export const digestOf = (text: string): string => `sha256:${createHash('sha256').update(text).digest('hex')}`;
export const [MODEL, PEOPLE, REASONS, ACTIONS] = ['model.json', 'applicants.csv', 'ecoa.yaml', 'actions.yaml'].map(
  textOf,
) as [string, string, string, string];
/** The same model under other digests, registered with less. */
export const [BARE, NOTHING, UNASKED] = [`${MODEL}\n`, `${MODEL}\n\n`, `${MODEL}\n\n\n`];
export const [ONE_SIDED, COMPARED_WITH_ONE] = [`${MODEL}\n\n\n\n`, `${MODEL}\n\n\n\n\n`];
/** People to compare with: one alone, and three who were all refused. */
const LINES = PEOPLE.trim().split('\n');
const [ALONE, REFUSED] = [`${LINES[0]}\n${LINES[1]}\n`, `${LINES[0]}\n${`${LINES[18]}\n`.repeat(3)}`];
/** A model of one tree that gives three scores; of two the second would be meant. */
export const SEVERAL = JSON.stringify({
  ...{ kind: 'tree-ensemble', aggregation: 'sum', numOutputs: 3, baseOffset: [0, 0, 0], link: 'softmax' },
  featureNames: LINES[0]!.split(','),
  trees: [
    {
      ...{ childrenLeft: [1, -1, -1], childrenRight: [2, -1, -1], feature: [0, -2, -2], threshold: [30, -2, -2] },
      value: [
        [0, 0, 0],
        [-1, 1, 0],
        [1, -1, 2],
      ],
      cover: [10, 4, 6],
    },
  ],
});
export const UNREADABLE = '{"kind": "crystal ball"}';

const system = { id: 'credit', purpose: 'credit', domain: 'credit', favourableOutcome: 1, owner: 'a@example.org' };
const background = digestOf(PEOPLE);
const versions = [
  {
    model: 'whole',
    digest: digestOf(MODEL),
    explain: { background, reasons: digestOf(REASONS), constraints: digestOf(ACTIONS) },
  },
  { model: 'bare', digest: digestOf(BARE), explain: { background } },
  { model: 'nothing', digest: digestOf(NOTHING) },
  { model: 'unasked', digest: digestOf(UNASKED), explain: { background, adverse: { perDay: 2 } } },
  { model: 'ball', digest: digestOf(UNREADABLE), explain: { background } },
  { model: 'several', digest: digestOf(SEVERAL), explain: { background } },
  { model: 'second', digest: digestOf(SEVERAL), explain: { background: digestOf(REFUSED), output: 1 } },
  { model: 'alone', digest: digestOf(COMPARED_WITH_ONE), explain: { background: digestOf(ALONE) } },
  {
    model: 'refused',
    digest: digestOf(ONE_SIDED),
    explain: { background: digestOf(REFUSED), reasons: digestOf(REASONS) },
  },
  { model: 'lost', digest: `sha256:${'3'.repeat(64)}`, explain: { background } },
];
/** What is registered: a model of each kind, with what its decisions are explained. */
export const THINGS = {
  systems: [system],
  models: versions.map(({ model: id }) => ({ id, system: 'credit' })),
  versions,
  deployments: versions.map(({ model, digest }) => ({ id: `${model}/prod`, version: digest, cutoff: 0.7 })),
};

/** The bytes of models, people and texts that the service is given. */
export const BODIES = [
  ...[MODEL, BARE, NOTHING, UNASKED, ONE_SIDED, COMPARED_WITH_ONE, SEVERAL, UNREADABLE],
  ...[PEOPLE, ALONE, REFUSED, REASONS, ACTIONS],
];

/** A person of the example as a decision engine sends them. */
export function inputsOf(row: number): Record<string, unknown> {
  const [head = '', ...lines] = PEOPLE.trim().split('\n');
  const cells = lines[row]!.split(',');
  return Object.fromEntries(
    head.split(',').map((name, i) => [name, /^[\d.]+$/.test(cells[i]!) ? Number(cells[i]) : cells[i]!]),
  );
}
