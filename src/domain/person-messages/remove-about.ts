import type { PersonMessageStore, RemoveFiles } from './ports/index.js';

export interface RemovingDeps {
  readonly store: Pick<PersonMessageStore, 'idsAbout' | 'removeOf'>;
  /** Null where messages are written into no folder. */
  readonly removeFiles: RemoveFiles | null;
}

/**
 * Removes addresses and messages about a decision that was erased, with the files in the folder that nobody picked up; gives how many rows. The files
 * come first, as nothing names them once the rows are gone: what fails here is done again.
 */
export async function removeAbout({ store, removeFiles }: RemovingDeps, decision: string): Promise<number> {
  if (removeFiles !== null) await removeFiles(await store.idsAbout(decision));
  return store.removeOf(decision);
}
