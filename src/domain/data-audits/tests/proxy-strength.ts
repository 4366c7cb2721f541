import { agree, counted } from '../../../core/base/counted.js';
import {
  type Finding,
  groupSeparation,
  judgeMeasured,
  learnedSeparation,
  likelyProxy,
  type Measured,
  type PlacementSums,
  sideModels,
} from '../../../core/fairness/sources/index.js';
import { type DataGroup, type GroupPair, type GroupScore, type GroupSet, groupsOf } from '../data/index.js';
import { BIAS_SOURCES } from '../result/index.js';
import { inputNotes, PARTS, partGrams } from './linear-inputs.js';
import { unknownNotes } from './rate-test.js';
import type { LinearInputs, SourceTest, TestContext } from './source-test.js';
import { besideText, groupText, intervalText, openText, shareText } from './words.js';

/** Most AUC that passes. */
const MAX_AUC = 0.8;
/** Most groups of an attribute that are told from its reference, the largest first: each is a scan for every feature. */
const MOST_GROUPS = 20;
/** Most names in a note. */
const NAMES_SHOWN = 12;
/** Most features that are measured one by one. */
const MOST_FEATURES = 200;
const NOBODY: PlacementSums = {
  positives: 0,
  negatives: 0,
  positivePlacements: [0n, 0n],
  negativePlacements: [0n, 0n],
};
/** The subject of the measure of all inputs of a linear model. */
const TOGETHER = 'all features together';

/** How well the features tell the protected attribute. */
export const proxyStrengthTest: SourceTest = {
  name: 'proxyStrength',
  title: 'Features that tell the group',
  source: BIAS_SOURCES.proxies,
  measure: { name: 'AUC by which features tell a group from the reference', unit: 'number', neutral: 0.5 },
  comparesWithReference: true,
  basis: {
    kind: 'practice',
    source: 'from 0.8 a discrimination is called excellent (Hosmer, Lemeshow and Sturdivant 2013, section 5.2.4)',
  },
  async run(context) {
    const { policy, data, section, features } = context;
    const rows = await data.aggregate({});
    const sets = policy.data.attributes.map(({ name }) => groupsOf(rows, [name], policy));
    const measures: Measured[] = [];
    let unmeasured = 0;
    const inputs = features.length === 0 ? null : await context.inputs();
    for (const [attribute, set] of sets.entries()) {
      if (set.reference === null) continue;
      const others = largestFirst(set);
      unmeasured += Math.max(0, others.length - MOST_GROUPS);
      for (const one of others.slice(0, MOST_GROUPS)) {
        measures.push(...(await told(context, inputs, { attribute, one, reference: set.reference })));
      }
    }
    if (measures.length === 0) return { notApplicable: 'There is no feature, or no attribute of two groups.' };
    const max = section.proxyStrength?.maxAuc ?? MAX_AUC;
    const judged = judgeMeasured(measures, {
      allowed: { max },
      level: policy.statistics.level,
      smallGroups: context.smallGroups,
    });
    const { decisive } = judged;
    return {
      judged,
      message:
        decisive === null
          ? 'No feature tells two groups that have people.'
          : `${sentence(decisive, max)}${openText(judged)}`,
      notes: [
        'A feature that tells the group is no harm yet: what decisions make of it shows in an audit of the decisions.',
        ...likelyNotes(context),
        ...(inputs === null || inputs.terms.length === 0 ? [] : inputNotes(inputs)),
        ...(unmeasured > 0
          ? [`${counted(unmeasured, 'group')} of small size ${agree(unmeasured, 'is', 'are')} not measured.`]
          : []),
        ...(features.length > MOST_FEATURES ? [measuredTogether(features.length - MOST_FEATURES)] : []),
        ...unknownNotes(rows, policy),
      ],
    };
  },
};

const measuredTogether = (count: number): string =>
  `${counted(count, 'feature')} ${agree(count, 'is', 'are')} measured only together with the others.`;

