import { parentPort, type TransferListItem } from 'node:worker_threads';
import type { Reply } from './ordered-thread.js';

/** Answers every request in a worker thread. A fault is answered in words, and the thread goes on. */
export function answerWith<Request, Answer>(
  work: (request: Request) => { readonly answer: Answer; readonly moved: readonly TransferListItem[] },
): void {
  parentPort!.on('message', (request: Request) => {
    try {
      const { answer, moved } = work(request);
      parentPort!.postMessage({ answer } satisfies Reply<Answer>, moved);
    } catch (cause) {
      const fault = cause instanceof Error ? cause.message : String(cause);
      parentPort!.postMessage({ fault } satisfies Reply<Answer>);
    }
  });
}

/** Answers every request in a worker thread, one after the other, where an answer takes more than one turn of the event loop. */
export function answerInTurn<Request, Answer>(work: (request: Request) => Promise<Answer>): void {
  let turn = Promise.resolve();
  parentPort!.on('message', (request: Request) => {
    turn = turn.then(async () => {
      const reply = await work(request).then(
        (answer): Reply<Answer> => ({ answer }),
        (cause: unknown): Reply<Answer> => ({ fault: cause instanceof Error ? cause.message : String(cause) }),
      );
      parentPort!.postMessage(reply);
    });
  });
}
