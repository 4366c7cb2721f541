import type { AuditResult } from '../../audits/result/index.js';
import type { ForeignCard } from '../../foreign-cards/index.js';
import type { DataSet, ListedRun } from '../../lineage/ports/index.js';
import type { Deployment, Model, ModelVersion, System } from '../../registry/index.js';
import type { FoundationModel } from '../../vendors/index.js';
import type { AsOf } from '../frame/index.js';
import type { Statement } from '../statements/index.js';
import type { Known } from './known.js';
import type { PeriodFacts } from './period.js';

/** An audit, with what speaks against it; null where nothing does. */
export interface AuditRecord extends Known<AuditResult> {
  /** The deployment audited; null for a file. */
  readonly deployment: string | null;
  /** `groups`: small categories stand together with the unknown in it. Null for a file, which says it by what it withheld. */
  readonly sight: 'persons' | 'groups' | null;
  readonly staleBecause: string | null;
}

/** Which audit is meant, where there are several. */
export const auditName = ({ deployment, value: { policy } }: AuditRecord): string =>
  deployment ?? `policy ${policy.name}`;

/** An incident as a document names it. */
export interface IncidentFact {
  readonly id: string;
  readonly title: string;
  readonly state: string;
  readonly severity: string;
}

/** A stop in force. */
export interface StopFact {
  readonly id: string;
  readonly scope: string;
  readonly reason: string;
}

/** What two persons let go unmet for a version on a deployment, until a time. */
export interface WaiverOnCard {
  readonly id: string;
  readonly deployment: string;
  /** The requirement of the gate, or the control. */
  readonly what: string;
  readonly reason: string;
  /** RFC 3339. */
  readonly until: string;
}

/** What a person is told of their decision: the recorded explanation as the view of the subject shows it. */
export interface ToldExplanation {
  readonly outcome: 'adverse' | 'favourable' | 'other';
  readonly reasons: {
    readonly status: string;
    readonly note: string | null;
    readonly sentences: readonly {
      readonly sentence: string;
      readonly values: readonly {
        readonly name: string;
        readonly unit: string | null;
        readonly value: string | number | null;
      }[];
    }[];
  };
  readonly recourse: {
    readonly note: string;
    readonly ways: readonly Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>[];
  };
}

/** What a document of another program says of a model. */
export interface ImportFact {
  readonly id: string;
  readonly format: string;
  readonly from: string;
  readonly by: string;
  readonly atMs: number;
  readonly said: ForeignCard;
  /** Whether it names other bytes than the version has that the document is about. */
  readonly namesOther: boolean;
}

/** A vendor of the system: how many of the questions it answered, and until when there is a contract. */
export interface VendorFact {
  readonly id: string;
  readonly name: string;
  readonly supplies: string;
  readonly answered: number;
  readonly open: readonly string[];
  readonly contractEnds: string | null;
}

/** A recorded decision as documents tell it; what it was made of stays in its record. */
export interface DecisionFact {
  readonly id: string;
  readonly decidedAt: string;
  readonly deployment: string;
  readonly route: string;
  /** Null where it cannot be explained, and then why. */
  readonly explanation: ToldExplanation | null;
  readonly notExplained: string | null;
  /** What the record says for a statement of reasons (`metadata.dsa`); null where it says nothing. */
  readonly statement: Readonly<Record<string, unknown>> | null;
}

/** Everything that documents about a system, a model or a version are made of, as it was read at one place of the log. */
export interface SystemRecords {
  /** What the document is about, as it was asked for. */
  readonly subject: string;
  readonly asOf: AsOf | null;
  /** The signed checkpoint of that place; a later one would not be of these records. */
  readonly checkpoint: string | null;
  readonly system: Known<System> | null;
  readonly model: Known<Model> | null;
  readonly version: Known<ModelVersion> | null;
  /** The data set that the document is about. */
  readonly data: Known<DataSet> | null;
  /** The decision that the document is about. */
  readonly decision: Known<DecisionFact> | null;
  readonly deployments: readonly Known<Deployment>[];
  /** What people said, by field; the newest of each. */
  readonly statements: ReadonlyMap<string, Known<Statement>>;
  /** The newest audit of each deployment, or audits from files. */
  readonly audits: readonly AuditRecord[];
  /** Training runs that made the version, newest first. */
  readonly runs: readonly Known<ListedRun>[];
  /** Whether there are older runs than these. */
  readonly hasMoreRuns: boolean;
  readonly incidents: readonly Known<IncidentFact>[];
  readonly stops: readonly Known<StopFact>[];
  /** Waivers that hold. */
  readonly waivers: readonly Known<WaiverOnCard>[];
  /** What documents of other programs say of the system or the version, the newest first. Nobody checked it. */
  readonly imports: readonly Known<ImportFact>[];
  readonly vendors: readonly Known<VendorFact>[];
  readonly foundationModels: readonly Known<FoundationModel>[];
  /** What records hold of the period that the document is over; null where it is over none. */
  readonly period: PeriodFacts | null;
}

/** Records that hold nothing: what documents are made of without a service. */
export const noRecords = (subject: string): SystemRecords => ({
  ...{ subject, asOf: null, checkpoint: null, system: null, model: null, version: null, data: null, decision: null },
  ...{ deployments: [], statements: new Map(), audits: [], runs: [], hasMoreRuns: false, incidents: [], stops: [] },
  waivers: [],
  ...{ imports: [], vendors: [], foundationModels: [], period: null },
});
