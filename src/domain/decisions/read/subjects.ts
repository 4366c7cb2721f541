import type { BatchReader } from '../../log/read/index.js';
import type { OpenedBatch } from '../../log/seal/index.js';

const decoder = new TextDecoder();

/** Gives the subjects of an opened decision batch by position; empty where the record was erased. */
export const subjectsOf = ({ payload }: OpenedBatch): string[] =>
  payload.contents.map((content) =>
    content === null ? '' : (JSON.parse(decoder.decode(content)) as { subject: string }).subject,
  );

/** Opens a decision batch and gives its subjects by position. */
export async function readSubjects(batches: BatchReader, seq: number): Promise<string[]> {
  return subjectsOf(await batches.opened(seq));
}
