import type { Incident, IncidentScope, LinkKind, TimelineItem } from '../model/index.js';
import type { IncidentPlan } from '../plan/index.js';

export interface IncidentQuery {
  readonly state: 'open' | 'closed' | 'all';
  /** Of these systems and deployments only. */
  readonly scopes?: readonly IncidentScope[] | undefined;
  /** Those opened before the one of this id. */
  readonly before: string | null;
  readonly limit: number;
}

/** The incidents of a service. Rows stand under a keyed hash: nobody with the database alone closes one or changes what was noted. */
export interface IncidentStore {
  /** Keeps everybody else from changing incidents until the transaction ends; whoever changes what they read takes it before they read. */
  lock(): Promise<void>;
  insert(incident: Incident): Promise<void>;
  save(incident: Incident): Promise<void>;
  find(id: string): Promise<Incident | null>;
  /** The newest first. */
  list(query: IncidentQuery): Promise<Incident[]>;
  /** Ids of the incidents that are linked to something, the newest first. */
  linkedTo(kind: LinkKind, id: string): Promise<string[]>;
  /** Every incident that is not closed, the oldest first. */
  open(): Promise<Incident[]>;
  count(): Promise<{ readonly open: number; readonly closed: number }>;

  addItems(items: readonly TimelineItem[]): Promise<void>;
  /** Items after a number, in their order. */
  items(incident: string, query: { readonly after: number; readonly limit: number }): Promise<TimelineItem[]>;

  savePlan(plan: IncidentPlan): Promise<void>;
  /** The newest revision of the plan of a scope, or one of its revisions. */
  plan(scope: IncidentScope, revision?: number): Promise<IncidentPlan | null>;
  /** The newest revision of each plan. */
  plans(): Promise<IncidentPlan[]>;
  countPlans(): Promise<number>;

  /** Number of the newest change of an incident, an item or a plan; 0 before the first. */
  lastChange(): Promise<number>;
}
