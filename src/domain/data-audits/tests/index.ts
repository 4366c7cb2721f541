import { aggregationTest } from './aggregation.js';
import { baseRatesTest } from './base-rates.js';
import { duplicatesTest } from './duplicates.js';
import { featureSlopeTest } from './feature-slope.js';
import { featureVarianceTest } from './feature-variance.js';
import { labelChoiceTest } from './label-choice.js';
import { labelCoverageTest } from './label-coverage.js';
import { labelOriginTest } from './label-origin.js';
import { leakageTest } from './leakage.js';
import { missingnessTest } from './missingness.js';
import { proxyStrengthTest } from './proxy-strength.js';
import { representationTest } from './representation.js';
import { sampleSizeTest } from './sample-size.js';
import type { SourceTest } from './source-test.js';
import { stigmaWordsTest } from './stigma-words.js';

export { linearInputs } from './linear-inputs.js';
export type { DataAuditSection, SourceTest, TestContext } from './source-test.js';

/** The tests in the order of the report. */
export const SOURCE_TESTS: readonly SourceTest[] = [
  representationTest,
  sampleSizeTest,
  baseRatesTest,
  missingnessTest,
  featureVarianceTest,
  featureSlopeTest,
  labelChoiceTest,
  aggregationTest,
  proxyStrengthTest,
  stigmaWordsTest,
  labelOriginTest,
  labelCoverageTest,
  leakageTest,
  duplicatesTest,
];
