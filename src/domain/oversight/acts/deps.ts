import type { Person } from '../../../core/oversight/index.js';
import { type Acts, defineAct, type Tx } from '../../acts/index.js';
import { incidentOpened } from '../../incidents/events/index.js';
import type { IncidentStores, Incidents } from '../../incidents/index.js';
import type { RegistryStore } from '../../registry/ports.js';
import { caseEvents } from '../events/index.js';
import type { CaseMaterial, CaseStore, DrawStore, Recheck, TrainingStore } from '../ports/index.js';
import type { CaseCrypto } from '../sealing/index.js';

export const openCase = defineAct('case.open', { enters: caseEvents });
export const claimCase = defineAct('case.claim', { enters: caseEvents });
/** With the incident that is opened where many decisions were changed for one reason. */
export const changeCase = defineAct('case.change', { enters: [...caseEvents, incidentOpened] });
/** A sign of life of a reader; it leaves no entry, as a lease that goes on changes nothing for anybody. */
export const keepCase = defineAct('case.keep', { enters: [] });

/** Acts on cases. */
export const caseActs = [openCase, claimCase, changeCase, keepCase] as const;

export interface CaseStores extends IncidentStores {
  readonly cases: CaseStore;
  readonly caseDraws: DrawStore;
  readonly caseTrainings: TrainingStore;
}

export interface OversightDeps {
  readonly acts: Pick<Acts<CaseStores>, 'run' | 'newId'>;
  readonly store: CaseStore;
  readonly draws: DrawStore;
  readonly trainings: Pick<TrainingStore, 'of' | 'all'>;
  /** For how long a training is fresh, ms, and whether a case is leased to nobody without a fresh one. */
  readonly training: { readonly freshMs: number; readonly isDemanded: boolean };
  readonly registry: Pick<RegistryStore, 'load'>;
  /** Gives a decision with a key that its erasure destroys; null for an unknown one. */
  readonly material: (decision: string) => Promise<CaseMaterial | null>;
  readonly recheck: Recheck;
  /** Everybody who may read cases at all: accounts that are in use, with the role for it. To whom one may be leased is said by `possibleReaders`. */
  readonly readers: () => Promise<readonly Person[]>;
  /** Has an incident opened where a clock ran out; the same id again opens nothing more. */
  readonly incidents: Pick<Incidents, 'open' | 'openWithin' | 'find' | 'feed'>;
  readonly crypto: CaseCrypto;
  readonly nowMs: () => number;
  /** Receives errors that occur outside requests. */
  readonly onProblem: (cause: Error) => void;
}

export type CaseTx = Tx<CaseStores>;
