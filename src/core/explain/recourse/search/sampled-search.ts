import { createGenerator, type Generator, type Seed } from '../../../stats/index.js';
import { costOf, type Problem, scorePoints } from '../problem/problem.js';
import { obeysRules, propagate, rootBox, type Taken } from './box.js';
import { changedVariables, type Found, type SearchResult } from './box-search.js';

/** Number of changes tried before the best are shrunk; each is one row for the model. */
export const DEFAULT_SAMPLES = 4096;
/** Rows per call of the model. */
const BATCH = 512;
/** Number of accepted points that are shrunk. */
const KEPT = 24;
/** Most rounds of shrinking; each at least halves the distance of one change. */
const MAX_ROUNDS = 60;
/** Up to this number of combinations all are scored, which proves the answer. */
const MAX_COMBINATIONS = 20_000;

/** Whether there are so few points that all of them can be scored. */
export function isEnumerable(problem: Problem): boolean {
  return problem.variables.reduce((product, variable) => product * variable.count, 1) <= MAX_COMBINATIONS;
}

/** Scores every allowed combination, which is exact for any model if few values are allowed. */
export function enumeratePoints(problem: Problem, wanted: number): SearchResult {
  const points: Float64Array[] = [];
  const { variables } = problem;
  const current = new Float64Array(variables.length);
  for (;;) {
    if (obeysRules(problem, current, [])) points.push(current.slice());
    let v = 0;
    while (v < variables.length && current[v] === variables[v]!.count - 1) current[v++] = 0;
    if (v === variables.length) break;
    current[v]! += 1;
  }
  const found = pickDiverse(problem, accepted(problem, points), wanted);
  return { found, exhaustive: true, lowerBound: found[0]?.cost ?? Number.POSITIVE_INFINITY, boxes: 0 };
}

/**
 * A seeded search for models that can only be evaluated: it makes random changes of few features, then shrinks and undoes every accepted
 * change as far as the model still accepts. Its answers are verified, but not that nothing is cheaper.
 */
export function samplePoints(problem: Problem, options: { wanted: number; seed: Seed; samples: number }): SearchResult {
  const random = createGenerator(options.seed);
  let pool: Found[] = [];
  for (let drawn = 0; drawn < options.samples; drawn += BATCH) {
    const batch = Array.from({ length: BATCH }, () => drawPoint(problem, random)).filter((point) => point !== null);
    pool = pickCheapest([...pool, ...accepted(problem, batch)]);
  }
  const shrunk = pool.map((found) => shrink(problem, found));
  return { found: pickDiverse(problem, shrunk, options.wanted), exhaustive: false, lowerBound: 0, boxes: 0 };
}

function accepted(problem: Problem, points: readonly Float64Array[]): Found[] {
  const found: Found[] = [];
  for (let from = 0; from < points.length; from += BATCH) {
    const batch = points.slice(from, from + BATCH);
    scorePoints(problem, batch).forEach((scored, i) => {
      if (scored?.accepted === true) found.push({ positions: batch[i]!, cost: costOf(problem, batch[i]!), scored });
    });
  }
  return found;
}

const byCost = (a: Found, b: Found): number => a.cost - b.cost;
const pickCheapest = (found: Found[]): Found[] => found.sort(byCost).slice(0, KEPT);

/** The cheapest point, then each next one that does not repeat all changes of an earlier one. */
function pickDiverse(problem: Problem, found: readonly Found[], wanted: number): Found[] {
  const taken: number[][] = [];
  const picked: Found[] = [];
  for (const candidate of [...found].sort(byCost)) {
    if (picked.length === wanted) break;
    if (!obeysRules(problem, candidate.positions, taken)) continue;
    picked.push(candidate);
    taken.push(changedVariables(problem, candidate.positions));
  }
  return picked;
}

/** Changes a few variables, to near values more often than to far ones, then applies what the rules force. */
function drawPoint(problem: Problem, random: Generator): Float64Array | null {
  const { variables, bound } = problem;
  const point = Float64Array.from(variables, (variable) => variable.at);
  const most = Math.min(bound.maxChanges, variables.length);
  const changes = 1 + random.nextInteger(most);
  for (let i = 0; i < changes; i++) {
    const v = random.nextInteger(variables.length);
    const variable = variables[v]!;
    const up = random.nextUniform() < (variable.count - 1 - variable.at) / Math.max(1, variable.count - 1);
    const room = up ? variable.count - 1 - variable.at : variable.at;
    if (room === 0) continue;
    const distance = Math.max(1, Math.round(Math.exp(random.nextUniform() * Math.log(room))));
    point[v] = variable.at + (up ? distance : -distance);
  }
  return repair(problem, point);
}

function repair(problem: Problem, point: Float64Array): Float64Array | null {
  if (obeysRules(problem, point, [])) return point;
  const box = rootBox(problem.variables);
  problem.variables.forEach((variable, v) => {
    if (point[v] !== variable.at) box.lower[v] = box.upper[v] = point[v]!;
  });
  const forced = propagate(problem, box, NOTHING);
  if (forced === null) return null;
  const fixed = point.map((position, v) => Math.min(Math.max(position, forced.lower[v]!), forced.upper[v]!));
  return obeysRules(problem, fixed, NOTHING) ? fixed : null;
}

const NOTHING: Taken = [];

/** Undoes and halves changes while the model still accepts, and goes on with the cheapest of each round. */
function shrink(problem: Problem, start: Found): Found {
  let best = start;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = accepted(problem, nearer(problem, best.positions)).sort(byCost)[0];
    if (next === undefined || next.cost >= best.cost) return best;
    best = next;
  }
  return best;
}

/** Points nearer to the start, each with one change undone, or reduced by a half, a quarter, ... a single step. */
function nearer(problem: Problem, positions: Float64Array): Float64Array[] {
  const points: Float64Array[] = [];
  for (const v of changedVariables(problem, positions)) {
    const { at, byCost: isList } = problem.variables[v]!;
    const distance = positions[v]! - at;
    for (let back = Math.abs(distance); back >= 1; back = back === 1 ? 0 : Math.ceil(back / 2)) {
      const point = positions.slice();
      point[v] = positions[v]! - Math.sign(distance) * back;
      if (obeysRules(problem, point, [])) points.push(point);
      if (isList && back === 1) break;
    }
  }
  return points;
}
