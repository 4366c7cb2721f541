import type { Role } from '../../identity/index.js';
import type { RecordKind } from '../catalogue/index.js';
import type { Answers } from '../questions/index.js';

/** A record that a finding stands on. */
export interface Evidence {
  /** What the record is, such as `audit` or `incident plan`. */
  readonly record: string;
  readonly id: string;
  /** Digest of its content; null where the record has none. */
  readonly digest: string | null;
  /** Place of its entry in the main log; null where the entry is not found by the record. */
  readonly entry: number | null;
  readonly says: string;
  /** When it was made, ms since 1970; null for what is so now. */
  readonly atMs: number | null;
}

/** An audit of a deployment, as it was kept. */
export interface AuditFact {
  readonly id: string;
  readonly madeAtMs: number;
  /** Decisions made at this time or later were left out, ms; when it was made, where it left out none or did not say. */
  readonly untilMs: number;
  readonly verdict: string;
  /** Digest of the policy by which it was judged. */
  readonly policy: string;
  /** Digest of its result; null where that would confirm a guess about persons. */
  readonly digest: string | null;
}

/** That a gap of a control is waived for a version on a deployment, by two persons of whom one is above the owner. */
export interface WaiverFact {
  readonly control: string;
  readonly id: string;
  readonly reason: string;
  readonly by: readonly string[];
  readonly atMs: number;
  /** From then on it counts for nothing, ms. */
  readonly untilMs: number;
}

/** A deployment that serves. */
export interface DeploymentFacts {
  readonly id: string;
  readonly version: string;
  /** Since when this version serves, ms. */
  readonly servesSinceMs: number;
  /** Digest of the policy in force by its activation. */
  readonly policy: string | null;
  /** The newest first. */
  readonly audits: readonly AuditFact[];
  /** By which policy the monitor watches it; null where it does not. */
  readonly watched: { readonly policy: string; readonly sinceMs: number } | null;
  /** How long its decisions are kept; null where no class is in force, so that nothing of it is erased. */
  readonly kept: { readonly keep: string; readonly class: string } | null;
  /** With what its decisions are explained. */
  readonly explains: Readonly<Record<'reasons' | 'changes' | 'adverse', boolean>>;
  /** Waivers of controls for the version that serves, the newest first. */
  readonly waivers: readonly WaiverFact[];
}

export interface AccountFact {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly active: boolean;
  /** When its holder was last trained to read cases; null: never. */
  readonly trainedAtMs: number | null;
}

/** Entries of one type about one thing, of which the log tells the newest. */
export interface EntryFact {
  readonly type: string;
  /** System, deployment or digest of a version; empty: the service. */
  readonly about: string;
  readonly n: number;
  /** Index, id of the record, and time of the newest. */
  readonly index: number;
  readonly ref: string;
  readonly atMs: number;
}

/** A record that somebody keeps about a system. */
export interface RecordFact {
  readonly kind: RecordKind;
  readonly id: string;
  readonly digest: string;
  readonly atMs: number;
  readonly by: string;
}

/** How it stands with a vendor of the system at the moment that is looked at. */
export interface VendorFact {
  readonly id: string;
  readonly name: string;
  readonly digest: string;
  readonly answered: number;
  /** Questions without an answer. */
  readonly open: readonly string[];
  /** Day of the oldest answer, ms; null: there is none. */
  readonly oldestMs: number | null;
  /** First moment after the contract, ms; null: no end is told. */
  readonly endsMs: number | null;
}

/** What a person says where records do not decide: for one control, until a time. */
export interface StatementFact {
  readonly control: string;
  readonly id: string;
  readonly digest: string;
  readonly says: string;
  readonly by: string;
  readonly atMs: number;
  readonly untilMs: number;
}

/** All that records tell of a system. What they do not tell is null, and decides nothing. */
export interface SystemFacts {
  readonly system: {
    readonly id: string;
    readonly purpose: string;
    readonly domain: string;
    readonly jurisdictions: readonly string[];
    readonly owner: string;
  };
  /** Those that serve. */
  readonly deployments: readonly DeploymentFacts[];
  readonly accounts: readonly AccountFact[];
  readonly answers: Answers;
  readonly plan: {
    readonly status: 'ready' | 'incomplete' | 'stale' | 'missing';
    readonly gaps: readonly string[];
    readonly revision: number | null;
    readonly digest: string | null;
    readonly atMs: number | null;
  };
  readonly lastDrillMs: number | null;
  /** Clocks of open incidents of the system: how many run, and when each is due. */
  readonly clocks: readonly { readonly incident: string; readonly duty: string; readonly dueAtMs: number }[];
  readonly ledger: {
    /** Entries under the newest signed checkpoint; null before the first. */
    readonly size: number | null;
    readonly root: string | null;
    readonly fault: string | null;
    /** Entries under the newest checkpoint that witnesses signed; null without one. */
    readonly cosigned: number | null;
  };
  readonly entries: readonly EntryFact[];
  readonly records: readonly RecordFact[];
  readonly statements: readonly StatementFact[];
  readonly vendors: readonly VendorFact[];
}
