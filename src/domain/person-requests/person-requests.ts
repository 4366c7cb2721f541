import { type Acts, defineAct } from '../acts/index.js';
import type { NoticeRecord } from '../notices/index.js';
import { requestAnsweredBy, requestEvents, requestMade } from './events.js';
import type { PersonRequestStore } from './ports.js';
import {
  ANSWER_MS,
  type PersonRequest,
  REQUESTS_LISTED,
  type RequestKind,
  type RequestRefusal,
  requestAnswered,
  requestUnknown,
} from './request.js';

export const makeRequest = defineAct('request.make', { enters: requestEvents });
export const answerRequest = defineAct('request.answer', { enters: requestEvents });

/** Acts on requests of people. */
export const requestActs = [makeRequest, answerRequest] as const;

export interface PersonRequestsDeps {
  readonly acts: Pick<Acts<{ readonly personRequests: PersonRequestStore }>, 'run' | 'newId'>;
  readonly store: PersonRequestStore;
  readonly nowMs: () => number;
}

/** Name of the person decided about in entries. */
const SUBJECT = 'subject';

/**
 * What people ask about what is held about them, from the pages of their notice: each request has a state and a day by which it is answered. Whoever
 * answers does what was asked for by the acts that there are for it, and says here that it was done: a link of a letter shows one decision, and must not
 * give out or destroy everything else about the person.
 */
export class PersonRequests {
  readonly #deps: PersonRequestsDeps;
  #counts = { open: 0, late: 0 };

  constructor(deps: PersonRequestsDeps) {
    this.#deps = deps;
  }

  /** Requests about the decision of a notice, the oldest first. */
  of({ decision }: Pick<NoticeRecord, 'decision'>): Promise<PersonRequest[]> {
    return this.#deps.store.ofDecision(decision);
  }

  /** Takes a request, also by a representative. One that is asked for again while it is open is the same one. */
  make(
    { id: notice, decision }: Pick<NoticeRecord, 'id' | 'decision'>,
    kind: RequestKind,
    by: string = SUBJECT,
  ): Promise<PersonRequest> {
    const { acts, nowMs } = this.#deps;
    return acts.run(makeRequest, async (tx) => {
      const known = await tx.personRequests.ofDecision(decision);
      const open = known.find((one) => one.kind === kind && one.state === 'open');
      if (open !== undefined) return open;
      const madeAtMs = nowMs();
      const request: PersonRequest = {
        ...{ id: acts.newId(), notice, decision, kind, madeAtMs, dueMs: madeAtMs + ANSWER_MS, state: 'open' },
        ...{ because: null, answeredAtMs: null, answeredBy: null },
      };
      await tx.personRequests.insert(request);
      tx.enter(requestMade({ ...eventOf(request, by), due: new Date(request.dueMs).toISOString() }));
      return request;
    });
  }

  /** Answers a request. @throws TribuneError NOT_FOUND, CONFLICT where it was answered before */
  answer(id: string, because: RequestRefusal | null, by: string): Promise<PersonRequest> {
    const { acts, nowMs } = this.#deps;
    return acts.run(answerRequest, async (tx) => {
      const known = await tx.personRequests.lock(id);
      if (known === null)
        throw requestUnknown(`there is no request ${JSON.stringify(id.slice(0, 40))}`, {
          remedy: 'GET /v1/requests lists them.',
        });
      if (known.state !== 'open')
        throw requestAnswered(`the request ${id} was answered by ${known.answeredBy}: ${known.state}`, {
          remedy: 'The person may ask again.',
        });
      const state = because === null ? 'done' : 'refused';
      const request: PersonRequest = { ...known, state, because, answeredAtMs: nowMs(), answeredBy: by };
      await tx.personRequests.save(request);
      const why = because === null ? {} : { because };
      tx.enter(requestAnsweredBy({ ...eventOf(request, by), outcome: state, ...why }));
      return request;
    });
  }

  /** Those that are open or all, the longest open first, and whether there are more than are listed. */
  async list(isAll: boolean): Promise<{ readonly requests: PersonRequest[]; readonly isMore: boolean }> {
    const found = await this.#deps.store.list({ isAll, limit: REQUESTS_LISTED + 1 });
    return { requests: found.slice(0, REQUESTS_LISTED), isMore: found.length > REQUESTS_LISTED };
  }

  /** How many were open, and late, at the last look. */
  get counts(): { readonly open: number; readonly late: number } {
    return this.#counts;
  }

  async look(): Promise<number> {
    this.#counts = await this.#deps.store.counts(this.#deps.nowMs());
    return this.#counts.late;
  }
}

const eventOf = ({ id: request, notice, decision, kind }: PersonRequest, by: string) => ({
  ...{ request, notice, decision, kind, by },
});
