import type { Acts } from '../acts/index.js';
import type { DecisionReading } from '../decisions/api/index.js';
import type { ExplanationMaker, SealingCrypto } from '../explained-decisions/index.js';
import type { ExplanationStore } from '../explained-decisions/ports/index.js';
import type { AnswerStore } from '../explanation-answers/ports.js';
import type { RegistryView } from '../registry/index.js';
import type { Sensitive } from './measures/index.js';

export interface TelemetryDeps {
  readonly reading: Pick<DecisionReading, 'drawn' | 'materials'>;
  readonly registry: () => RegistryView | Promise<RegistryView>;
  readonly store: Pick<ExplanationStore, 'basis' | 'explanationsOf'> & Pick<AnswerStore, 'answersOf'>;
  readonly maker: Pick<ExplanationMaker, 'explainedBy'>;
  readonly crypto: SealingCrypto;
  readonly acts: Acts<object>;
}

export interface Wanted {
  readonly deployment: string;
  /** Decisions received from one moment on and before another. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Most decisions that are drawn of the span, of whatever deployment. */
  readonly sample: number;
  /** Length of a window, ms. */
  readonly everyMs: number;
  /** Attribute of the groups; null for none. */
  readonly by: string | null;
  readonly sensitive: Sensitive;
  /** Other versions of the same model that are asked about the same people. */
  readonly versions: readonly string[];
}
