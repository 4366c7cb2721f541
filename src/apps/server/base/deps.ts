import type { OpenIdSettings } from '../../../adapters/identity/index.js';
import type { Counter } from '../../../core/base/metrics.js';
import type { Administration } from '../../../domain/administration/index.js';
import type { Alerts } from '../../../domain/alerts/service/index.js';
import type { AuditRuns, RecordedAudits, StoredAudits } from '../../../domain/audits/recorded/index.js';
import type { DecisionSearch } from '../../../domain/decision-search/index.js';
import type { DecisionServices } from '../../../domain/decisions/index.js';
import type { AdverseQueue } from '../../../domain/explained-decisions/adverse/index.js';
import type { ExplainedDecisions } from '../../../domain/explained-decisions/index.js';
import type { FollowerStatus } from '../../../domain/followers/index.js';
import type { Gates } from '../../../domain/gates/index.js';
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
import type { Incidents } from '../../../domain/incidents/index.js';
import type { PendingInferenceStore } from '../../../domain/intake/ports.js';
import type { JobStatus } from '../../../domain/jobs/index.js';
import type { Monitor } from '../../../domain/live-monitor/service/index.js';
import type { Log } from '../../../domain/log/api/index.js';
import type { RegistryView } from '../../../domain/registry/index.js';
import type { Retention } from '../../../domain/retention/index.js';
import type { KnownRules } from '../../../domain/rule-records/index.js';
import type { Settings } from '../../../domain/settings/index.js';
import type { StopSwitch } from '../../../domain/stops/index.js';
import type { KnownEnds } from '../../../domain/system-ends/index.js';
import type { TrainingRows } from '../../../domain/training-rows/index.js';

/** The services that authenticate callers and manage their accounts and keys. */
export interface Identity {
  readonly keys: ApiKeys;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly links: AdminLinks;
  readonly passkeys: Passkeys;
  /** What the sign-in with an identity provider needs; its configuration says which people are admitted. */
  readonly federated: FederatedLoginDeps;
}

/** The registry of systems, models, versions and deployments that decisions refer to. */
export interface RegistryService extends Pick<Administration, 'snapshot' | 'apply'> {
  /** The registry in memory, against which records are checked. */
  view(): RegistryView | Promise<RegistryView>;
}

/** The log without the method that records entries: only acts record entries, in the services of the domain. */
export type ReadableLog = Omit<Log, 'record'>;

/** The services of decisions that routes call, each responsible for one task. */
export interface RoutedServices
  extends Pick<DecisionServices, 'ingest' | 'reading' | 'subjects' | 'metrics' | 'producers'> {
  readonly log: ReadableLog;
}

/** The services that rooms make, each made by one room; the routes of every room may use them. */
export interface RoomServices extends RoutedServices {
  readonly identity: Identity;
  /** Finds recorded decisions by what they say. */
  readonly decisionSearch: Pick<DecisionSearch, 'search'>;
  /** The rows that requests for a training are about. */
  readonly trainingRows: Pick<TrainingRows, 'summary' | 'lines'>;
  readonly registry: RegistryService;
  readonly audits: Pick<RecordedAudits, 'request' | 'seal'>;
  /** Audits that go on while nobody waits for them. */
  readonly auditRuns: Pick<AuditRuns, 'start' | 'again' | 'list'>;
  /** Results of audits that were made. */
  readonly auditResults: Pick<StoredAudits, 'read' | 'list' | 'look'>;
  /** Retention: it says how long decisions are kept, and erases those whose time is over. */
  readonly retention: Pick<Retention, 'plan' | 'run' | 'report'>;
  /** Requests and responses of inferences whose counterpart has not come yet. */
  readonly pendingInferences: PendingInferenceStore;
  /** The live monitor: what is watched, and what it found. */
  readonly monitor: Monitor;
  /** Alerts: what fires, whom it was told, and who looks after it. */
  readonly alerts: Alerts;
  /** The stop switch: what is stopped, and how it is resumed. */
  readonly stopSwitch: StopSwitch;
  /** Incidents, and the plans that exist before them. */
  readonly incidents: Incidents;
  /** Gates: what a version needs before it decides on a deployment, and who signed for it. */
  readonly gates: Gates;
  /** The ends of systems, as they were read last. */
  readonly ends: Pick<KnownEnds, 'current' | 'changed'>;
  /** The rules that deployments decide by, as they were read last. */
  readonly rules: Pick<KnownRules, 'current' | 'changed'>;
  /**
   * Explanations of recorded decisions, for whoever may see one: `explanation({ id, view }, { actor, purpose })` gives what a view shows, or
   * `pending`, `unknown` or `erased`. It makes what is not made yet, counts against the budget of the actor, and enters who was given what; it
   * asks for no right, which is the caller's work: a reader of a case is shown the view `reviewer` after the reveal.
   */
  readonly explained: Pick<ExplainedDecisions, 'explanation' | 'explainedBy' | 'isFar' | 'deploymentOf' | 'waiting'>;
  /** How many ready explanations a receiver was told of. */
  readonly explanationsTold: Counter<'outcome'>;
  /** Adverse decisions that are explained without anybody asking. */
  readonly adverseQueue: AdverseQueue;
}

/** What the HTTP server needs: the services of the rooms, and what the control plane itself tells. */
export interface ServerDeps extends RoomServices {
  /** The access table, which alone says who may do what. */
  readonly access: AccessTable;
  /** The settings that an administrator may change while the service runs. */
  readonly settings: Settings;
  /** The periodic jobs, each with the outcome of its last run. */
  readonly jobs: () => readonly JobStatus[];
  /** Begins a job now instead of when it is due; throws NOT_FOUND, or CONFLICT where it cannot begin. */
  readonly runJob: (name: string) => void;
  /** The followers of the log, each with its distance from the end of the log. */
  readonly followers: () => readonly FollowerStatus[];
  /** Asks the database for a sign of life; rejects while it does not answer. */
  readonly ping: () => Promise<void>;
  /** Bytes left on the disk of the data folder. */
  readonly freeBytes: () => number;
  readonly version: string;
  readonly nowMs: () => number;
}

/** Options of the sign-in with an identity provider: which provider it is, and which of its people the service admits. */
export interface OpenIdOptions extends OpenIdSettings, Admission {}
