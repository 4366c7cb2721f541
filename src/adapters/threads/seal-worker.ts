import { parentPort, workerData } from 'node:worker_threads';
import { sealBatch } from '../../domain/decisions/seal/seal-batch.js';
import type { Sealed, SealJob } from '../../domain/decisions/seal/seal-job.js';
import { nodeMachine } from '../store/machine.js';
import type { Reply } from './ordered-thread.js';

const indexKey = workerData as Uint8Array;

parentPort!.on('message', (jobs: readonly SealJob[]) => {
  let reply: Reply<readonly Sealed[]>;
  try {
    reply = { answer: jobs.map((job) => sealBatch(nodeMachine, indexKey, job)) };
  } catch (cause) {
    reply = { fault: cause instanceof Error ? cause.message : String(cause) };
  }
  const moved = 'answer' in reply ? reply.answer.flatMap(buffersOf) : [];
  parentPort!.postMessage(reply, moved);
});

function buffersOf({ leaves, payload, attributes, tags }: Sealed): ArrayBuffer[] {
  const arrays = attributes === null ? [leaves, payload, tags] : [leaves, payload, attributes, tags];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}
