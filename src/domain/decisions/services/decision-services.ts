import type { Followers } from '../../followers/index.js';
import type { Job } from '../../jobs/index.js';
import type { Log } from '../../log/api/index.js';
import type { RegistryView } from '../../registry/index.js';
import type { DecisionIngest, DecisionReading, ServiceMetrics, SubjectRights } from '../api/service-api.js';
import type { DecisionHistory } from '../history/access.js';
import type { ProducerState } from '../ports/index.js';
import type { Erasures } from '../subjects/erasures.js';

/** What `openDecisionService` opens: one service for each concern, over the same stores and the same logs. */
export interface DecisionServices {
  readonly ingest: DecisionIngest;
  readonly reading: DecisionReading;
  readonly subjects: SubjectRights;
  readonly log: Log;
  /** The followers of the log: those of the decisions, and any others that are added. Whoever opens the service starts them. */
  readonly followers: Followers;
  /** Access to all recorded decisions, for audits and retention. */
  readonly history: DecisionHistory;
  /** The erasures, by which retention erases decisions past their time. */
  readonly erasures: Erasures;
  /** Jobs that the service needs from time to time; whoever opens the service runs them. */
  jobs(): readonly Job[];
  metrics(): ServiceMetrics;
  /** Gives the producers that number their requests, and the numbers that never came. */
  producers(): readonly ProducerState[];
  /**
   * Reads the registry again. The server calls it when the registry changed or may have. While it cannot be read, no records are taken
   * (`STORE_UNAVAILABLE`).
   */
  reloadRegistry(): Promise<void>;
  /** Gives the registry as it was read last, by which records are checked. */
  registry(): RegistryView | Promise<RegistryView>;
  /**
   * Refuses new work, finishes queued work and publishes; the stores stay open. When something could not be finished, it throws once
   * everything is released: `STORE_UNAVAILABLE` when the store is away. Nothing acknowledged is lost then, as the next start publishes it.
   */
  close(): Promise<void>;
}
