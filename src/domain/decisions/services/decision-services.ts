import type { Followers } from '../../followers/index.js';
import type { Job } from '../../jobs/index.js';
import type { Log } from '../../log/api/index.js';
import type { RegistryView } from '../../registry/index.js';
import type { DecisionIngest, DecisionReading, ServiceMetrics, SubjectRights } from '../api/service-api.js';
import type { DecisionHistory } from '../history/access.js';
import type { ProducerState } from '../ports/producers.js';
import type { Erasures } from '../subjects/erasures.js';

/** What `openDecisionService` opens: one service for each concern, over the same stores and the same logs. */
export interface DecisionServices {
  readonly ingest: DecisionIngest;
  readonly reading: DecisionReading;
  readonly subjects: SubjectRights;
  readonly log: Log;
  /** Who reads the log on and on: the followers of the decisions, and others that are taken in. Whoever opens the service starts them. */
  readonly followers: Followers;
  /** What may be read of all recorded decisions, for audits and retention. */
  readonly history: DecisionHistory;
  /** Carries out what retention decides. */
  readonly erasures: Erasures;
  /** What it needs done again and again; whoever opens it runs them. */
  jobs(): readonly Job[];
  metrics(): ServiceMetrics;
  /** Producers that number their requests, and which numbers never came. */
  producers(): readonly ProducerState[];
  /** Called by the server when the registry changed, or may have. While it cannot be read, records are not taken (`STORE_UNAVAILABLE`). */
  reloadRegistry(): Promise<void>;
  /** What records are held against, as it was read last. */
  registry(): RegistryView | Promise<RegistryView>;
  /**
   * Refuses new work, finishes what is queued, publishes. Does not close the stores. Throws, once and after all is let go, what could
   * not be finished: `STORE_UNAVAILABLE` when the store is away; nothing acknowledged is lost then, the next start publishes it.
   */
  close(): Promise<void>;
}
