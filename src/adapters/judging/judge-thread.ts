import { type ErrorCode, TribuneError } from '../../core/base/errors.js';
import type { Judge, JudgeRequest } from '../../domain/audits/recorded/ports.js';
import type { AuditResult } from '../../domain/audits/result/index.js';
import { OrderedThread } from '../threads/index.js';

/**
 * The answer of the thread: a result, or an error as plain data, because instances of classes do not survive the transfer between threads.
 */
export type Judged =
  | { readonly result: AuditResult }
  | { readonly error: { readonly code: ErrorCode; readonly message: string; readonly remedy: string } };

export interface JudgeThread {
  readonly judge: Judge;
  close(): Promise<void>;
}

/** Judges audits in a thread of its own, so that the service accepts requests meanwhile. */
function judgeThread(): JudgeThread {
  const thread = new OrderedThread<JudgeRequest, Judged>(new URL('./judge-worker.js', import.meta.url), null);
  return {
    async judge(request) {
      const judged = await thread.ask(request);
      if ('result' in judged) return judged.result;
      const { code, message, remedy } = judged.error;
      throw new TribuneError(code, message, { remedy });
    },
    close: () => thread.close(),
  };
}

/**
 * Opens a judge that runs in a thread of its own. Run from the TypeScript source, it judges in this thread, because the thread needs a
 * built file.
 */
export function openJudge(): JudgeThread {
  if (import.meta.url.endsWith('.js')) return judgeThread();
  return {
    judge: async (request) => (await import('../../domain/audits/recorded/judging/index.js')).judgeRequest(request),
    close: async () => undefined,
  };
}
