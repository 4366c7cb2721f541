import { type PatternRule, QUEUES, type Queue } from '../../../core/oversight/index.js';
import type { RowLookup } from '../../../core/policy/bind/index.js';
import { parseWhere } from '../../../core/policy/index.js';
import type { oversight as section } from '../../../core/policy/open-sections/index.js';
import { judgeWhere } from '../../../core/policy/where/index.js';

type Section = NonNullable<ReturnType<typeof section.of>>;
type Route = NonNullable<Section['routes']>[number];

/** A route with the test of its filter; null where it has none. */
type Tested = Route & { readonly test: ((lookup: RowLookup) => boolean) | null };

/** A recorded decision as routes see it. */
export interface RoutedDecision {
  readonly deployment: string;
  readonly lookup: RowLookup;
  /** The outcome that is good for the person; null where decisions are not 0 or 1. */
  readonly favourable: 0 | 1 | null;
  /** Whether an alert of the deployment fires. */
  readonly isAlerting: boolean;
}

/** A route that fits a decision, and how probable it is that it draws it. */
interface Fitting {
  readonly id: string;
  readonly queue: Queue;
  readonly share: number;
  readonly isHighImpact: boolean;
}

/** What routes make of a decision. */
export interface Drawn {
  /** Routes that drew it, by their ids. */
  readonly routes: readonly string[];
  readonly queue: Queue;
  readonly isHighImpact: boolean;
  /** How probable it was, before, that it would be drawn by any of the routes that fit, above 0. */
  readonly inclusion: number;
}

/** The routes of a policy. */
export class RouteTable {
  /** Share of drawn cases that are decided without the machine shown. */
  readonly holdout: number;
  /** When decisions that were changed for one reason are looked at together; null where the policy does not say. */
  readonly overturns: PatternRule | null;
  /** Known answers for each case that is opened. */
  readonly knownAnswers: number;
  readonly #section: Section;
  readonly #routes: readonly Tested[];

  constructor(written: Section) {
    this.#section = written;
    this.holdout = written.holdout ?? 0;
    this.overturns = written.overturns ?? null;
    this.knownAnswers = written.knownAnswers ?? 0;
    this.#routes = (written.routes ?? []).map((route) => ({ ...route, test: testOf(route.where) }));
  }

  /**
   * Whether a decision is drawn.
   *
   * @param draw a number from 0 to 1 that nobody knows before the decision is recorded, the same for all its routes: the chance to be drawn is then
   * that of the route with the greatest share
   */
  draw(decision: RoutedDecision, draw: number): Drawn | null {
    const fitting = this.#fitting(decision);
    const drew = fitting.filter(({ share }) => draw < share);
    if (drew.length === 0) return null;
    return {
      routes: drew.map(({ id }) => id),
      queue: QUEUES.find((one) => drew.some(({ queue }) => queue === one))!,
      isHighImpact: drew.some(({ isHighImpact }) => isHighImpact),
      inclusion: Math.max(...fitting.map(({ share }) => share)),
    };
  }

  #fitting(decision: RoutedDecision): Fitting[] {
    const { noAutomaticAdverse, bands, random } = this.#section;
    const { lookup } = decision;
    const isAutomatic = lookup('route') === 'automatic';
    const certain = (id: string, queue: Queue): Fitting => ({ id, queue, share: 1, isHighImpact: false });
    return [
      ...(noAutomaticAdverse !== undefined && isAutomatic && isAdverse(decision) && isIn(noAutomaticAdverse, lookup)
        ? [certain('no-automatic-adverse', 'legal')]
        : []),
      ...(bands !== undefined && isAutomatic && isBetweenBands(bands, decision) ? [certain('bands', 'uncertain')] : []),
      ...this.#routes.filter((route) => fits(route, decision)).map(fittingOf),
      ...(random === undefined
        ? []
        : [{ id: 'random', queue: 'quality' as const, share: random, isHighImpact: false }]),
    ];
  }
}

const fittingOf = ({ id, share, class: queue, highImpact }: Route): Fitting => ({
  ...{ id, share: share ?? 1, isHighImpact: highImpact ?? false },
  queue: queue ?? (share === undefined ? 'uncertain' : 'fairness'),
});

function testOf(where: string | undefined): ((lookup: RowLookup) => boolean) | null {
  if (where === undefined) return null;
  const node = parseWhere(where);
  // What is missing, or is no number where one is compared, does not fit.
  return (lookup) => judgeWhere(node, (path) => lookup(path.join('.')) ?? null) === true;
}

function fits({ adverse, near, while: during, test }: Tested, decision: RoutedDecision): boolean {
  if (adverse === true && !isAdverse(decision)) return false;
  if (during === 'alert' && !decision.isAlerting) return false;
  if (near !== undefined && !isNear(near, decision.lookup)) return false;
  return test === null || test(decision.lookup);
}

const isAdverse = ({ lookup, favourable }: RoutedDecision): boolean => {
  const outcome = lookup('outcome');
  return favourable !== null && (outcome === 0 || outcome === 1) && outcome !== favourable;
};

function isNear(near: number, lookup: RowLookup): boolean {
  const [score, cutoff] = [numberAt(lookup, 'score'), numberAt(lookup, 'cutoff')];
  return score !== null && cutoff !== null && Math.abs(score - cutoff) < near;
}

function numberAt(lookup: RowLookup, column: string): number | null {
  const value = lookup(column);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A place fits its parts: `DE` fits `DE-BY`. */
function isIn(places: true | readonly string[], lookup: RowLookup): boolean {
  if (places === true) return true;
  const found = lookup('jurisdiction');
  return typeof found === 'string' && places.some((one) => found === one || found.startsWith(`${one}-`));
}

function isBetweenBands(bands: NonNullable<Section['bands']>, { deployment, lookup }: RoutedDecision): boolean {
  const score = numberAt(lookup, 'score');
  if (score === null) return false;
  const band = bands.find(
    ({ deployments, places }) => (deployments?.includes(deployment) ?? true) && isIn(places ?? true, lookup),
  );
  return band !== undefined && score >= band.below && score < band.from;
}
