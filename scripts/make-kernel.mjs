// Writes the code of the kernels that scripts/kernel describes, that of explained trees and that of histograms: node scripts/make-kernel.mjs
import { writeFileSync } from 'node:fs';
import { histogramSource, kernelSources } from './kernel/sources.mjs';

const trees = new URL('../src/core/explain/trees/kernel/', import.meta.url);
for (const [name, text] of Object.entries(kernelSources())) writeFileSync(new URL(name, trees), text);
writeFileSync(new URL('../src/core/learn/boosting/histogram-code.ts', import.meta.url), histogramSource());
