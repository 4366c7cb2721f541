import type { NeutralTree, NeutralTrees } from '../../models/index.js';
import { cutOf } from '../binning/index.js';
import type { Condition } from './conditions.js';
import { meetsRow, type Rule, type RuleInput } from './find-rules.js';

interface Node {
  readonly condition: Condition | null;
  readonly value: number;
  readonly cover: number;
  readonly left: number;
  readonly right: number;
}

/**
 * The list as a tree, which is what the neutral format holds: whoever fails a condition goes on to the next rule, so that a rule stands once for each condition at which
 * the one before may fail. Covers are of the people who come that way, 0 where nobody did.
 */
export function ruleTree(
  input: RuleInput,
  rules: readonly Rule[],
  chances: { readonly ofRule: readonly number[]; readonly otherwise: number },
): NeutralTrees {
  const nodes: Node[] = [];
  const grow = (rule: number, condition: number, rows: Int32Array): number => {
    const asked = rules[rule]?.conditions[condition];
    const cover = rows.reduce((sum, row) => sum + input.weights[row]!, 0);
    const place = nodes.length;
    const value = rule < rules.length ? chances.ofRule[rule]! : chances.otherwise;
    nodes.push({ condition: null, value, cover, left: -1, right: -1 });
    if (asked === undefined) return place;
    const isMet = (row: number): boolean => meetsRow(input.bins, asked, row);
    const [met, failed] = [rows.filter(isMet), rows.filter((row) => !isMet(row))];
    const onMet = (): number => grow(rule, condition + 1, met);
    const onFailed = (): number => grow(rule + 1, 0, failed);
    const isLeft = goesLeft(input, asked);
    const left = isLeft ? onMet() : onFailed();
    const right = isLeft ? onFailed() : onMet();
    nodes[place] = { condition: asked, value: 0, cover, left, right };
    return place;
  };
  const counting = Int32Array.from(input.weights.keys()).filter((row) => input.weights[row]! > 0);
  grow(0, 0, counting);
  return documentOf(input, nodes);
}

const isNamed = ({ columns }: RuleInput['data'], { column }: Condition): boolean =>
  columns[column]!.categories !== undefined;

/** Whether who meets the condition goes left. Of names that does who is named, or, asked for a missing one, nobody who has one: a name never seen fails both. */
const goesLeft = ({ data }: RuleInput, condition: Condition): boolean =>
  condition.kind === 'missing' ? isNamed(data, condition) : condition.kind !== 'above';

function documentOf({ data, bins }: RuleInput, nodes: readonly Node[]): NeutralTrees {
  const tree: NeutralTree = {
    childrenLeft: nodes.map(({ left }) => left),
    childrenRight: nodes.map(({ right }) => right),
    feature: nodes.map(({ condition }) => condition?.column ?? -1),
    threshold: nodes.map(({ condition }) => {
      if (condition === null || condition.kind === 'is') return 0;
      if (condition.kind === 'missing') return Number.MAX_VALUE;
      return cutOf(bins, { column: condition.column, lastBin: condition.bin, leftBins: [], missingLeft: false });
    }),
    value: nodes.map(({ value }) => value),
    cover: nodes.map(({ cover }) => cover),
    // A missing value fails every question but that for it.
    missingLeft: nodes.map(({ condition }) =>
      condition !== null && (condition.kind === 'missing' ? isNamed(data, condition) : condition.kind === 'above')
        ? 1
        : 0,
    ),
    leftCategories: nodes.map(({ condition }) => {
      if (condition === null || !isNamed(data, condition)) return null;
      const { binOfCode } = bins.columns[condition.column]!;
      return Array.from(binOfCode.keys()).filter((code) => binOfCode[code] === condition.bin);
    }),
  };
  const hasCategories = data.columns.some(({ categories }) => categories !== undefined);
  return {
    kind: 'tree-ensemble',
    featureNames: data.columns.map(({ name }) => name),
    ...(hasCategories ? { categories: data.columns.map(({ categories }) => categories ?? null) } : {}),
    numOutputs: 1,
    link: 'identity',
    chances: 'second',
    baseOffset: [0],
    inputPrecision: 'float64',
    trees: [tree],
  };
}
