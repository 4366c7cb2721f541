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
import type { EndpointOptions, ExplainerPlace } from './place.js';

/** The answer of the thread: an explanation, or an error as plain data, because instances of classes do not survive the transfer. */
export type Explained =
  | { readonly explained: ExplainAnswer }
  | { readonly forgotten: true }
  | {
      readonly error: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly remedy: string;
        readonly reason?: string;
      };
    };

interface ExplainerThread {
  readonly explain: DecisionExplainer;
  readonly forget: ForgetBasis;
  close(): Promise<void>;
}

/** Explains decisions in a thread of its own, so that none keeps a decision waiting that is being recorded. */
function explainerThread(place: ExplainerPlace): ExplainerThread {
  const thread = new OrderedThread<ExplainRequest | ForgetRequest, Explained>(
    new URL('./explainer-worker.js', import.meta.url),
    place,
  );
  return {
    async explain(request) {
      const answer = await thread.ask(request);
      if ('explained' in answer) return answer.explained;
      if ('forgotten' in answer) return { kind: 'files-wanted' };
      const { code, message, ...more } = answer.error;
      throw new TribuneError(code, message, more);
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
 * @param endpoints how versions behind a network are asked, by an explainer of theirs: a slow one keeps no other version waiting
 */
export function openExplainer(folder: string, endpoints: EndpointOptions | null = null): ExplainerThread {
  const place: ExplainerPlace = { folder, endpoints };
  rmSync(folder, { recursive: true, force: true });
  if (import.meta.url.endsWith('.js')) return explainerThread(place);
  let bases: Promise<OpenBases> | undefined;
  return {
    async explain(request) {
      bases ??= import('./open-bases.js').then((loaded) => new loaded.OpenBases(place));
      return (await bases).explain(request);
    },
    async forget(request) {
      (await bases)?.forget(request.forget);
    },
    close: async () => undefined,
  };
}
