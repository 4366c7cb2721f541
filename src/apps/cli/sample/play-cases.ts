import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { TribuneError } from '../../../core/base/errors.js';
import type { RunningServer } from '../../server/index.js';
import { type HttpAdmin, httpAdmin } from '../service/http-admin.js';
import { type Desk, lead, NotGiven, openDesk, type Reading, take } from './desk.js';
import { CUTOFF, decisionId, type Person } from './people.js';
import type { Service } from './resume.js';

/** Readers of the sample. They are accounts that nobody can sign in to: their password is made for one start and kept nowhere. */
const READERS = ['sample-reader-rosa', 'sample-reader-sam', 'sample-reader-tilo', 'sample-reader-uma'] as const;

/** Decisions of which people looked at a sample, and that are closed: enough for each reader to have a history. */
const QUALITY_CASES = 20;

/** People of the stream from whom cases are made; with fewer there are none. */
export const CASES_FROM = 1000;

/** How long it is looked for a decision that is on its way, ms. */
const LOOK_AGAIN_MS = 250;

export interface CasesOptions {
  readonly server: RunningServer;
  readonly service: Service;
  readonly people: readonly Person[];
  readonly signal: AbortSignal;
  /** Whether the service writes messages to people into a folder. */
  readonly isTold: boolean;
  /** Told of each case that is left as it is, because its reader was not given it. */
  readonly onLeft: (why: string) => void;
}

/** A letter of the sample: where its one-time link leads. */
export interface SampleLetter {
  readonly link: string;
}

/**
 * Fills the pages of cases at the first start: readers with a history, appeals in every state, and a notice that nobody has opened. Everything is
 * done over the public API; only the accounts of the readers are made in the process, as no key may make one. Null where it was done before. Throws
 * where it was begun before and cut short: nobody can sign in as those readers any longer, and only the letter can be made afterwards.
 */
export async function playCases({
  server,
  service,
  people,
  signal,
  isTold,
  onLeft,
}: CasesOptions): Promise<SampleLetter | null> {
  const admin = httpAdmin(service.url, service.key);
  const { accounts } = server.plane.deps.identity;
  const known = new Set((await accounts.list()).map(({ name }) => name));
  // Others than those whose decisions were looked at: who read one of these must not read its appeal.
  const flagged = people.slice(QUALITY_CASES).filter(({ decile }) => decile >= CUTOFF);
  const [looked, contested] = [people.slice(0, QUALITY_CASES), flagged.slice(0, APPEALS.length + 1)];
  if (READERS.some((name) => known.has(name))) return letterAfter(service, contested);
  const last = [...looked, ...contested].reduce((a, b) => (people.indexOf(a) > people.indexOf(b) ? a : b));
  await onRecord(service, last, signal);
  const desks: Desk[] = [];
  for (const name of READERS) {
    const password = randomBytes(24).toString('base64url');
    await accounts.create({ name, password, roles: ['reviewer'] }, 'sample');
    desks.push(await openDesk(service.url, { name, password, signal }));
  }
  const played = async (play: Promise<void>): Promise<void> => {
    await play.catch((cause: unknown) => {
      if (!(cause instanceof NotGiven)) throw cause;
      onLeft(cause.message);
    });
  };
  for (const [at, person] of looked.entries()) await played(lookAt({ admin, desks, person, at }));
  // Who contests last is told of the decision, and that their appeal came: files in the folder show what people are told.
  if (isTold) {
    const told = { decision: decisionId(contested[APPEALS.length - 1]!), send: { by: 'folder' } };
    await admin.post('/v1/notices', told);
  }
  for (const [at, play] of APPEALS.entries()) {
    const person = contested[at]!;
    const { id } = (await admin.post('/v1/appeals', {
      ...{ decision: decisionId(person), statement: STATEMENTS[at % STATEMENTS.length], corrections: {} },
      highImpact: at === PANEL_AT,
    })) as { readonly id: string };
    await played(play({ admin, id, reader: (n) => desks[(at + n) % desks.length]! }));
  }
  return letterOf(service, contested.at(-1)!);
}

/** Id of the notice, which only the sample has, so that a later start knows whether it was made. */
const NOTICE = 'c0a3a500-5a3b-8000-8001-000000000000';

async function letterOf({ url, key }: Service, person: Person): Promise<SampleLetter> {
  const wanted = { id: NOTICE, decision: decisionId(person) };
  const { link } = (await httpAdmin(url, key).post('/v1/notices', wanted)) as {
    readonly link: { readonly path: string };
  };
  return { link: `http://localhost:${new URL(url).port}${link.path}` };
}

/** What is left to do where an earlier start made the readers: nothing, or the letter, which comes last. Throws where cases are missing. */
async function letterAfter(service: Service, contested: readonly Person[]): Promise<SampleLetter | null> {
  const admin = httpAdmin(service.url, service.key);
  const lastAppeal = decisionId(contested[APPEALS.length - 1]!);
  const { cases } = (await admin.get(`/v1/cases?stage=all&limit=1&decision=${lastAppeal}`)) as {
    readonly cases: readonly unknown[];
  };
  if (cases.length === 0)
    throw new Error(
      'an earlier start was cut short while they were made. For all of them begin anew in a folder of its own: --data DIR.',
    );
  const isMade = await admin.get(`/v1/notices/${NOTICE}`).then(
    () => true,
    (cause: unknown) => {
      if (cause instanceof TribuneError && cause.code === 'NOT_FOUND') return false;
      throw cause;
    },
  );
  return isMade ? null : letterOf(service, contested.at(-1)!);
}

