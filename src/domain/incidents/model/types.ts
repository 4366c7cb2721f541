import type { Cause, Fact, IncidentRole, IncidentSeverity, IncidentState, LinkKind } from './words.js';

/** What an incident or a plan is about. */
export type IncidentScope =
  | { readonly kind: 'system'; readonly system: string }
  | { readonly kind: 'deployment'; readonly deployment: string };

/** The clock of a duty to report: it runs from the moment when somebody became aware. Times are milliseconds since 1970. */
export interface DutyClock {
  /** Id of the duty, in the dated data or in the plan. */
  readonly duty: string;
  /** What is to be done, to whom, by which provision, as the duty said when the clock began. */
  readonly what: string;
  readonly to: string;
  readonly source: string;
  /** Date of the data that the duty was taken from; null for one of the plan. */
  readonly dated: string | null;
  readonly fact: Fact;
  readonly fromMs: number;
  /** Null where the duty names no number: at once. */
  readonly dueAtMs: number | null;
  readonly filed: { readonly atMs: number; readonly by: string; readonly reference: string } | null;
  readonly waived: { readonly atMs: number; readonly by: string; readonly reason: string } | null;
}

export interface IncidentLink {
  readonly kind: LinkKind;
  readonly id: string;
  readonly by: string;
  readonly atMs: number;
  /** The legal hold that was set on whom the decision is about. */
  readonly hold: string | null;
}

export interface IncidentAction {
  readonly id: number;
  readonly text: string;
  readonly owner: string;
  readonly dueAtMs: number;
  readonly done: { readonly atMs: number; readonly by: string; readonly evidence: string } | null;
}

/** State of a deployment at the time when evidence was frozen. */
export interface FrozenDeployment {
  readonly deployment: string;
  readonly version: string | null;
  readonly cutoff: number | null;
  /** Digest of the policy that the registry names. */
  readonly policy: string | null;
  /** What the monitor knew; null where the deployment was not watched. */
  readonly monitor: {
    readonly epoch: number;
    readonly policy: string;
    /** Number of the evaluation; null before the first block. */
    readonly step: number | null;
    /** Digest of the states of all series; null before the first block. */
    readonly states: string | null;
  } | null;
}

/** What stood when the incident was opened: digests, from which can be shown later that what is produced is what stood. */
export interface FrozenState {
  readonly atMs: number;
  /** The newest signed checkpoint of the main log; null before the first. */
  readonly checkpoint: { readonly log: string; readonly size: number; readonly root: string } | null;
  readonly deployments: readonly FrozenDeployment[];
  /** Deployments beyond the bound, of which nothing is kept. */
  readonly leftOut: number;
  /** Null where they could not be read. */
  readonly stops: { readonly revision: number; readonly inForce: readonly string[] } | null;
  /** What could not be read, and why: an incident is opened all the same. */
  readonly problems: readonly string[];
  readonly plan: { readonly scope: string; readonly revision: number; readonly digest: string } | null;
  /** Digest of all of this, which the entry of the opening names. */
  readonly digest: string;
}

/** Who or what opened an incident. */
export type IncidentOrigin =
  | { readonly kind: 'hand' }
  | {
      readonly kind: 'policy';
      readonly policy: string;
      readonly requirement: string;
      /** Number of the change of the monitor that fired. */
      readonly change: number;
    };

export interface IncidentClosing {
  readonly atMs: number;
  readonly by: string;
  /** Who answers for the closing, by name. */
  readonly answeredBy: string;
  readonly text: string;
  readonly evidence: readonly ClosingEvidence[];
}

export interface ClosingEvidence {
  readonly kind: 'audit' | 'alert' | 'stop' | 'document';
  /** Id of the thing, or what the document is and where it lies. */
  readonly id: string;
}

/** An incident as it is stored, without its timeline. */
export interface Incident {
  readonly id: string;
  /** Number of its last change, from 1; who changes what they read names it. */
  readonly revision: number;
  readonly title: string;
  readonly severity: IncidentSeverity;
  readonly state: IncidentState;
  readonly scope: IncidentScope;
  /** The system of the scope; null where the deployment was not registered any more. */
  readonly system: string | null;
  readonly origin: IncidentOrigin;
  readonly openedBy: string;
  readonly openedAtMs: number;
  /** When the incident began, as far as it is known. */
  readonly occurredAtMs: number | null;
  /** When somebody became aware, from which clocks run. */
  readonly awareAtMs: number;
  readonly roles: Readonly<Partial<Record<IncidentRole, string>>>;
  readonly cause: Cause;
  readonly facts: readonly Fact[];
  readonly clocks: readonly DutyClock[];
  readonly links: readonly IncidentLink[];
  readonly actions: readonly IncidentAction[];
  readonly containment: { readonly text: string; readonly by: string; readonly atMs: number } | null;
  readonly affected: { readonly who: string; readonly number: number | null; readonly method: string } | null;
  readonly postMortem: { readonly text: string; readonly by: string; readonly atMs: number } | null;
  /** What persons said for fields of templates, by `template/field`; absent of incidents from before there were any. */
  readonly statements?: Readonly<Record<string, { readonly text: string; readonly by: string; readonly atMs: number }>>;
  readonly frozen: FrozenState;
  readonly closing: IncidentClosing | null;
  /** Items of the timeline, and those that came by themselves and were left out beyond the bound. */
  readonly nItems: number;
  readonly leftOut: number;
}

/** An item of the timeline. What was written by a person stands in `text`; its digest is in the log, the text beside it. */
export interface TimelineItem {
  readonly incident: string;
  /** Number in the incident, from 1. */
  readonly number: number;
  readonly atMs: number;
  /** What happened, such as `note` or `stop.thrown`. */
  readonly kind: string;
  /** Actor, as entries name them; `service` where nobody did it. */
  readonly by: string;
  /** What happened, in one line that the service made. */
  readonly what: string;
  readonly text: string;
  /** Digest of the item without this member; the entry of the act names it. */
  readonly digest: string;
}
