import { DAY_MS } from '../../../core/base/durations.js';
import { type ErrorCode, TribuneError } from '../../../core/base/errors.js';
import type { AuditQuery } from './audit-job.js';
import type { AuditStage, RequestedAudit } from './recorded-audits.js';

/** Runs that are remembered; the oldest that ended go first. */
const MOST_RUNS = 200;
/** How long a run that ended is told of, ms. Its result stays in the list of audits. */
const TOLD_MS = DAY_MS;

/** An audit that somebody began and need not wait for. */
export interface AuditRun {
  readonly id: string;
  readonly deployment: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  /** `waiting` for its turn, then `counting` and `judging`; `kept` with a result, or `failed`. */
  readonly state: AuditStage | 'kept' | 'failed';
  /** The audit that was kept; null until then. */
  readonly audit: string | null;
  /** Why there is none; null while there may be one. */
  readonly problem: { readonly code: ErrorCode; readonly message: string; readonly remedy: string | null } | null;
}

export interface AuditRunDeps {
  readonly request: (query: AuditQuery, onStage: (stage: AuditStage) => void) => Promise<RequestedAudit>;
  readonly newId: () => string;
  readonly nowMs: () => number;
  /** Takes what nobody foresaw; whoever began the run is told only that it failed. */
  readonly onProblem: (cause: Error) => void;
}

/**
 * Audits that go on while nobody waits for them. They are remembered by this process alone: a service that stops in order ends those that run, and
 * of one that is killed the result is missing from the list of audits, which is what counts.
 */
export class AuditRuns {
  readonly #deps: AuditRunDeps;
  readonly #runs = new Map<string, AuditRun & { readonly actor: string }>();

  constructor(deps: AuditRunDeps) {
    this.#deps = deps;
  }

  /**
   * Begins an audit, and gives its run at once.
   *
   * @throws TribuneError SERVICE_BUSY where too many that have not ended are remembered
   */
  start(query: AuditQuery): AuditRun {
    this.#forget();
    if (this.#runs.size >= MOST_RUNS)
      throw new TribuneError('SERVICE_BUSY', `${MOST_RUNS} audits are under way already`, {
        remedy: 'Begin it again when some of them have ended.',
      });
    const { newId, nowMs, request } = this.#deps;
    const id = newId();
    const begun = {
      id,
      deployment: query.deployment,
      startedAtMs: nowMs(),
      endedAtMs: null,
      audit: null,
      problem: null,
    };
    this.#runs.set(id, { ...begun, state: 'waiting', actor: query.reader.actor });
    void request(query, (state) => this.#change(id, { state })).then(
      ({ stored, unjudged }) =>
        this.#end(
          id,
          stored === null
            ? { state: 'failed', problem: { ...unjudged!, remedy: null } }
            : { state: 'kept', audit: stored.id },
        ),
      (cause: unknown) => this.#end(id, { state: 'failed', problem: this.#problemOf(cause) }),
    );
    return withoutActor(this.#runs.get(id)!);
  }

  /** The runs that a caller began, the newest first. */
  list(actor: string): AuditRun[] {
    this.#forget();
    return [...this.#runs.values()]
      .filter((run) => run.actor === actor)
      .map(withoutActor)
      .reverse();
  }

  #change(id: string, change: Partial<AuditRun>): void {
    const run = this.#runs.get(id);
    if (run !== undefined) this.#runs.set(id, { ...run, ...change });
  }

  #end(id: string, change: Partial<AuditRun>): void {
    this.#change(id, { ...change, endedAtMs: this.#deps.nowMs() });
  }

  #problemOf(cause: unknown): NonNullable<AuditRun['problem']> {
    if (cause instanceof TribuneError) {
      const { code, message, remedy = null } = cause;
      return { code, message, remedy };
    }
    this.#deps.onProblem(cause instanceof Error ? cause : new Error(String(cause)));
    return { code: 'INTERNAL', message: 'the audit broke down', remedy: 'The log of the service says why.' };
  }

  #forget(): void {
    const ended = [...this.#runs.values()].filter(({ endedAtMs }) => endedAtMs !== null);
    const tooOld = this.#deps.nowMs() - TOLD_MS;
    const tooMany = this.#runs.size - MOST_RUNS + 1;
    for (const [place, { id, endedAtMs }] of ended.entries())
      if (place < tooMany || endedAtMs! < tooOld) this.#runs.delete(id);
  }
}

const withoutActor = ({ actor: _, ...run }: AuditRun & { readonly actor: string }): AuditRun => run;
