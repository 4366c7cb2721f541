import { Module } from './assembler.mjs';
import { histogramModule } from './histograms.mjs';
import { defineInterventional, defineOutcomes } from './interventional.mjs';
import { AT, MOST, PAGES, RULE, TREE } from './layout.mjs';
import { definePathDependent } from './path-dependent.mjs';
import { defineGoesLeft, definePredict, defineWeigh, defineWidths } from './trees.mjs';

const NOTE = '// Made by scripts/make-kernel.mjs; the kernel is written in scripts/kernel.\n';
const WIDTH = 118;

function kernel() {
  const module = new Module();
  const goesLeft = defineGoesLeft(module);
  defineWeigh(module);
  definePredict(module, goesLeft);
  defineWidths(module);
  definePathDependent(module, goesLeft);
  defineOutcomes(module, goesLeft);
  defineInterventional(module, goesLeft);
  return module.bytes(PAGES.single);
}

function codeSource(bytes) {
  const lines = [];
  for (const byte of bytes) {
    const last = lines.at(-1);
    if (last === undefined || `${last} ${byte},`.length > WIDTH) lines.push(`${byte},`);
    else lines[lines.length - 1] = `${last} ${byte},`;
  }
  return `${NOTE}/** A WebAssembly module, ready to be compiled. */\n// biome-ignore format: bytes\nexport const CODE: readonly number[] = [\n${lines.map((line) => `  ${line}\n`).join('')}];\n`;
}

/** The source that the kernel of histograms is shipped as. */
export const histogramSource = () => codeSource(histogramModule());

/** The sources that the kernel of trees is shipped as, by file name. */
export function kernelSources() {
  const object = (entries) =>
    `{\n${Object.entries(entries)
      .map(([name, value]) => `  ${name}: ${value},\n`)
      .join('')}}`;
  return {
    'code.ts': codeSource(kernel()),
    'layout.ts': `${NOTE}/** Where things start in the kernel's memory, in bytes. */\nexport const AT = ${object(AT)} as const;\n\n/** How much of each fits. */\nexport const MOST = ${object(MOST)} as const;\n\n/** Pages of 64 KiB: those that the kernel starts with, and those that a walk against a background needs. */\nexport const PAGES = ${object(PAGES)} as const;\n\n/** Bytes of one rule of quadrature, and of one tree in the list. */\nexport const RULE_BYTES = ${RULE.bytes};\nexport const TREE_BYTES = ${TREE.bytes};\n`,
  };
}
