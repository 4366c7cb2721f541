import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import type { Acts } from '../acts/index.js';
import {
  type AuditQuery,
  auditBegun,
  auditNotMade,
  followDueAudit,
  type RequestedAudit,
} from '../audits/recorded/index.js';
import type { DueAudit, DueAuditStore, FollowedAudit, WantedAudit } from '../audits/recorded/ports.js';
import { defineJob, type Job } from '../jobs/index.js';

/** How often it is looked for audits that are due, and how long one look begins others, so that a stop of the service waits for no more. */
const LOOK_MS = MINUTE_MS;
const BEGINNING_MS = 20 * SECOND_MS;
/** Audits that are due and looked at together. */
const MOST_OPEN = 1000;
/** How often one is begun that breaks off; the pause before the next time doubles from a minute, to about two hours together. */
const MOST_ATTEMPTS = 8;

/** The pause after so many attempts. */
const pauseAfter = (attempts: number): number => MINUTE_MS * 2 ** (attempts - 1);

/**
 * Whether one may be begun. A moment that lies twice as far ahead as its pause is long was written by a clock that ran ahead and was set right since: nobody waits until that moment. A clock that was corrected by
 * less begins none beside one that is being made.
 */
const isDue = ({ notBeforeMs, attempts }: DueAudit, nowMs: number): boolean =>
  notBeforeMs <= nowMs || notBeforeMs > nowMs + 2 * pauseAfter(Math.max(1, attempts));

type Problem = NonNullable<DueAudit['problem']>;

export interface DueAuditDeps {
  readonly request: (query: AuditQuery, followed: FollowedAudit) => Promise<RequestedAudit>;
  readonly acts: Pick<Acts<{ readonly dueAudits: Pick<DueAuditStore, 'save'> }>, 'run'>;
  readonly store: Pick<DueAuditStore, 'open'>;
  /** Text of a policy by which something is or was watched; null for an unknown digest. */
  readonly policyText: (digest: string) => Promise<string | null>;
  readonly nowMs: () => number;
}

/** Adds an audit that a reaction asks for, in the transaction of the reaction. */
export const askForAudit = (dueAudits: Pick<DueAuditStore, 'add'>, wanted: WantedAudit): Promise<void> =>
  dueAudits.add({ ...wanted, state: 'waiting', attempts: 0, notBeforeMs: 0, audit: null, problem: null });

/**
 * Makes the audits that policies ask for, in the name of the policy. Each is begun with an entry and ends with one, and its end is one transaction with its result: whatever
 * breaks off, it is kept once. What several reactions ask for of the same days is one audit.
 */
export class DueAudits {
  readonly #deps: DueAuditDeps;

  constructor(deps: DueAuditDeps) {
    this.#deps = deps;
  }

  job(): Job {
    return defineJob({ name: 'due-audits', everyMs: LOOK_MS, run: () => this.run() });
  }

  /** Makes what is due, one after the other; throws what kept one of them from being made, once the others are. */
  async run(): Promise<void> {
    const { store, nowMs } = this.#deps;
    const begunMs = nowMs();
    const { due, foreign } = await store.open(MOST_OPEN);
    let problem: Error | null = foreign;
    for (const same of alike(due.filter((one) => isDue(one, begunMs)))) {
      if (nowMs() - begunMs >= BEGINNING_MS) break;
      problem = (await this.#make(same)) ?? problem;
    }
    if (problem !== null) throw problem;
  }

  /** Makes one audit that all of these ask for; gives why it has to be tried again. */
  async #make(asked: readonly DueAudit[]): Promise<Error | null> {
    const attempts = Math.max(...asked.map((one) => one.attempts));
    if (attempts >= MOST_ATTEMPTS) {
      await this.#giveUp(asked, NEVER_ENDED);
      return null;
    }
    const [{ deployment, policy }] = asked as [DueAudit, ...DueAudit[]];
    const { fromMs, toMs } = wholeDays(asked[0]!);
    const policyText = await this.#deps.policyText(policy);
    if (policyText === null) {
      await this.#giveUp(asked, POLICY_GONE);
      return null;
    }
    const begun = await this.#begin(asked, attempts + 1);
    const query = {
      ...{ deployment, policyText, sinceMs: fromMs, untilMs: toMs },
      reader: { actor: `policy:${policy}`, purpose: 'asked for by the policy' },
    };
    try {
      const { unjudged } = await this.#requested(query, begun);
      if (unjudged !== null) await this.#giveUp(begun, { ...unjudged, remedy: null });
    } catch (cause) {
      if (!(cause instanceof TribuneError) || PASSING.has(cause.code)) return asError(cause);
      const { code, message, remedy = null } = cause;
      await this.#giveUp(begun, { code, message, remedy });
    }
    return null;
  }

