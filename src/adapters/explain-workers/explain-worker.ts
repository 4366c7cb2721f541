import { parentPort, workerData } from 'node:worker_threads';
import { adoptNames, compileExplainer } from '../../core/explain/index.js';
import { readModel } from '../../core/models/index.js';
import { type Answer, type Task, toAnswer } from './messages.js';

/** Runs in a worker thread: explains a part of a batch and returns the answer, after which the thread ends. */
function work({ model, name, rounds, inputs, options, rows, part }: Task): Answer {
  try {
    const known = readModel(model, { name, rounds });
    const named = inputs === null ? known : adoptNames(known, inputs);
    return { explanation: compileExplainer(named, options).explain(rows, part) };
  } catch (cause) {
    return toAnswer(cause);
  }
}

const answer = work(workerData as Task);
const lists =
  'explanation' in answer
    ? [
        answer.explanation.values,
        answer.explanation.prediction,
        answer.explanation.interactions,
        answer.explanation.standardErrors,
      ]
    : [];
// Large lists are transferred instead of copied; a view of another list's memory (one buffer twice) cannot be transferred.
parentPort!.postMessage(answer, [
  ...new Set(lists.flatMap((list) => (list === null ? [] : [list.buffer as ArrayBuffer]))),
]);
