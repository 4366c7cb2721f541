import { rmSync } from 'node:fs';
import { type ErrorCode, TribuneError } from '../../core/base/errors.js';
import type {
  DecisionExplainer,
  ExplainAnswer,
  ExplainRequest,
  ForgetBasis,
  ForgetRequest,
} from '../../domain/explained-decisions/ports/index.js';
import { OrderedThread } from '../threads/index.js';
import type { OpenBases } from './open-bases.js';

/** The answer of the thread: an explanation, or an error as plain data, because instances of classes do not survive the transfer. */
export type Explained =
  | { readonly explained: ExplainAnswer }
  | { readonly forgotten: true }
  | { readonly error: { readonly code: ErrorCode; readonly message: string; readonly remedy: string } };

interface ExplainerThread {
  readonly explain: DecisionExplainer;
  readonly forget: ForgetBasis;
  close(): Promise<void>;
}

/** Explains decisions in a thread of its own, so that none keeps a decision waiting that is being recorded. */
function explainerThread(folder: string): ExplainerThread {
  const thread = new OrderedThread<ExplainRequest | ForgetRequest, Explained>(
    new URL('./explainer-worker.js', import.meta.url),
    folder,
  );
  return {
    async explain(request) {
      const answer = await thread.ask(request);
      if ('explained' in answer) return answer.explained;
      if ('forgotten' in answer) return { kind: 'files-wanted' };
      const { code, message, remedy } = answer.error;
      throw new TribuneError(code, message, { remedy });
    },
    async forget(request) {
      await thread.ask(request);
    },
    close: () => thread.close(),
  };
}

/**
 * Opens what explains decisions. Run from the TypeScript source, it explains them in this thread, because the thread needs a built file.
 *
 * @param folder for files that are there while a version is opened; what a process left there that was killed is removed
 */
export function openExplainer(folder: string): ExplainerThread {
  rmSync(folder, { recursive: true, force: true });
  if (import.meta.url.endsWith('.js')) return explainerThread(folder);
  let bases: Promise<OpenBases> | undefined;
  return {
    async explain(request) {
      bases ??= import('./open-bases.js').then((loaded) => new loaded.OpenBases(folder));
      return (await bases).explain(request);
    },
    async forget(request) {
      (await bases)?.forget(request.forget);
    },
    close: async () => undefined,
  };
}
