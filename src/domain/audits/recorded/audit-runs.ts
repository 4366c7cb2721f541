import { DAY_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { AuditQuery } from './audit-job.js';
import type { AuditRun, BegunAudit, BegunStore, FollowedAudit, StoredAudit } from './ports.js';
import type { RequestedAudit } from './recorded-audits.js';

/** Runs that are remembered; the oldest that ended go first. */
const MOST_RUNS = 200;
/** How long a run that ended is told of, ms. Its result stays in the list of audits. */
const TOLD_MS = DAY_MS;

export interface AuditRunDeps {
  readonly request: (query: AuditQuery, followed: FollowedAudit) => Promise<RequestedAudit>;
  readonly store: BegunStore;
  readonly newId: () => string;
  readonly nowMs: () => number;
  /** Takes what nobody foresaw; whoever began the run is told only that it failed. */
  readonly onProblem: (cause: Error) => void;
}

/**
 * Audits that go on while nobody waits for them. Each is kept before it begins and after it ended: one that broke off with its process is told as
 * interrupted by the next one, and whoever began it has it begun again by one request. Nothing is audited in the name of a person who does not ask.
 */
export class AuditRuns {
  readonly #deps: AuditRunDeps;
  readonly #runs = new Map<string, BegunAudit>();
  /** Runs that are being begun again, by those in whose place they are: whoever asks twice at once gets one. */
  readonly #beginning = new Map<string, Promise<AuditRun>>();
  #restored: Promise<void> | null = null;
  #isClosed = false;

  constructor(deps: AuditRunDeps) {
    this.#deps = deps;
  }

  /**
   * Begins an audit, and gives its run at once.
   *
   * @throws TribuneError SERVICE_BUSY where too many that have not ended are remembered
   */
  async start(query: AuditQuery): Promise<AuditRun> {
    await this.#ready();
    await this.#forget();
    if (this.#runs.size >= MOST_RUNS)
      throw new TribuneError('SERVICE_BUSY', `${MOST_RUNS} audits are under way already`, {
        remedy: 'Begin it again when some of them have ended.',
      });
    const { newId, nowMs, request, store } = this.#deps;
    const { reader, sight: _, ...asked } = query;
    const id = newId();
    const begun: BegunAudit = {
      ...{ id, deployment: query.deployment, startedAtMs: nowMs(), endedAtMs: null },
      ...{ state: 'waiting', audit: null, problem: null, again: null, actor: reader.actor },
    };
    this.#runs.set(id, begun);
    await store.add(begun, asked).catch((cause: unknown) => {
      this.#runs.delete(id);
      throw cause;
    });
    const kept = ({ id: audit }: Pick<StoredAudit, 'id'>) => ({ state: 'kept', audit, endedAtMs: nowMs() }) as const;
    void request(query, {
      onStage: (state) => this.#change(id, { state }),
      keep: ({ begunAudits }, audit) => begunAudits.save({ ...this.#runs.get(id)!, ...kept(audit) }),
    }).then(
      ({ stored, unjudged }) => {
        // That it was kept was saved with its result.
        if (stored !== null) this.#change(id, kept(stored));
        else this.#end(id, { state: 'failed', problem: { ...unjudged!, remedy: null } });
      },
      (cause: unknown) => {
        // What breaks off because the service stops is told as interrupted by the one that comes after it.
        if (!this.#isClosed) this.#end(id, { state: 'failed', problem: this.#problemOf(cause) });
      },
    );
    return told(this.#runs.get(id)!);
  }

  /**
   * Begins an audit again that came to nothing, as the caller may see it now. Asked again, it gives the run that was begun in its place.
   *
   * @throws TribuneError NOT_FOUND for one that the caller did not begin, CONFLICT for one that goes on or was kept
   */
  async again(id: string, seeing: Pick<AuditQuery, 'reader' | 'sight'>): Promise<AuditRun> {
    await this.#ready();
    const run = this.#runs.get(id);
    if (run === undefined || run.actor !== seeing.reader.actor)
      throw new TribuneError('NOT_FOUND', `you began no audit ${id}`, {
        remedy: 'GET /v1/audit-runs lists those that you began, for a day after their end.',
      });
    const known = this.#runs.get(run.again ?? '');
    if (known !== undefined) return told(known);
    const begun = this.#beginning.get(id) ?? this.#beginAgain(run, seeing).finally(() => this.#beginning.delete(id));
    this.#beginning.set(id, begun);
    return begun;
  }

  async #beginAgain(run: BegunAudit, seeing: Pick<AuditQuery, 'reader' | 'sight'>): Promise<AuditRun> {
    const { id, state } = run;
    const asked = state === 'failed' || state === 'interrupted' ? await this.#deps.store.asked(id) : null;
    if (asked === null)
      throw new TribuneError('CONFLICT', `the audit ${id} is ${state}`, {
        remedy: 'Only one that failed or was interrupted is begun again; begin another one.',
      });
    const begun = await this.start({ ...asked, ...seeing });
    this.#change(id, { again: begun.id });
    // That it was begun again is known here in any case; the next process reads it.
    if (this.#runs.has(id)) await this.#deps.store.save(this.#runs.get(id)!).catch(this.#deps.onProblem);
    return begun;
  }

  /** The runs that a caller began, the newest first. */
  async list(actor: string): Promise<AuditRun[]> {
    await this.#ready();
    await this.#forget();
    return [...this.#runs.values()]
      .filter((run) => run.actor === actor)
      .map(told)
      .reverse();
  }

  /** What ends from now on was ended by the stop of the service. */
  close(): void {
    this.#isClosed = true;
  }

  /** Reads what an earlier process began, once; after a failure again. */
  #ready(): Promise<void> {
    this.#restored ??= this.#restore().catch((cause: unknown) => {
      this.#restored = null;
      throw cause;
    });
    return this.#restored;
  }

  async #restore(): Promise<void> {
    const { store, nowMs, onProblem } = this.#deps;
    const { runs, foreign } = await store.all();
    for (const cause of foreign) onProblem(cause);
    for (const run of runs) {
      const isOver = run.endedAtMs !== null;
      const now: BegunAudit = isOver ? run : { ...run, state: 'interrupted', endedAtMs: nowMs() };
      if (!isOver) await store.save(now);
      this.#runs.set(run.id, now);
    }
  }

  #change(id: string, change: Partial<BegunAudit>): void {
    const run = this.#runs.get(id);
    if (run !== undefined) this.#runs.set(id, { ...run, ...change });
  }

  #end(id: string, change: Partial<AuditRun>): void {
    this.#change(id, { ...change, endedAtMs: this.#deps.nowMs() });
    this.#deps.store.save(this.#runs.get(id)!).catch(this.#deps.onProblem);
  }

  #problemOf(cause: unknown): NonNullable<AuditRun['problem']> {
    if (cause instanceof TribuneError) {
      const { code, message, remedy = null } = cause;
      return { code, message, remedy };
    }
    this.#deps.onProblem(cause instanceof Error ? cause : new Error(String(cause)));
    return { code: 'INTERNAL', message: 'the audit broke down', remedy: 'The log of the service says why.' };
  }

  async #forget(): Promise<void> {
    const ended = [...this.#runs.values()].filter(({ endedAtMs }) => endedAtMs !== null);
    const tooOld = this.#deps.nowMs() - TOLD_MS;
    const tooMany = this.#runs.size - MOST_RUNS + 1;
    const gone = ended.filter(({ endedAtMs }, place) => place < tooMany || endedAtMs! < tooOld).map(({ id }) => id);
    if (gone.length === 0) return;
    for (const id of gone) this.#runs.delete(id);
    await this.#deps.store.remove(gone);
  }
}

/** A run without whoever began it; one that an earlier version kept says nothing of another in its place. */
const told = ({ actor: _, ...run }: BegunAudit): AuditRun => ({ ...run, again: run.again ?? null });