  /** Shows no person, so that whoever reads audits may read it; only a policy that cannot be judged so is audited for those who see persons. */
  async #requested(query: Omit<AuditQuery, 'sight'>, begun: readonly DueAudit[]): Promise<RequestedAudit> {
    const followed: FollowedAudit = {
      onStage: () => undefined,
      async keep({ dueAudits }, { id: audit }) {
        for (const one of begun) await dueAudits.save({ ...one, state: 'kept', audit });
      },
    };
    try {
      return await this.#deps.request({ ...query, sight: 'groups' }, followed);
    } catch (cause) {
      if (!(cause instanceof TribuneError) || cause.code !== 'FORBIDDEN') throw cause;
      return this.#deps.request({ ...query, sight: 'persons' }, followed);
    }
  }

  #begin(asked: readonly DueAudit[], attempt: number): Promise<DueAudit[]> {
    const notBeforeMs = this.#deps.nowMs() + pauseAfter(attempt);
    const begun = asked.map((one): DueAudit => ({ ...one, state: 'begun', attempts: attempt, notBeforeMs }));
    return this.#deps.acts.run(followDueAudit, async (tx) => {
      for (const one of begun) await tx.dueAudits.save(one);
      tx.enter(auditBegun({ ...askedBy(begun), attempt }));
      return begun;
    });
  }

  async #giveUp(asked: readonly DueAudit[], problem: Problem): Promise<void> {
    await this.#deps.acts.run(followDueAudit, async (tx) => {
      for (const one of asked) await tx.dueAudits.save({ ...one, state: 'failed', problem });
      const attempts = Math.max(...asked.map((one) => one.attempts));
      tx.enter(auditNotMade({ ...askedBy(asked), attempts, code: problem.code, problem: problem.message }));
    });
  }
}

/** Codes of what passes by itself; of all else the same comes out again. */
const PASSING: ReadonlySet<string> = new Set(['SERVICE_BUSY', 'STORE_UNAVAILABLE', 'INTERNAL']);

const NEVER_ENDED: Problem = {
  code: 'INTERNAL',
  message: `it was begun ${MOST_ATTEMPTS} times and broke off each time`,
  remedy: 'The log of the service says why. Make it by hand: POST /v1/audits.',
};
const POLICY_GONE: Problem = {
  code: 'STORE_INVALID',
  message: 'the policy that asks for it is gone',
  remedy: 'Restore the newest backup, and find out who wrote to the database.',
};

/** Those of the same policy, deployment and days together, in the order of the first of each. */
function alike(due: readonly DueAudit[]): (readonly DueAudit[])[] {
  const found = new Map<string, DueAudit[]>();
  for (const one of due) {
    const { fromMs, toMs } = wholeDays(one);
    const key = JSON.stringify([one.deployment, one.policy, fromMs, toMs]);
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  return [...found.values()];
}

/** Whole days in UTC: those who see no person see no less, and alerts of one block ask for the same. */
export function wholeDays({ from, to }: Pick<DueAudit, 'from' | 'to'>): {
  readonly fromMs: number;
  readonly toMs: number;
} {
  const fromMs = Math.floor(Date.parse(from) / DAY_MS) * DAY_MS;
  return { fromMs, toMs: Math.max(Math.ceil(Date.parse(to) / DAY_MS) * DAY_MS, fromMs + DAY_MS) };
}

function askedBy(asked: readonly DueAudit[]) {
  const [first] = asked as [DueAudit, ...DueAudit[]];
  const { fromMs, toMs } = wholeDays(first);
  const { deployment, policy } = first;
  const days = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  return { causes: asked.map(({ cause }) => cause), deployment, policy, ...days };
}

const asError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)));
