// Writes src/core/explain/trees/kernel/code.ts and layout.ts from scripts/kernel: node scripts/make-kernel.mjs
import { writeFileSync } from 'node:fs';
import { kernelSources } from './kernel/sources.mjs';

const target = new URL('../src/core/explain/trees/kernel/', import.meta.url);
for (const [name, text] of Object.entries(kernelSources())) writeFileSync(new URL(name, target), text);
