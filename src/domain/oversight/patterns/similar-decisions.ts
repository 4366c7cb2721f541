import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import { printExact } from '../../../core/base/exact-json.js';
import { gradeOf, nearestOf, type OutcomeValue, type OverturnPattern } from '../../../core/oversight/index.js';
import { changeCase, type OversightDeps, openDecision } from '../acts/index.js';
import { type Decided, decidedOf } from '../decided/index.js';
import { decisionsRerun } from '../events/index.js';
import type { CaseMaterial } from '../ports/index.js';
import type { OverturnPatterns } from './overturn-patterns.js';

/** Decisions that are drawn to look for like ones. */
const DRAWN = 2000;
/** Decisions that are told, the nearest. */
const MOST_TOLD = 100;
/** Changed decisions that others are compared with, the newest. */
const MOST_COMPARED = 50;

/** A decision like one that was changed. */
interface LikeDecision {
  readonly decision: string;
  readonly decidedAtMs: number;
  readonly version: string | null;
  readonly outcome: OutcomeValue;
  /** How unlike its inputs are to those of the nearest that was changed, from 0 to 1. */
  readonly distance: number;
  readonly nearest: string;
}

/** Decisions like those of a pattern, from a draw of all that were made meanwhile. */
export interface LikeDecisions {
  readonly pattern: OverturnPattern;
  /** From how many decisions was drawn, how many were drawn, and how many of those are of the deployment with such an outcome. */
  readonly of: number;
  readonly drawn: number;
  readonly alike: number;
  /** The nearest of them. */
  readonly decisions: readonly LikeDecision[];
}

/** What came of running decisions again. */
interface RerunResult {
  readonly version: string | null;
  readonly cutoff: number | null;
  readonly decisions: readonly {
    readonly decision: string;
    readonly before: OutcomeValue;
    /** Null where it could not be run. */
    readonly after: OutcomeValue | null;
  }[];
  readonly changed: number;
  readonly notRun: number;
}

export interface SimilarDeps extends Pick<OversightDeps, 'acts' | 'material' | 'nowMs' | 'recheck' | 'registry'> {
  /** Draws ids of decisions that were received in a span of time. */
  readonly drawDecisions: (span: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly count: number;
  }) => Promise<{ readonly of: number; readonly ids: readonly string[] }>;
  /** Opens decisions, batch by batch. */
  readonly materialsOf: (
    ids: readonly string[],
  ) => AsyncIterable<readonly { readonly id: string; readonly open: () => Promise<CaseMaterial> }[]>;
}

interface Wanted {
  readonly deployment: string;
  readonly because: string;
}

/** Finds decisions like those that were changed for one reason, and runs them again. */
export class SimilarDecisions {
  readonly #deps: SimilarDeps;
  readonly #patterns: Pick<OverturnPatterns, 'list'>;

  constructor(deps: SimilarDeps, patterns: Pick<OverturnPatterns, 'list'>) {
    this.#deps = deps;
    this.#patterns = patterns;
  }

  /** @throws TribuneError NOT_FOUND where no decisions were changed so */
  async list(wanted: Wanted): Promise<LikeDecisions> {
    return (await this.#find(wanted)).told;
  }

  /**
   * Runs them again over what was recorded of the people: with another version or cutoff, or those that decided. It changes nothing for anybody; an entry
   * says what came of it.
   */
  async rerun(
    wanted: Wanted & { readonly version?: string | undefined; readonly cutoff?: number | undefined },
    by: string,
  ): Promise<RerunResult> {
    const { told, decided } = await this.#find(wanted);
    const decisions: { decision: string; before: OutcomeValue; after: OutcomeValue | null }[] = [];
    for (const { decision } of told.decisions) {
      const one = decided.get(decision)!;
      const [version, cutoff] = [wanted.version ?? one.version, wanted.cutoff ?? one.cutoff];
      const isRunnable = version !== null && cutoff !== null && one.scale.kind === 'binary';
      const after = isRunnable
        ? await this.#deps.recheck({ decision, version, cutoff, inputs: printExact(one.inputs) })
        : null;
      decisions.push({ decision, before: one.outcome, after });
    }
    const notRun = decisions.filter(({ after }) => after === null).length;
    const changed = decisions.filter(({ before, after }) => after !== null && after !== before).length;
    const { deployment, because } = told.pattern;
    const version = wanted.version ?? null;
    const cutoff = wanted.cutoff ?? null;
    await this.#deps.acts.run(changeCase, async (tx) =>
      tx.enter(
        decisionsRerun({
          ...{ by, deployment, because, decisions: decisions.length, changed, notRun },
          ...(version !== null && { version }),
          ...(cutoff !== null && { cutoff }),
        }),
      ),
    );
    return { version, cutoff, decisions, changed, notRun };
  }

