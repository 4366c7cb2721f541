import { workerData } from 'node:worker_threads';
import { sealBatch } from '../../domain/decisions/seal/seal-batch.js';
import type { Sealed, SealJob } from '../../domain/decisions/seal/seal-job.js';
import { nodeMachine } from '../store/machine.js';
import { answerWith } from './answer-with.js';

const indexKey = workerData as Uint8Array;

answerWith((jobs: readonly SealJob[]) => {
  const answer = jobs.map((job) => sealBatch(nodeMachine, indexKey, job));
  return { answer, moved: answer.flatMap(buffersOf) };
});

function buffersOf({ leaves, payload, attributes, tags }: Sealed): ArrayBuffer[] {
  const arrays = attributes === null ? [leaves, payload, tags] : [leaves, payload, attributes, tags];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}