/** Waits until a decision is on record. */
async function onRecord({ url, key }: Service, person: Person, signal: AbortSignal): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'tribune-purpose': 'cases of the sample' };
  while (!(await fetch(`${url}/v1/decisions/${decisionId(person)}`, { headers, signal })).ok)
    await pause(LOOK_AGAIN_MS, undefined, { signal });
}

/** What a reader of the sample makes of a person by what they see: those who are older are flagged less. Every sixth case they see otherwise. */
function viewOf({ inputs }: Reading, at: number): 0 | 1 {
  const isOlder = inputs.age_cat === 'Greater than 45';
  return isOlder === (at % 6 === 5) ? 1 : 0;
}

/** A decision that somebody looks at for quality, from its opening to its end. Some go with the machine in the end, and some stay with their view. */
async function lookAt(work: {
  readonly admin: HttpAdmin;
  readonly desks: readonly Desk[];
  readonly person: Person;
  readonly at: number;
}): Promise<void> {
  const { admin, desks, person, at } = work;
  const desk = desks[at % desks.length]!;
  const wanted = { decision: decisionId(person), queue: at % 3 === 0 ? 'fairness' : 'quality' };
  const { id } = (await admin.post('/v1/cases', wanted)) as { readonly id: string };
  const reading = await take(desk, id);
  const view = viewOf(reading, at);
  await desk.view(
    reading.id,
    view,
    view === 1 ? 'Young, and nothing speaks for them here.' : 'Nothing speaks for a high risk.',
  );
  const machine = person.decile >= CUTOFF ? 1 : 0;
  // Looking at a decision again never makes it worse for the person: who would have flagged somebody whom the machine did not leaves it at that.
  const answer = at % 4 === 1 || view > machine ? machine : view;
  const isChanged = answer !== machine;
  const reason = isChanged ? 'The score does not fit what is known.' : 'The score fits what is known.';
  await desk.answer(reading.id, answer, { reason, isChanged });
  // Whoever leaves their own view in the end has a panel decide.
  for (let member = 1; (await stageOf(admin, id)) === 'panel-waiting'; member++) {
    const other = desks[(at + member) % desks.length]!;
    await take(other, id);
    await other.view(id, answer, reason);
    await other.answer(id, answer, { reason, isChanged });
  }
  await lead(admin, id, ...(isChanged ? ['confirm-applied'] : []), 'notify', 'close');
}

const stageOf = async (admin: HttpAdmin, id: string): Promise<string> =>
  ((await admin.get(`/v1/cases/${id}`)) as { readonly stage: string }).stage;

interface Appeal {
  readonly admin: HttpAdmin;
  readonly id: string;
  readonly reader: (n: number) => Desk;
}

const STATEMENTS = [
  'I was never arrested before. Please look at my file again.',
  'My age is wrong in your papers.',
  'I have had work since then, and I care for my mother.',
  'Nobody asked me anything. I want a person to look at this.',
] as const;

/** Reads an appeal up to the final answer. */
async function read({ id, reader }: Appeal, outcome: 0 | 1, reason: string): Promise<void> {
  const desk = reader(0);
  await take(desk, id);
  await desk.view(id, outcome, 'My view from the file alone.');
  await desk.answer(id, outcome, { reason, isChanged: outcome === 0 });
}

const GRANTED = 'Nothing in the file speaks for a high risk, and the statement fits it.';
const KEPT = 'The file speaks for the score, and the statement names nothing that is wrong in it.';
/** Place of the appeal that a panel decides. */
const PANEL_AT = 9;

/** Appeals in every state, each as it is left. Those that wait come last, so that no reader of the others is given them. */
const APPEALS: readonly ((appeal: Appeal) => Promise<void>)[] = [
  async (appeal) => {
    await read(appeal, 0, GRANTED);
    await lead(appeal.admin, appeal.id, 'confirm-applied', 'notify', 'close');
  },
  async (appeal) => {
    await read(appeal, 1, KEPT);
    await lead(appeal.admin, appeal.id, 'notify', 'close');
  },
  ({ admin, id }) => lead(admin, id, 'withdraw', 'notify', 'close'),
  async (appeal) => {
    await read(appeal, 0, GRANTED);
    await lead(appeal.admin, appeal.id, 'confirm-applied', 'notify');
  },
  (appeal) => read(appeal, 0, GRANTED),
  ({ admin, id }) => lead(admin, id, 'escalate'),
  async ({ id, reader }) => {
    const desk = reader(0);
    await take(desk, id);
    await desk.leave(id, 'ask-subject');
  },
  async ({ id, reader }) => void (await take(reader(1), id)),
  async ({ id, reader }) => {
    const desk = reader(2);
    await take(desk, id);
    await desk.view(id, 0, 'My view from the file alone.');
  },
  // The first of a panel has answered; it waits for the next member.
  (appeal) => read(appeal, 0, GRANTED),
  async () => undefined,
  async () => undefined,
  async () => undefined,
];
