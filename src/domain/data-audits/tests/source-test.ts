import type { Judged } from '../../../core/fairness/sources/index.js';
import type { Basis, Policy } from '../../../core/policy/index.js';
import type { dataAudit } from '../../../core/policy/open-sections/index.js';
import type { AggregateRow, OpenData, PopulationFiles, Term } from '../data/index.js';
import type { BiasSource, StatedPopulation, TestResult } from '../result/index.js';

/** The section `dataAudit` of a policy. */
export type DataAuditSection = NonNullable<ReturnType<typeof dataAudit.of>>;

/** Names of tests are keys of the section that hold settings of a test. */
export type TestName = Exclude<keyof DataAuditSection, 'features' | 'smallGroups'>;

/** Inputs of linear models, and the sums of them and of their products by attributes, label and part. */
export interface LinearInputs {
  readonly terms: readonly Term[];
  /** Features that are no input. */
  readonly left: number;
  /** Keys are the label and the part; empty without a term. */
  readonly rows: readonly AggregateRow[];
}

/** What a test is given. */
export interface TestContext {
  readonly data: OpenData;
  readonly policy: Policy;
  readonly section: DataAuditSection;
  /** Columns that a model would learn from. */
  readonly features: readonly string[];
  readonly smallGroups: 'inconclusive' | 'report';
  readonly populations: PopulationFiles;
  /** Inputs of linear models and their sums, read when first asked for. */
  inputs(): Promise<LinearInputs>;
}

/** What a test says: its judgement in numbers and in a sentence, or why it cannot be made. */
export type TestFinding =
  | { readonly notApplicable: string }
  | {
      readonly judged: Judged;
      readonly message: string;
      readonly notes?: readonly string[];
      readonly populations?: readonly StatedPopulation[];
    };

/** A test of one source of bias. */
export interface SourceTest {
  readonly name: TestName;
  readonly title: string;
  readonly source: BiasSource;
  readonly measure: TestResult['measure'];
  /** Where the built-in bound comes from. */
  readonly basis: Basis;
  /** Whether groups are held against the declared reference of their attribute, which then has to occur. */
  readonly comparesWithReference?: true;
  /** Columns that the test needs beside features. */
  columns?(section: DataAuditSection, policy: Policy): readonly string[];
  run(context: TestContext): Promise<TestFinding>;
}
