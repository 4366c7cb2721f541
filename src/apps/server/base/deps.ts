import type { OpenIdSettings } from '../../../adapters/identity/index.js';
import type { RecordedAudits, StoredAudits } from '../../../domain/audits/recorded/index.js';
import type { Configuration } from '../../../domain/configuration/index.js';
import type { DecisionServices } from '../../../domain/decisions/index.js';
import type { Retention } from '../../../domain/decisions/retention/index.js';
import type { FollowerStatus } from '../../../domain/followers/index.js';
import type {
  AccessTable,
  Accounts,
  AdminLinks,
  Admission,
  ApiKeys,
  FederatedLoginDeps,
  Passkeys,
  Sessions,
} from '../../../domain/identity/index.js';
import type { PendingInferenceStore } from '../../../domain/intake/ports.js';
import type { JobStatus } from '../../../domain/jobs/index.js';
import type { Log } from '../../../domain/log/api/index.js';
import type { RegistryView } from '../../../domain/registry/index.js';
import type { Settings } from '../../../domain/settings/index.js';

/** Who may come in. */
export interface Identity {
  readonly keys: ApiKeys;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly links: AdminLinks;
  readonly passkeys: Passkeys;
  /** What signing in with an identity provider stands on; who is admitted is said by its configuration. */
  readonly federated: FederatedLoginDeps;
}

/** What decisions refer to. */
export interface RegistryService extends Pick<Configuration, 'snapshot' | 'apply'> {
  /** What records are held against, in memory. */
  view(): RegistryView | Promise<RegistryView>;
}

/** The logs, without the writing of entries: acts do that, in the services of the domain. */
export type ReadableLog = Omit<Log, 'record'>;

/** The services of decisions that routes call, each for its concern. */
export interface RoutedServices
  extends Pick<DecisionServices, 'ingest' | 'reading' | 'subjects' | 'metrics' | 'producers'> {
  readonly log: ReadableLog;
}

/** What the HTTP server stands on. */
export interface ServerDeps extends RoutedServices {
  /** Who may do what: the one table. */
  readonly access: AccessTable;
  readonly identity: Identity;
  readonly registry: RegistryService;
  /** What an administrator may change while the service runs. */
  readonly settings: Settings;
  readonly audits: Pick<RecordedAudits, 'request' | 'seal'>;
  /** Results of audits that were made. */
  readonly auditResults: Pick<StoredAudits, 'read' | 'list'>;
  /** How long decisions are kept. */
  readonly retention: Pick<Retention, 'plan' | 'run' | 'report'>;
  /** What is done again and again, and how it went last. */
  readonly jobs: () => readonly JobStatus[];
  /** Who reads the log on and on, and how far behind its end. */
  readonly followers: () => readonly FollowerStatus[];
  /** Halves of inferences that wait for their other half. */
  readonly pendingInferences: PendingInferenceStore;
  /** Rejects while the database does not answer. */
  readonly ping: () => Promise<void>;
  /** Bytes left on the disk of the data folder. */
  readonly freeBytes: () => number;
  readonly version: string;
  readonly nowMs: () => number;
}

/** Signing in with an identity provider: which one, and whom of its people the service admits. */
export interface OpenIdOptions extends OpenIdSettings, Admission {}
