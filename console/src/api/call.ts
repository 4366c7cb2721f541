import type { wire } from 'tribune/client';

type Operations = wire.Operations;
export type Address = keyof Operations;

/** A refusal of the service, with what it said. */
export class Refused extends Error {
  readonly code: string;
  readonly status: number;
  readonly remedy: string;
  /** Which of the causes of its code it is; empty where it has one alone. */
  readonly reason: string;

  constructor(status: number, said: Partial<Readonly<Record<'code' | 'message' | 'remedy' | 'reason', string>>>) {
    super(sentence(said.message ?? `the service answered ${status}`));
    this.status = status;
    this.code = said.code ?? '';
    this.remedy = said.remedy ?? '';
    this.reason = said.reason ?? '';
  }
}

/** The service could not be reached at all. */
export class Unreachable extends Error {}

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

/** What an address takes besides its method and path. */
export interface Asked {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: object;
  readonly signal?: AbortSignal;
}

/**
 * Sends a request to the service; the types are those of its own description.
 *
 * @throws Refused, Unreachable
 * @example await call('GET /v1/monitor/series', { query: { deployment: 'loans/prod' } })
 */
export async function call<A extends Address>(address: A, asked: Asked = {}): Promise<Operations[A]['answer']> {
  const [method = '', template = ''] = address.split(' ');
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(asked.path?.[name] ?? ''));
  const answer = await reach(`${path}${queryOf(asked.query)}`, {
    method,
    ...(asked.body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(asked.body) }),
    ...(asked.signal === undefined ? {} : { signal: asked.signal }),
  });
  const text = await answer.text();
  if (!answer.ok) throw refused(address, answer.status, text);
  isOver = false;
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  return (isJson && text !== '' ? JSON.parse(text) : text) as Operations[A]['answer'];
}

/** Refuses a wrong password as every other address refuses a session that is over. */
const TAKES_PASSWORD: Address = 'POST /v1/session/step-up';

function refused(address: Address, status: number, text: string): Refused {
  const error = new Refused(status, parsed(text));
  if (status === 401 && address !== TAKES_PASSWORD) {
    isOver = true;
    for (const tell of ended) tell();
  }
  return error;
}

const ended = new Set<() => void>();
/** Whether the last answer was that nobody is signed in. */
let isOver = false;

/** Has a function called whenever the service says that nobody is signed in, and at once where it said so before anybody listened: what listens is loaded late. */
export function onSessionEnd(tell: () => void): () => void {
  ended.add(tell);
  if (isOver) tell();
  return () => ended.delete(tell);
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted === true) throw cause;
    throw new Unreachable('The service cannot be reached.', { cause });
  }
}

function queryOf(query: Asked['query'] = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return '';
  return `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))}`;
}

function parsed(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
