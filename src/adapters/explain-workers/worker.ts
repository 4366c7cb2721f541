import { parentPort, workerData } from 'node:worker_threads';
import { adoptNames, compileExplainer } from '../../core/explain/index.js';
import { readModel } from '../../core/models/index.js';
import { type Answer, type Task, toAnswer } from './messages.js';

/** One worker thread: explains its part of a batch, says so, and ends. */
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
// The large lists change hands instead of being copied; a view of another list's memory (one buffer twice) cannot.
parentPort!.postMessage(answer, [
  ...new Set(lists.flatMap((list) => (list === null ? [] : [list.buffer as ArrayBuffer]))),
]);
