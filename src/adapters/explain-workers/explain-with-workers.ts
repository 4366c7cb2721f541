import { Worker } from 'node:worker_threads';
import { TribuneError } from '../../core/base/errors.js';
import { adoptNames, compileExplainer, type ExplainOptions, type Explanation } from '../../core/explain/index.js';
import { type Matrix, type Model, readModel } from '../../core/models/index.js';
import { THREAD_OPTIONS } from '../threads/index.js';
import { joinParts } from './join-parts.js';
import { type Answer, type Task, toError } from './messages.js';

/** Most threads; more only cost memory, because each compiles the model for itself. */
export const MAX_WORKERS = 64;

export interface WorkerOptions {
  /** Number of worker threads, 1 to 64; with 1 everything runs in this thread. */
  readonly workers: number;
  /** Name of the model file, for messages. */
  readonly name?: string;
  /** Names of the inputs, where the file has none of its own. */
  readonly inputs?: readonly string[];
  /** Rounds of a boosting that was stopped early, as in `readModel`. */
  readonly rounds?: 'all' | 'best';
  /** Address of the built worker; only tests that run from the source pass another. */
  readonly workerUrl?: URL;
}

/**
 * Explains a batch on several threads: the rows are split into as many parts, every thread reads and compiles the model and explains its
 * own part, and the parts are joined in their order. The result has the same bits as that of one thread, whatever the number of workers. It
 * pays off when explaining takes longer than compiling, because the model is compiled once per thread.
 *
 * @param model bytes of a file that `readModel` reads
 * @throws TribuneError the error of the first part that fails, as one thread would throw it; INTERNAL when a thread dies
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
    workerUrl = new URL('./explain-worker.js', import.meta.url),
  }: WorkerOptions,
): Promise<Explanation> {
  if (!Number.isInteger(workers) || workers < 1 || workers > MAX_WORKERS) {
    throw new TribuneError('INVALID_ARGUMENT', `${workers} workers`, {
      remedy: `Give a whole number from 1 to ${MAX_WORKERS}.`,
    });
  }
  // Every thread decides by the number of rows of the whole, so that the number of threads changes no bit.
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

/** The error of a part with the row's number in the whole, because a part counts its rows from 0. */
function faultOf(model: Model, rows: Matrix, fault: TribuneError): unknown {
  if (fault.code !== 'DATA_VALUE_INVALID') return fault;
  try {
    model.predictRaw(rows);
    return fault;
  } catch (cause) {
    return cause;
  }
}

/** Parts of nearly equal length, with copies of their rows, so that the memory of this thread stays its own. */
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

/** Runs a task in a thread. It never rejects, because one part that fails must not leave the threads of the others running. */
function run(task: Task, url: URL): Promise<Answer> {
  return new Promise((resolve) => {
    const worker = new Worker(url, { ...THREAD_OPTIONS, workerData: task });
    let answer: Answer | null = null;
    worker.once('message', (message: Answer) => {
      answer = message;
    });
    worker.once('error', (cause) => {
      answer = { fault: cause instanceof Error ? cause.message : String(cause) };
    });
    // In every case `exit` is the last event, so a thread that has answered has also ended.
    worker.once('exit', (code) => resolve(answer ?? { fault: `it ended with code ${code} and no answer` }));
  });
}
