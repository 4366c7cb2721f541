import { agree, counted } from '../../../core/base/counted.js';
import { TribuneError } from '../../../core/base/errors.js';
import { didYouMean } from '../../../core/base/suggest.js';
import { type Finding, judgeMeasured, type Measured, representation } from '../../../core/fairness/sources/index.js';
import { type GroupSet, groupsOf, type PopulationFile } from '../data/index.js';
import { BIAS_SOURCES, type StatedPopulation } from '../result/index.js';
import { spellingNotes } from './population-spellings.js';
import type { DataAuditSection, SourceTest, TestContext } from './source-test.js';
import { besideText, countText, groupText, intervalText, openText, shareText } from './words.js';

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
    const unread = settings.population.find(({ file }, index) => file !== undefined && !context.populations.has(index));
    if (unread !== undefined)
      return {
        notApplicable: `The population by ${unread.by} stands in ${unread.file!.path}, and this way of auditing reads no such files.`,
      };
    const parts = settings.population.map((population, index) => {
      checkAttribute(population, index, context);
      const set = groupsOf(rows, [population.by], context.policy);
      const stated = figuresOf(population, context.populations.get(index));
      return { ...measured(population.by, stated, set, minRatio), population, stated, set };
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
      notes: parts.flatMap(notesOf),
      populations: parts.map(({ population, stated }) => recordOf(population, stated)),
    };
  },
};

function checkAttribute({ by }: Population, index: number, { policy }: TestContext): void {
  const names = policy.data.attributes.map(({ name }) => name);
  if (names.includes(by)) return;
  throw new TribuneError(
    'POLICY_INVALID',
    `dataAudit.representation.population[${index}].by is "${by}", which is no attribute of data.attributes`,
    { remedy: didYouMean(by, names), place: { name: by } },
  );
}

/** Figures of a population: people or shares of its groups, and what they are shares of. */
interface Stated {
  readonly figures: ReadonlyMap<string, number>;
  readonly whole: number;
  /** People of stated groups; null where the policy states shares. */
  readonly people: number | null;
  readonly file: PopulationFile | null;
}

function figuresOf({ shares, counts }: Population, file: PopulationFile | undefined): Stated {
  const figures = file?.counts ?? new Map(Object.entries(shares ?? counts ?? {}));
  if (shares !== undefined) return { figures, whole: 1, people: null, file: null };
  const sum = [...figures.values()].reduce((total, one) => total + one, 0);
  // Who has no group is left out of the whole, be it told in people or as a share. Rounded shares may sum to a little more than all.
  if (file?.areShares === true) return { figures, whole: Math.max(1 - file.unknown, sum), people: null, file };
  return { figures, whole: sum, people: sum, file: file ?? null };
}

const recordOf = ({ by, source, file }: Population, stated: Stated): StatedPopulation => ({
  by,
  source,
  file: stated.file === null ? null : { path: file!.path, digest: stated.file.digest },
  people: stated.people,
});

/** The stated groups as measures, the groups of the data that the population does not state, and what is to be said of their names. */
function measured(
  by: string,
  { figures, whole }: Stated,
  set: GroupSet,
  minRatio: number,
): { measures: Measured[]; unstated: string[]; spellings: string[] } {
  const people = new Map(set.groups.map(({ group, n }) => [group[by]!, n]));
  const unstated = [...people.keys()].filter((value) => !figures.has(value));
  const spellings = spellingNotes({ by, stated: [...figures.keys()], unstated, people });
  const total = set.groups.reduce((all, { n }) => all + n, 0);
  const groups = [...figures]
    .filter(([, figure]) => figure > 0)
    .map(([value, figure]) => ({ group: { [by]: value }, share: figure / whole, n: people.get(value) ?? 0 }));
  return { measures: representation(groups, { total, minRatio }), unstated, spellings };
}

function sentence(finding: Finding, minRatio: number): string {
  const { group, value, referenceValue, estimate, facts = {} } = finding;
  const ratio = besideText(finding, [minRatio], 2);
  const missing = Number(facts.missingToShare ?? 0);
  const toBound = Number(facts.missingToBound ?? 0);
  const people =
    missing === 0
      ? ''
      : ` ${counted(countText(missing), 'person')} of the group ${agree(countText(missing), 'is', 'are')} missing until the shares agree${toBound > 0 ? `, ${countText(toBound)} until the ratio is ${minRatio}` : ''}.`;
  return `${groupText(group)}: ${shareText(value)} of the data, ${shareText(referenceValue)} of the population, a ratio of ${ratio(estimate!)} (${intervalText(finding, ratio)}; at least ${minRatio} is allowed).${people}`;
}

interface Compared {
  readonly population: Population;
  readonly stated: Stated;
  readonly set: GroupSet;
  readonly unstated: readonly string[];
  readonly spellings: readonly string[];
}

/** Most names in a note. */
const NAMES_SHOWN = 10;

function leftText({ unknown, areShares }: PopulationFile, path: string): string {
  if (areShares)
    return `${shareText(unknown)} of the population has no group in ${path} and is left out of its shares.`;
  const people = countText(unknown);
  return `${counted(people, 'person')} of the population ${agree(people, 'has', 'have')} no group in ${path} and ${agree(people, 'is', 'are')} left out of its shares.`;
}

function notesOf({ population, stated, set, unstated, spellings }: Compared): string[] {
  const { by, source, file } = population;
  const { unknown } = set;
  const left = stated.file?.unknown ?? 0;
  const origin = stated.file === null ? '' : ` File ${file!.path}, ${stated.file.digest}.`;
  const people = stated.people === null ? '' : `, ${counted(countText(stated.people), 'person')}`;
  const more = unstated.length > NAMES_SHOWN ? ` and ${unstated.length - NAMES_SHOWN} more` : '';
  return [
    `Population by ${by}: ${source}${people}.${origin}`,
    ...(left > 0 ? [leftText(stated.file!, file!.path)] : []),
    ...(unstated.length > 0
      ? [
          `The population does not state ${unstated.slice(0, NAMES_SHOWN).join(', ')}${more} (${by}); these people count in the total only.`,
        ]
      : []),
    ...spellings,
    ...(unknown > 0
      ? [
          `${counted(countText(unknown), 'person')} of unknown ${by} ${agree(countText(unknown), 'is', 'are')} left out of the shares.`,
        ]
      : []),
  ];
}
