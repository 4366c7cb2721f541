import type { Acts, Tx } from '../../acts/index.js';
import type { DueAudit, DueAuditStore } from '../../audits/recorded/index.js';
import type { AlertReason, IncidentStores } from '../../incidents/index.js';
import type { MonitorView } from '../../live-monitor/viewing/index.js';
import type { RegistryStore } from '../../registry/ports.js';
import type { CanaryStores } from '../canaries/index.js';
import type { StopStore } from '../model/ports.js';
import type { SwitchReads } from './again.js';
import type { OpenAlert, ReactionStore } from './ports.js';

/** Stores that reactions write to. */
export interface ReactingStores extends CanaryStores {
  readonly stops: StopStore;
  readonly incidents: IncidentStores['incidents'];
  readonly reactions: ReactionStore;
  readonly dueAudits: Pick<DueAuditStore, 'add'>;
}

/** What reactions are carried out with. */
export interface ReactorDeps {
  readonly acts: Acts<ReactingStores>;
  readonly stores: () => SwitchReads & { readonly reactions: ReactionStore };
  readonly view: Pick<MonitorView, 'changes' | 'deployment' | 'series' | 'panes' | 'watched' | 'epochs'>;
  /** Text of a policy by which something is or was watched; null for an unknown digest. */
  readonly policyText: (digest: string) => Promise<string | null>;
  /** Digest of the policy of an epoch of a deployment. */
  readonly policyOf: (deployment: string, epoch: number) => Promise<string | null>;
  readonly registry: Pick<RegistryStore, 'load'>;
  /** How far the audits have come that reactions ask for, by the ids of these. */
  readonly auditsOf: (reactions: readonly string[]) => Promise<ReadonlyMap<string, DueAudit>>;
  /** Id of an alert; null where it is not known. */
  readonly alertId: (alert: OpenAlert) => Promise<number | null>;
  /** Opens an incident in the transaction of the reaction, or adds to the one that is open; gives its id. */
  readonly openIncident: (tx: Tx<ReactingStores>, reason: AlertReason) => Promise<string>;
  /** Has the board show what was stopped. */
  readonly refresh: () => Promise<void>;
  readonly nowMs: () => number;
}
