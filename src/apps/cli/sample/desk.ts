import { setTimeout as pause } from 'node:timers/promises';
import type { HttpAdmin } from '../service/http-admin.js';

/** A case as its reader is shown it, as far as the sample looks at it. */
export interface Reading {
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** The desk of one reader of the sample, over the public API with a session of their own. */
export interface Desk {
  readonly name: string;
  claim(): Promise<Reading | null>;
  view(id: string, outcome: 0 | 1, reason: string): Promise<void>;
  /** An answer that changes the decision says where the fault was: here in the tool. */
  answer(id: string, outcome: 0 | 1, said: { readonly reason: string; readonly isChanged: boolean }): Promise<void>;
  leave(id: string, how: 'panel' | 'ask-subject' | 'return' | 'relation'): Promise<void>;
}

const CONFIDENCE = 3;

/** Time between two acts, ms, so that the stream and whoever looks at the pages come first. */
const PACE_MS = 20;

interface Who {
  readonly name: string;
  readonly password: string;
  readonly signal: AbortSignal;
}

/** Sends what somebody does, in their own session. */
export type Acting = (path: string, body: object) => Promise<Record<string, unknown>>;

/** Signs somebody in. What needs a fresh proof of who they are takes the sign-in for it. */
export async function openSession(url: string, { name, password, signal }: Who): Promise<Acting> {
  let cookie = '';
  const post: Acting = async (path, body) => {
    await pause(PACE_MS, undefined, { signal });
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: {
        ...{ 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
        ...(cookie === '' ? {} : { cookie }),
      },
      body: JSON.stringify(body),
      signal,
    });
    const text = await answer.text();
    const told = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${String(told.message)}`);
    cookie ||= answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0]!)
      .join('; ');
    return told;
  };
  await post('/v1/session', { name, password });
  return post;
}

/** Opens the desk of a reader by signing them in. */
export async function openDesk(url: string, who: Who): Promise<Desk> {
  const post = await openSession(url, who);
  const { name } = who;
  return {
    name,
    claim: async () => (await post('/v1/cases/claim', {})).case as Reading | null,
    async view(id, outcome, reason) {
      await post(`/v1/cases/${id}/view`, { outcome, confidence: CONFIDENCE, reason });
    },
    async answer(id, outcome, { reason, isChanged }) {
      await post(`/v1/cases/${id}/answer`, { outcome, reason, ...(isChanged ? { because: 'model-error' } : {}) });
    },
    async leave(id, how) {
      await post(`/v1/cases/${id}/leave`, { how });
    },
  };
}

/** A case that a reader of the sample was not given, as somebody else has it, or cases that are not of the sample come first. */
export class NotGiven extends Error {}

/** Cases that a reader takes on the way to the one that is theirs; with them and those that they hold already, nobody has more than one may have. */
const MOST_TAKEN = 2;

/**
 * Claims the case that was just opened. A claim gives the case with the least time left, which may be another one: it is given back. Throws
 * `NotGiven` where it is not among the first.
 */
export async function take(desk: Pick<Desk, 'name' | 'claim' | 'leave'>, id: string): Promise<Reading> {
  const others: string[] = [];
  try {
    for (let n = 0; n < MOST_TAKEN; n++) {
      const given = await desk.claim();
      if (given === null) break;
      if (given.id === id) return given;
      others.push(given.id);
    }
  } finally {
    for (const other of others) await desk.leave(other, 'return');
  }
  throw new NotGiven(`${desk.name} is not given the case ${id} to read; it stays as it is`);
}

/** Does acts of whoever looks after cases, one after the other. */
export async function lead(admin: HttpAdmin, id: string, ...acts: readonly string[]): Promise<void> {
  for (const act of acts) await admin.post(`/v1/cases/${id}/acts`, { act });
}