  async #find({ deployment, because }: Wanted) {
    const all = await this.#patterns.list();
    const pattern = all.find((one) => one.deployment === deployment && one.because === because);
    if (pattern === undefined)
      throw new TribuneError('NOT_FOUND', 'not so many decisions of this deployment were changed for this reason', {
        remedy: 'GET /v1/cases/patterns lists those of which so many were.',
      });
    const changed = await this.#changed(pattern);
    const { of, ids } = await this.#deps.drawDecisions({
      fromMs: pattern.fromMs - pattern.rule.withinDays * DAY_MS,
      toMs: this.#deps.nowMs(),
      count: DRAWN,
    });
    const decided = new Map<string, Decided>();
    const registry = await this.#deps.registry.load();
    for await (const batch of this.#deps.materialsOf(ids.filter((id) => !pattern.decisions.includes(id))))
      for (const { id, open } of batch) {
        const one = readOf(await open(), registry);
        if (one !== null && one.deployment === deployment && isAlike(one, changed)) decided.set(id, one);
      }
    const near = nearestToAny([...decided.values()], changed);
    return { decided, told: { pattern, of, drawn: ids.length, alike: decided.size, decisions: near } };
  }

  async #changed({ decisions }: OverturnPattern): Promise<Decided[]> {
    const found: Decided[] = [];
    for (const id of decisions.slice(0, MOST_COMPARED)) {
      const open = await openDecision(this.#deps, id).catch((cause: unknown) => {
        if (cause instanceof TribuneError && GONE.includes(cause.code)) return null;
        throw cause;
      });
      if (open !== null) found.push(open.decided);
    }
    return found;
  }
}

/** Erased, or not to be read as it is stored: it is like nothing. */
const GONE: readonly string[] = ['DECISION_UNKNOWN', 'INVALID', 'STORE_INVALID'];

function readOf({ view, key }: CaseMaterial, registry: Parameters<typeof decidedOf>[1]): Decided | null {
  if (key === null) return null;
  try {
    return decidedOf(view, registry);
  } catch (cause) {
    if (cause instanceof TribuneError && GONE.includes(cause.code)) return null;
    throw cause;
  }
}

/** Whether a decision came out as one that was changed did. */
const isAlike = ({ scale, outcome }: Decided, changed: readonly Decided[]): boolean =>
  changed.some((one) => one.scale.kind === scale.kind && gradeOf(scale, outcome) === gradeOf(one.scale, one.outcome));

function nearestToAny(found: readonly Decided[], changed: readonly Decided[]): LikeDecision[] {
  const rows = found.map(({ inputs }) => inputs);
  const best = new Map<number, { readonly distance: number; readonly nearest: string }>();
  for (const one of changed)
    for (const { index, distance } of nearestOf(one.inputs, rows, rows.length))
      if (distance < (best.get(index)?.distance ?? Number.POSITIVE_INFINITY))
        best.set(index, { distance, nearest: one.id });
  return [...best]
    .toSorted(([a, one], [b, other]) => one.distance - other.distance || a - b)
    .slice(0, MOST_TOLD)
    .map(([index, near]) => {
      const { id, decidedAtMs, version, outcome } = found[index]!;
      return { decision: id, decidedAtMs, version, outcome, ...near };
    });
}
