import { workerData } from 'node:worker_threads';
import { type Sealed, type SealJob, sealBatch } from '../../domain/log/seal/index.js';
import { nodeRuntime } from '../runtime/index.js';
import { answerWith } from '../threads/index.js';

const indexKey = workerData as Uint8Array;

answerWith((jobs: readonly SealJob[]) => {
  const answer = jobs.map((job) => sealBatch(nodeRuntime, indexKey, job));
  return { answer, moved: answer.flatMap(buffersOf) };
});

function buffersOf({ leaves, payload, attributes, tags }: Sealed): ArrayBuffer[] {
  const arrays = attributes === null ? [leaves, payload, tags] : [leaves, payload, attributes, tags];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}
