import { baseRatesTest } from './base-rates.js';
import { missingnessTest } from './missingness.js';
import { representationTest } from './representation.js';
import type { SourceTest } from './source-test.js';

export type { DataAuditSection, SourceTest, TestContext } from './source-test.js';

/** The tests in the order of the report. */
export const SOURCE_TESTS: readonly SourceTest[] = [representationTest, baseRatesTest, missingnessTest];