/** Columns that by their names may stand for an attribute: features, of which findings say how well, and those that are not measured. */
function likelyNotes({ features, data, section }: TestContext): string[] {
  const named = (columns: readonly string[]): string =>
    columns
      .flatMap((name) => {
        const proxy = likelyProxy(name);
        return proxy === null ? [] : [`${name} (${proxy.tells}: ${proxy.source})`];
      })
      .slice(0, NAMES_SHOWN)
      .join('; ');
  const measured = named(features);
  const left = section.features === undefined ? data.columns.filter(({ name }) => !features.includes(name)) : [];
  const unmeasured = named(left.map(({ name }) => name));
  return [
    ...(measured === ''
      ? []
      : [`By their names these may stand for an attribute, whether or not the policy has it: ${measured}.`]),
    ...(unmeasured === ''
      ? []
      : [`Not measured, for they are no features here, but likely proxies by their names: ${unmeasured}.`]),
  ];
}

const largestFirst = ({ groups, reference }: GroupSet): DataGroup[] =>
  groups.filter((one) => one !== reference).sort((a, b) => b.n - a.n);

/** A group, the one it is told from, and the place of their attribute in the policy. */
interface Told {
  readonly attribute: number;
  readonly one: DataGroup;
  readonly reference: DataGroup;
}

async function told(context: TestContext, inputs: LinearInputs | null, pair: Told): Promise<Measured[]> {
  const measures: Measured[] = [];
  for (const name of context.features.slice(0, MOST_FEATURES)) measures.push(await byFeature(context, name, pair));
  const together = inputs === null ? null : await byAll(context, inputs, pair);
  return together === null ? measures : [...measures, together];
}

const named = ({ one, reference }: Told) => ({ group: one.group, reference: reference.group });

function pairOf(context: TestContext, { attribute, one, reference }: Told): GroupPair {
  const { name } = context.policy.data.attributes[attribute]!;
  return { attribute, group: one.group[name]!, reference: reference.group[name]! };
}

/** A number tells as it stands; a text by the share of the group at each value, learned from people of other parts. */
async function byFeature(context: TestContext, column: string, pair: Told): Promise<Measured> {
  const { minGroupSize } = context.policy.data;
  const tell = (score: GroupScore) => context.data.tellApart(score, pairOf(context, pair));
  if (context.data.columns.find(({ name }) => name === column)!.numeric) {
    const [sums = NOBODY] = await tell({ kind: 'column', column });
    return groupSeparation({ subject: column, ...named(pair), sums }, minGroupSize);
  }
  const heldOut = await tell({ kind: 'shares', column, from: { otherParts: PARTS } });
  const [fitted = NOBODY] = await tell({ kind: 'shares', column, from: 'all' });
  return learnedSeparation({ subject: column, ...named(pair), heldOut, fitted }, minGroupSize);
}

async function byAll(context: TestContext, { terms, rows }: LinearInputs, pair: Told): Promise<Measured | null> {
  if (terms.length < 2) return null;
  const { policy, data } = context;
  const { name } = policy.data.attributes[pair.attribute]!;
  const { groups } = groupsOf(rows, [name], policy);
  const gramsOf = ({ group }: DataGroup) => {
    const own = groups.find((each) => each.group[name] === group[name]);
    return partGrams(own?.rows ?? [], terms.length);
  };
  const models = sideModels(gramsOf(pair.one), gramsOf(pair.reference));
  if (models === null) return null;
  const tell = (those: readonly Float64Array[]) =>
    data.tellApart({ kind: 'linear', terms, models: those }, pairOf(context, pair));
  const heldOut = await tell(models.heldOut);
  const [fitted = NOBODY] = await tell([models.fitted]);
  const { positives, negatives } = fitted;
  const people = positives + negatives;
  const facts = {
    inputs: terms.length,
    accuracy: people === 0 ? null : heldOut.reduce((sum, { right }) => sum + right, 0) / people,
    largerGroup: people === 0 ? null : Math.max(positives, negatives) / people,
  };
  return learnedSeparation({ subject: TOGETHER, ...named(pair), heldOut, fitted, facts }, policy.data.minGroupSize);
}

function sentence(finding: Finding, max: number): string {
  const { subject, group, reference, estimate, facts = {} } = finding;
  const show = besideText(finding, [max], 3);
  const tells = subject === TOGETHER ? 'All features together tell' : `${subject} alone tells`;
  const right =
    typeof facts.accuracy === 'number' && typeof facts.largerGroup === 'number'
      ? ` A linear model is right about ${shareText(facts.accuracy)} of people it has not seen; the larger group is ${shareText(facts.largerGroup)}.`
      : '';
  return `${tells} ${groupText(group)} from ${groupText(reference!)} with an AUC of ${show(estimate!)} (${intervalText(finding, show)}; at most ${max} is allowed).${right}`;
}
