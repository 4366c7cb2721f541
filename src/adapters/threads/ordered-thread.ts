import { type TransferListItem, Worker } from 'node:worker_threads';
import { TribuneError } from '../../core/base/errors.js';
import { THREAD_OPTIONS } from './thread-options.js';

/** Reply of a thread: an answer, or a fault in words. */
export type Reply<Answer> = { readonly answer: Answer } | { readonly fault: string };

interface Waiting<Answer> {
  readonly done: (answer: Answer) => void;
  readonly fail: (cause: Error) => void;
}

/**
 * A worker thread that answers requests in their order. It starts with the first request, and again after it died; requests that were
 * unanswered then fail with `STORE_UNAVAILABLE`. It keeps the process alive only while an answer is due.
 */
export class OrderedThread<Request, Answer> {
  readonly #url: URL;
  readonly #data: unknown;
  #worker: Worker | null = null;
  #waiting: Waiting<Answer>[] = [];

  /**
   * Makes the thread, which starts with the first request.
   *
   * @param data passed to the thread at its start
   */
  constructor(url: URL, data: unknown) {
    this.#url = url;
    this.#data = data;
  }

  /**
   * Sends a request and resolves with its answer.
   *
   * @param transfer buffers that move to the thread instead of being copied
   */
  ask(request: Request, transfer: readonly TransferListItem[] = []): Promise<Answer> {
    this.#worker ??= this.#start();
    this.#worker.ref();
    this.#worker.postMessage(request, transfer);
    return new Promise((done, fail) => void this.#waiting.push({ done, fail }));
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(this.#url, { ...THREAD_OPTIONS, workerData: this.#data });
    let cause: unknown;
    worker.on('message', (reply: Reply<Answer>) => this.#answered(worker, reply));
    worker.on('error', (error) => {
      cause = error;
    });
    // In every case `exit` is the last event.
    worker.on('exit', () => this.#ended(worker, cause));
    return worker;
  }

  #answered(worker: Worker, reply: Reply<Answer>): void {
    const first = this.#waiting.shift();
    if (this.#waiting.length === 0) worker.unref();
    if ('answer' in reply) first?.done(reply.answer);
    else first?.fail(threadError(reply.fault));
  }

  #ended(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { fail } of waiting) fail(threadError('it ended', cause));
  }
}

const threadError = (what: string, cause?: unknown): TribuneError =>
  new TribuneError('STORE_UNAVAILABLE', `a worker thread gave no answer: ${what}`, {
    remedy: 'Send again after a moment, with the same ids; the thread is started anew.',
    cause,
  });
