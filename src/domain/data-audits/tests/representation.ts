import { counted } from '../../../core/base/counted.js';
import { TribuneError } from '../../../core/base/errors.js';
import { suggest } from '../../../core/base/suggest.js';
import { type Finding, judgeMeasured, type Measured, representation } from '../../../core/fairness/sources/index.js';
import { type GroupSet, groupsOf } from '../data/index.js';
import { BIAS_SOURCES } from '../result/index.js';
import type { DataAuditSection, SourceTest, TestContext } from './source-test.js';
import { countText, groupText, intervalText, openText, shareText } from './words.js';

/** Least share in the data over share in the population: the four fifths of selection rates, taken over for presence. */
const MIN_RATIO = 0.8;

type Population = NonNullable<DataAuditSection['representation']>['population'][number];

/** Whether groups are as frequent in the data as in the population that the policy states. */
export const representationTest: SourceTest = {
  name: 'representation',
  title: 'Representation against the stated population',
  source: BIAS_SOURCES.representation,
  measure: { name: 'share in the data over share in the population', unit: 'ratio' },
  basis: { kind: 'practice', source: 'four fifths (29 CFR 1607.4(D)), taken over for presence in data' },
  async run(context) {
    const settings = context.section.representation;
    if (settings === undefined)
      return { notApplicable: 'The policy states no population (dataAudit.representation.population).' };
    const minRatio = settings.minRatio ?? MIN_RATIO;
    const rows = await context.data.aggregate({});
    const parts = settings.population.map((population, index) => {
      checkAttribute(population, index, context);
      const set = groupsOf(rows, [population.by], context.policy);
      return { ...measured(population, set, minRatio), population, set };
    });
    const { level } = context.policy.statistics;
    const judged = judgeMeasured(
      parts.flatMap(({ measures }) => measures),
      { allowed: { min: minRatio }, level, smallGroups: context.smallGroups },
    );
    const worst = judged.decisive;
    const message =
      worst === null
        ? 'No stated group has people in the population.'
        : `${sentence(worst, minRatio)}${openText(judged)}`;
    return {
      judged,
      message,
      notes: parts.flatMap(({ population, set, unstated }) => notesOf(population, set, unstated)),
    };
  },
};

function checkAttribute({ by }: Population, index: number, { policy }: TestContext): void {
  const names = policy.data.attributes.map(({ name }) => name);
  if (names.includes(by)) return;
  const near = suggest(by, names);
  throw new TribuneError(
    'POLICY_INVALID',
    `dataAudit.representation.population[${index}].by is "${by}", which is no attribute of data.attributes`,
    { remedy: near === null ? `Name one of ${names.join(', ')}.` : `Did you mean "${near}"?` },
  );
}

/** The stated groups as measures, and the groups of the data that the population does not state. */
function measured(
  { by, shares, counts }: Population,
  set: GroupSet,
  minRatio: number,
): { measures: Measured[]; unstated: string[] } {
  const stated = shares ?? counts ?? {};
  const sum = shares === undefined ? Object.values(stated).reduce((total, one) => total + one, 0) : 1;
  const people = new Map(set.groups.map(({ group, n }) => [group[by]!, n]));
  const unstated = [...people.keys()].filter((value) => !Object.hasOwn(stated, value));
  for (const value of Object.keys(stated)) {
    const near = people.has(value) ? null : suggest(value, unstated);
    if (near !== null)
      throw new TribuneError('POLICY_INVALID', `the population states "${value}" for ${by}, which no row has`, {
        remedy: `Did you mean "${near}"? The data have it, and the population does not state it.`,
      });
  }
  const total = set.groups.reduce((all, { n }) => all + n, 0);
  const groups = Object.entries(stated)
    .filter(([, share]) => share > 0)
    .map(([value, share]) => ({ group: { [by]: value }, share: share / sum, n: people.get(value) ?? 0 }));
  return { measures: representation(groups, { total, minRatio }), unstated };
}

function sentence(finding: Finding, minRatio: number): string {
  const { group, value, referenceValue, estimate, facts = {} } = finding;
  const ratio = (number: number): string => number.toFixed(2);
  const missing = Number(facts.missingToShare ?? 0);
  const toBound = Number(facts.missingToBound ?? 0);
  const people =
    missing === 0
      ? ''
      : ` ${counted(countText(missing), 'person')} of the group ${missing === 1 ? 'is' : 'are'} missing until the shares agree${toBound > 0 ? `, ${countText(toBound)} until the ratio is ${minRatio}` : ''}.`;
  return `${groupText(group)}: ${shareText(value)} of the data, ${shareText(referenceValue)} of the population, a ratio of ${ratio(estimate!)} (${intervalText(finding, ratio)}; at least ${minRatio} is allowed).${people}`;
}

function notesOf({ by, source }: Population, { unknown }: GroupSet, unstated: readonly string[]): string[] {
  return [
    `Population by ${by}: ${source}.`,
    ...(unstated.length > 0
      ? [
          `The population does not state ${unstated.slice(0, 10).join(', ')}${unstated.length > 10 ? ` and ${unstated.length - 10} more` : ''} (${by}); these people count in the total only.`,
        ]
      : []),
    ...(unknown > 0
      ? [
          `${counted(countText(unknown), 'person')} of unknown ${by} ${unknown === 1 ? 'is' : 'are'} left out of the shares.`,
        ]
      : []),
  ];
}
