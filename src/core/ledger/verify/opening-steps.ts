import { demand } from '../base/fail.js';
import type { Sha256 } from '../hashing/crypto.js';
import { verifyLeaf } from '../leaves/leaf.js';
import { entryCommitments, type Opening, verifyPart } from '../leaves/opening.js';
import type { Checklist, Claim } from './checklist.js';

export const OPENING: Claim = ['opening', 'The opening is well formed'];
const ENTRY: Claim = ['entry', 'The entry is what was logged'];
const PART_ID = 'part:';

/** Whether a step is about content rather than about the log. */
export const isContentStep = (id: string): boolean => id === OPENING[0] || id === ENTRY[0] || id.startsWith(PART_ID);

/** The steps about an opening: whether its entry belongs to the leaf, and its parts to the entry. */
export async function askAboutOpening(
  list: Checklist,
  opening: Opening,
  leaf: Uint8Array | undefined,
  sha256: Sha256,
): Promise<void> {
  await list.ask(ENTRY, () => {
    demand(
      leaf !== undefined,
      'there is no leaf in the log to compare with',
      'Pass a receipt of this entry that verifies.',
    );
    verifyLeaf(sha256, leaf, opening);
    return { detail: `${opening.entry.length} bytes under their salt`, value: true };
  });
  for (const [name, part] of opening.parts) {
    await list.ask([`${PART_ID}${name}`, `The entry commits to the ${name}`], () => {
      verifyPart(sha256, opening.entry, name, part);
      return { detail: `${part.content.length} bytes under their salt`, value: true };
    });
  }
  skipUnopened(list, opening);
}

/** Names the commitments that stay closed, so that the reader knows that there is more content, or that it was erased. */
function skipUnopened(list: Checklist, { entry, parts }: Opening): void {
  if (list.steps.some(({ id, status }) => id === ENTRY[0] && status === 'failed')) return;
  let names: string[];
  try {
    names = [...entryCommitments(entry).keys()];
  } catch {
    // The entry has no commitments that we can read and is of another kind of log, so there is nothing more to open.
    return;
  }
  for (const name of names.filter((each) => !parts.has(each))) {
    list.skip([`${PART_ID}${name}`, `The entry commits to the ${name}`], 'not opened here, or erased');
  }
}
