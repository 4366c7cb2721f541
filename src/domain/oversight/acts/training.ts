import { TribuneError } from '../../../core/base/errors.js';
import type { Person } from '../../../core/oversight/index.js';
import { readerTrained } from '../events/index.js';
import { CASE_LIMITS, trainingStale } from '../model/index.js';
import type { Training } from '../ports/index.js';
import { changeCase, type OversightDeps } from './deps.js';
import { isUnreadable } from './set-aside.js';

/** Whether the training of a reader is fresh; undefined where none is recorded. */
export async function isTrained(
  { trainings, training: { freshMs }, nowMs }: Pick<OversightDeps, 'trainings' | 'training' | 'nowMs'>,
  { id }: Pick<Person, 'id'>,
): Promise<boolean | undefined> {
  const last = await trainings.of(id);
  return last === null ? undefined : nowMs() - last.atMs <= freshMs;
}

/** Demands a fresh training where the service is set up so. @throws TribuneError CONFLICT */
export function demandTrained(isFresh: boolean | undefined, { training }: Pick<OversightDeps, 'training'>): void {
  if (!training.isDemanded || isFresh === true) return;
  throw trainingStale(isFresh === undefined ? 'no training of yours is entered' : 'your training was too long ago', {
    remedy: 'Do the training; whoever looks after the review enters it: POST /v1/cases/trainings.',
  });
}

/** Everybody to whom a case may be leased now: where a fresh training is demanded, nobody without one is left to read a case. */
export async function possibleReaders(
  deps: Pick<OversightDeps, 'readers' | 'trainings' | 'training' | 'nowMs'>,
): Promise<readonly Person[]> {
  const readers = await deps.readers();
  if (!deps.training.isDemanded) return readers;
  const fresh: Person[] = [];
  for (const one of readers) if (await isFreshNow(deps, one)) fresh.push(one);
  return fresh;
}

/** A training that somebody changed in the database is none: its reader claims no case until it is entered again. */
async function isFreshNow(deps: Parameters<typeof isTrained>[0], reader: Person): Promise<boolean> {
  try {
    return (await isTrained(deps, reader)) === true;
  } catch (cause) {
    if (isUnreadable(cause)) return false;
    throw cause;
  }
}

/** Enters that a reader was trained. @throws TribuneError NOT_FOUND for whoever reads no cases, INVALID for a time that has not come */
export async function enterTraining(
  deps: OversightDeps,
  { reader, atMs }: { readonly reader: string; readonly atMs: number },
  by: string,
): Promise<Training> {
  const known = (await deps.readers()).find(({ id, name }) => id === reader || name === reader);
  if (known === undefined)
    throw new TribuneError('NOT_FOUND', `no account that reads cases is ${JSON.stringify(reader.slice(0, 80))}`, {
      remedy: 'Give the id or the name of an account with the role reviewer alone.',
    });
  if (known.id === by)
    throw new TribuneError('FORBIDDEN', 'nobody enters their own training', { remedy: 'Have another one enter it.' });
  if (atMs > deps.nowMs())
    throw new TribuneError('INVALID', 'the training is in the time to come', { remedy: 'Enter it once it was done.' });
  const training = { reader: known.id, atMs, by };
  await deps.acts.run(changeCase, async (tx) => {
    await tx.caseTrainings.save(training);
    tx.enter(readerTrained({ reader: known.id, by, at: new Date(atMs).toISOString() }));
  });
  return training;
}

/** Who is trained until when, and whether a case is leased to nobody who is not. */
export interface ReaderTrainings {
  readonly trainings: readonly (Training & { readonly untilMs: number; readonly isFresh: boolean })[];
  /** Readers of whom no training is entered. */
  readonly untrained: readonly Pick<Person, 'id' | 'name'>[];
  readonly isDemanded: boolean;
}

/** The last training of each reader, and readers without one. @throws TribuneError STORE_INVALID for a row that is not ours */
export async function readerTrainings({
  trainings,
  training: { freshMs, isDemanded },
  readers,
  nowMs,
}: Pick<OversightDeps, 'trainings' | 'training' | 'readers' | 'nowMs'>): Promise<ReaderTrainings> {
  const all = await trainings.all(CASE_LIMITS.trainings);
  const known = new Set(all.map(({ reader }) => reader));
  return {
    trainings: all.map((one) => {
      const untilMs = one.atMs + freshMs;
      return { ...one, untilMs, isFresh: nowMs() <= untilMs };
    }),
    untrained: (await readers()).filter(({ id }) => !known.has(id)).map(({ id, name }) => ({ id, name })),
    isDemanded,
  };
}
