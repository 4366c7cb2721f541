import {
  type ClassTally,
  classTallyOf,
  type OrderedTally,
  orderedTallyOf,
  type StagesCell,
  type StagesTally,
  stagesTallyOf,
} from '../../fairness/outcomes/index.js';
import { ALL_ROUTES, declaredRoutes } from '../sections/outcomes/stages.js';
import type { Policy } from '../sections/types.js';
import { contradiction } from './contradiction.js';
import type { BaselineAudit } from './read.js';

type Words = NonNullable<BaselineAudit['words']>[number];
type Funnel = NonNullable<BaselineAudit['funnels']>[number];
type Counted = Pick<Words, 'by' | 'group'>;

/**
 * The tally that an accepted audit was made from, over some attributes: the counts of levels that it carries for each group, with labels by the level that was due, are its cells. So a change
 * is the comparison of two samples, each counted in full. Null where the audit carries no groups of these attributes; `by` is everybody where it is empty.
 *
 * @throws TribuneError `BASELINE_INVALID` where the audit contradicts itself
 */
export function acceptedOrdered(baseline: BaselineAudit, policy: Policy, by: readonly string[]): OrderedTally | null {
  const { outcome } = policy.data;
  if (outcome?.type !== 'ordered') return null;
  const { levels, favourable } = outcome;
  const cells = wordsOf(baseline, by)?.flatMap((group) =>
    labelledCells(group, by, levels).map(({ place, ...cell }) => ({ ...cell, level: place })),
  );
  return cells === undefined ? null : orderedTallyOf({ ...frameOf(by), levels, favourable }, countedCells(cells));
}

/** The same of classes, with the table of the true ones where the audit carries it. */
export function acceptedClasses(baseline: BaselineAudit, policy: Policy, by: readonly string[]): ClassTally | null {
  const { outcome } = policy.data;
  if (outcome?.type !== 'class') return null;
  const { classes, favourable } = outcome;
  const cells = wordsOf(baseline, by)?.flatMap((group) =>
    labelledCells(group, by, classes).map(({ place, ...cell }) => ({ ...cell, class: place })),
  );
  return cells === undefined ? null : classTallyOf({ ...frameOf(by), classes, favourable }, countedCells(cells));
}

/** The people of a group by level or class and label: those of the table that it carries, the others without a label. */
function labelledCells(group: Words, by: readonly string[], words: readonly string[]) {
  const { counts, labelled = [] } = group;
  const known = labelled.map(({ label, word, n }) => ({
    ...cellFrame(group, by, n),
    place: placeOf(word, words, group),
    label: placeOf(label, words, group),
  }));
  const unknown = counts.map(({ word, n }) => {
    const place = placeOf(word, words, group);
    const withLabel = known.reduce((sum, cell) => sum + (cell.place === place ? cell.people : 0), 0);
    return { ...cellFrame(group, by, n - withLabel), place, label: null };
  });
  return [...known, ...unknown];
}

/** The same of stages: who reached one and did not pass it stopped there, and who passed it and did not reach the next went away. */
export function acceptedStages(baseline: BaselineAudit, policy: Policy, by: readonly string[]): StagesTally | null {
  const { outcome } = policy.data;
  if (outcome?.type !== 'stages') return null;
  const stages = outcome.stages.map(({ name }) => name);
  const hasRoutes = outcome.routes !== undefined;
  const ofRoutes = baseline.funnels?.filter(({ route }) => (route !== undefined) === hasRoutes);
  const cells = groupsOf(ofRoutes, by)?.flatMap((group) => stagesCells(group, by, stages));
  if (cells === undefined) return null;
  return stagesTallyOf({ ...frameOf(by), stages, ...declaredRoutes(outcome) }, countedCells(cells));
}

function stagesCells(group: Funnel, by: readonly string[], names: readonly string[]): StagesCell[] {
  return group.stages.flatMap(({ stage, reached, passed }, i, all) => {
    const place = { route: group.route ?? ALL_ROUTES, stage: placeOf(stage, names, group) };
    return [
      { ...cellFrame(group, by, reached - passed), ...place, passed: 0 as const },
      { ...cellFrame(group, by, passed - (all[i + 1]?.reached ?? 0)), ...place, passed: 1 as const },
    ];
  });
}

const frameOf = (by: readonly string[]) => ({ policyDigest: '', attributes: by });

/** Groups of some attributes. Those of any attribute are everybody, where everybody is asked for. */
function groupsOf<Group extends Counted>(
  groups: readonly Group[] | undefined,
  by: readonly string[],
): readonly Group[] | undefined {
  const wanted = by.length === 0 ? groups?.[0]?.by : by;
  const found = groups?.filter(
    (group) => group.by.length === wanted?.length && wanted.every((name) => group.by.includes(name)),
  );
  return found === undefined || found.length === 0 ? undefined : found;
}

const wordsOf = ({ words }: BaselineAudit, by: readonly string[]) => groupsOf(words, by);

function cellFrame(group: Counted, by: readonly string[], people: number) {
  if (people < 0) throw contradiction(group.group, 'its counts do not add up');
  return { values: by.map((name) => group.group[name] ?? null), rows: people, people };
}

/** Cells as a tally has them: places without people are none. */
function countedCells<Cell extends { readonly people: number; readonly rows: number }>(cells: readonly Cell[]) {
  const some = cells.filter(({ people }) => people > 0);
  return { rowsRead: some.reduce((sum, { rows }) => sum + rows, 0), excluded: [], cells: some };
}

function placeOf(word: string, words: readonly string[], group: Counted): number {
  const place = words.indexOf(word);
  if (place >= 0) return place;
  throw contradiction(group.group, `it counts people at ${JSON.stringify(word)}, which it does not declare`);
}
