import { Worker } from 'node:worker_threads';
import { TribuneError } from '../../core/base/errors.js';
import { adoptNames, compileExplainer, type ExplainOptions, type Explanation } from '../../core/explain/index.js';
import { type Matrix, type Model, readModel } from '../../core/models/index.js';
import { joinParts } from './join-parts.js';
import { type Answer, type Task, toError } from './messages.js';

/** More threads than this only cost memory: each compiles the model for itself. */
export const MAX_WORKERS = 64;

export interface WorkerOptions {
  /** Worker threads, 1 to 64; with 1 everything runs in this thread. */
  readonly workers: number;
  /** Name of the model file, for messages. */
  readonly name?: string;
  /** Names of the inputs, where the file has none of its own. */
  readonly inputs?: readonly string[];
  /** As `readModel` takes it: rounds of a boosting that was stopped early. */
  readonly rounds?: 'all' | 'best';
  /** The built worker; only tests that run from the source give another. */
  readonly workerUrl?: URL;
}

/**
 * Explains a batch on several threads: the rows are split into as many stretches, every thread reads and compiles the model and explains
 * its own, and the parts are put together in their order. The result has the same bits as that of one thread, whatever the number of
 * workers. Worth it when explaining takes longer than compiling: the model is compiled once per thread.
 *
 * @param model bytes of a file that `readModel` reads
 * @throws TribuneError what one thread would throw, of the first part that fails; INTERNAL when a thread dies
 * @example
 * await explainWithWorkers(bytes, applicants, { background }, { workers: 2 });
 */
export async function explainWithWorkers(
  model: Uint8Array,
  rows: Matrix,
  given: ExplainOptions,
  {
    workers,
    name = 'model',
    inputs,
    rounds = 'all',
    workerUrl = new URL('./worker.js', import.meta.url),
  }: WorkerOptions,
): Promise<Explanation> {
  if (!Number.isInteger(workers) || workers < 1 || workers > MAX_WORKERS) {
    throw new TribuneError('INVALID_ARGUMENT', `${workers} workers`, {
      remedy: `Give a whole number from 1 to ${MAX_WORKERS}.`,
    });
  }
  // Every thread decides by the rows of the whole, so that their number changes no bit.
  const options = { expectedRows: rows.rows, ...given };
  const read = readModel(model, { name, rounds });
  const known = inputs === undefined ? read : adoptNames(read, inputs);
  const count = Math.min(workers, rows.rows);
  if (count <= 1) return compileExplainer(known, options).explain(rows);
  const tasks = split(rows, count).map(
    (part): Task => ({ model, name, rounds, inputs: inputs ?? null, options, ...part }),
  );
  const answers = await Promise.all(tasks.map((task) => run(task, workerUrl)));
  const failed = answers.find((answer) => !('explanation' in answer));
  if (failed !== undefined && !('explanation' in failed)) throw faultOf(known, rows, toError(failed));
  return joinParts(answers.flatMap((answer) => ('explanation' in answer ? [answer.explanation] : [])));
}

/** A part counts its rows from 0: a bad value is named again by its row in the whole. */
function faultOf(model: Model, rows: Matrix, fault: TribuneError): unknown {
  if (fault.code !== 'DATA_VALUE_INVALID') return fault;
  try {
    model.predictRaw(rows);
    return fault;
  } catch (cause) {
    return cause;
  }
}

/** Stretches of nearly equal length, with copies of their rows: memory of this thread stays its own. */
function split(rows: Matrix, count: number): Pick<Task, 'rows' | 'part'>[] {
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * rows.rows) / count);
    const to = Math.floor(((i + 1) * rows.rows) / count);
    const data = rows.data.slice(from * rows.columns, to * rows.columns);
    return {
      rows: { data, rows: to - from, columns: rows.columns },
      part: { firstRow: from, batchRows: rows.rows },
    };
  });
}

/** Never rejects: one part that fails must not leave the threads of the others running. */
function run(task: Task, url: URL): Promise<Answer> {
  return new Promise((resolve) => {
    const worker = new Worker(url, { workerData: task });
    let answer: Answer | null = null;
    worker.once('message', (message: Answer) => {
      answer = message;
    });
    worker.once('error', (cause) => {
      answer = { fault: cause instanceof Error ? cause.message : String(cause) };
    });
    // Comes last in every case, so a thread that has answered has also ended.
    worker.once('exit', (code) => resolve(answer ?? { fault: `it ended with code ${code} and no answer` }));
  });
}
