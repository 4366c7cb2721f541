import type { AllowedRange, Finding, SourceVerdict } from '../../../core/fairness/sources/index.js';
import type { Exclusion } from '../../../core/fairness/tally/index.js';
import type { Basis } from '../../../core/policy/index.js';
import type { SourceRecord } from '../../audits/source/index.js';
import type { BiasSource } from './bias-sources.js';

/** What one test found. */
export interface TestResult {
  /** Its name, which is its key in the section `dataAudit` of the policy. */
  readonly test: string;
  readonly title: string;
  /** The source of bias that it measures. */
  readonly source: BiasSource;
  readonly severity: 'block' | 'warn';
  /** One-based line in the policy file: of the test, or of the nearest key above it where the policy does not name it; null without a file. */
  readonly line: number | null;
  readonly verdict: SourceVerdict;
  /** The verdict in plain language. */
  readonly message: string;
  readonly basis: Basis;
  /** Name of the measure, and its unit: a share, a ratio or a number. */
  readonly measure: {
    readonly name: string;
    readonly unit: 'share' | 'points' | 'ratio' | 'number';
    /** The value that says that there is nothing to see; unless written, 1 of a ratio, 0 of points and numbers, none of a share. */
    readonly neutral?: number;
  };
  readonly allowed: AllowedRange;
  readonly level: number;
  readonly comparisons: number;
  readonly decisive: Finding | null;
  readonly findings: readonly Finding[];
  /** What a reader has to know beside the verdict, a sentence each. */
  readonly notes: readonly string[];
  /** The populations that the data were held against, of `representation`. */
  readonly populations?: readonly StatedPopulation[];
}

/** A population, and where its figures come from. */
export interface StatedPopulation {
  /** The attribute whose groups it has. */
  readonly by: string;
  /** Where the figures come from, as the policy says. */
  readonly source: string;
  /** The file of its counts; null where the figures stand in the policy. */
  readonly file: { readonly path: string; readonly digest: string } | null;
  /** People of stated groups; null where the policy states shares. */
  readonly people: number | null;
}

/** The result of `tribune audit data`. */
export interface DataAuditResult {
  readonly schemaVersion: '1';
  readonly kind: 'data-audit';
  readonly tool: { readonly name: string; readonly version: string };
  readonly evaluatedOn: string;
  readonly verdict: SourceVerdict;
  /** Tests that only warn and failed. */
  readonly warnings: number;
  readonly policy: {
    readonly name: string;
    readonly version: string;
    readonly digest: string;
    readonly path: string | null;
    readonly level: number;
    readonly minGroupSize: number;
    readonly smallGroups: 'inconclusive' | 'report';
  };
  readonly data: {
    readonly sources: readonly SourceRecord[];
    readonly rows: number;
    readonly excluded: readonly Exclusion[];
    /** People audited; rows with a count weight stand for several. */
    readonly people: number;
    readonly attributes: readonly { readonly name: string; readonly unknown: number; readonly groups: number }[];
    readonly features: readonly string[];
    /** Columns that are no features, and why. */
    readonly leftOut: readonly { readonly column: string; readonly why: string }[];
  };
  readonly tests: readonly TestResult[];
  /** The command that repeats this audit. */
  readonly replay: string;
}
