import type { Machine } from '../ports.js';
import { openedRecord } from '../seal/open-batch.js';
import type { BatchReader } from './batches.js';

/** Subjects of a decision batch by position; empty where the record was erased. */
export async function readSubjects(batches: BatchReader, machine: Machine, seq: number): Promise<string[]> {
  const opened = await batches.opened(seq);
  const decoder = new TextDecoder();
  return Array.from({ length: opened.batch.n }, (_, position) => {
    const record = openedRecord(machine, opened, position);
    return record === null ? '' : (JSON.parse(decoder.decode(record.payload.content)) as { subject: string }).subject;
  });
}
